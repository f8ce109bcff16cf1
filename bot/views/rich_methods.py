"""The Bot API methods of rich messages, which know what to do where Telegram takes none."""

from __future__ import annotations

from typing import Any

from aiogram.methods import EditMessageText, SendRichMessage, TelegramMethod
from pydantic import Field, SkipValidation


class SendRich(SendRichMessage):
    """``instead`` are methods to try, in order, where this one is refused; ``pictures`` are the
    addresses of its photos. Neither is sent."""

    pictures: tuple[str, ...] = Field(default=(), exclude=True)
    instead: tuple[SkipValidation[TelegramMethod[Any]], ...] = Field(default=(), exclude=True)


class EditRich(EditMessageText):
    """Likewise for an edit."""

    pictures: tuple[str, ...] = Field(default=(), exclude=True)
    instead: tuple[SkipValidation[TelegramMethod[Any]], ...] = Field(default=(), exclude=True)
