"""Where the answers to an update go, whatever chat its handlers name. A middleware of the Bot's
session keeps it, so that no handler can forget it: what was asked in a forum's thread is answered
there, and what somebody sets up from afar is shown to them and never in the chat itself."""

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
    """What handlers say to the chat ``named`` goes to ``chat_id``, there into ``thread_id``, and
    within ``frame``."""

    original_chat_id: int
    chat_id: int
    thread_id: int | None = None
    decoration: Decoration | None = None

    def redirect(self, method: TelegramMethod[Any]) -> TelegramMethod[Any]:
        """A method as it goes out; what concerns other chats, and what says nothing, stays."""
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
        spelled = method.to_aiogram() if isinstance(method, EncodedMethod) else method
        return decorate(spelled, self.decoration)


_target: ContextVar[ReplyTarget | None] = ContextVar("address", default=None)


@contextlib.contextmanager
def reply_to(target: ReplyTarget) -> Iterator[None]:
    """Within the block, in this task, answers go there."""
    token = _target.set(target)
    try:
        yield
    finally:
        _target.reset(token)


def get_reply_target() -> ReplyTarget | None:
    return _target.get()


class ReplyTargetMiddleware(BaseRequestMiddleware):
    """Stands before the pace keeper, which has to know the chat that gets it."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        address = _target.get()
        return await make_request(bot, method if address is None else address.redirect(method))
