"""Redirect the answers to an update, whatever chat its handlers name.

A middleware of the Bot's session does it, so that no handler can forget it: a question in a forum
topic is answered in that topic, and an admin who sets up a chat in private gets the answers in
private, never in the chat itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.ui.decoration import Decoration, decorate
from bot.ui.methods import EncodedMethod


@dataclass(frozen=True, slots=True)
class ReplyTarget:
    """Messages to ``original_chat_id`` go to ``chat_id`` and its topic ``thread_id``, with the
    ``decoration`` added."""

    original_chat_id: int
    chat_id: int
    thread_id: int | None = None
    decoration: Decoration | None = None

    def redirect(self, method: TelegramMethod[Any]) -> TelegramMethod[Any]:
        """Return the method to send; one for another chat or without text is unchanged."""
        chat_id = getattr(method, "chat_id", None)
        verb = method.__api_method__
        if verb.startswith("send") and chat_id in (self.original_chat_id, self.chat_id):
            changes: dict[str, Any] = {"chat_id": self.chat_id}
            if getattr(method, "message_thread_id", self) is None:
                changes["message_thread_id"] = self.thread_id
            method = method.model_copy(update=changes)
        elif not verb.startswith("edit") or chat_id != self.chat_id:
            return method
        if self.decoration is None:
            return method
        plain = method.to_aiogram() if isinstance(method, EncodedMethod) else method
        return decorate(plain, self.decoration)


_target: ContextVar[ReplyTarget | None] = ContextVar("reply_target", default=None)


@contextlib.contextmanager
def reply_to(target: ReplyTarget) -> Iterator[None]:
    """Redirect the answers of this task within the block."""
    token = _target.set(target)
    try:
        yield
    finally:
        _target.reset(token)


def get_reply_target() -> ReplyTarget | None:
    return _target.get()


class ReplyTargetMiddleware(BaseRequestMiddleware):
    """Must run before the rate limiter, which needs the chat that gets the message."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        target = _target.get()
        return await make_request(bot, method if target is None else target.redirect(method))
