"""What is said to the bot in a group without a command is a search."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import Message, TelegramObject

from bot.telegram.updates.addressing import question

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class MentionSearchMiddleware(BaseMiddleware):
    """Turns «@bot слово», and an answer to one of the bot's own messages, into ``/search слово``.
    Everything else that people say passes as it is, and is nobody's here."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, Message):
            bot: Bot = data["bot"]
            asked = question(event, bot.id, (await bot.me()).username or "")
            if asked is not None:
                text = f"/search {asked}".rstrip()
                event = event.model_copy(update={"text": text, "entities": None})
        return await handler(event, data)
