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

from bot.calls import PreparedCall
from bot.views.frame import Frame, framed


@dataclass(frozen=True, slots=True)
class Address:
    """What handlers say to the chat ``named`` goes to ``chat_id``, there into ``thread_id``, and
    within ``frame``."""

    named: int
    chat_id: int
    thread_id: int | None = None
    frame: Frame | None = None

    def direct(self, method: TelegramMethod[Any]) -> TelegramMethod[Any]:
        """A method as it goes out; what concerns other chats, and what says nothing, stays."""
        chat_id = getattr(method, "chat_id", None)
        verb = method.__api_method__
        if verb.startswith("send") and chat_id in (self.named, self.chat_id):
            changes: dict[str, Any] = {"chat_id": self.chat_id}
            if getattr(method, "message_thread_id", self) is None:
                changes["message_thread_id"] = self.thread_id
            method = method.model_copy(update=changes)
        elif not verb.startswith("edit") or chat_id != self.chat_id:
            return method
        if self.frame is None:
            return method
        spelled = method.spelled_out() if isinstance(method, PreparedCall) else method
        return framed(spelled, self.frame)


_address: ContextVar[Address | None] = ContextVar("address", default=None)


@contextlib.contextmanager
def answering(address: Address) -> Iterator[None]:
    """Within the block, in this task, answers go there."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def address_in_force() -> Address | None:
    return _address.get()


class Addressed(BaseRequestMiddleware):
    """Stands before the pace keeper, which has to know the chat that gets it."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        address = _address.get()
        return await make_request(bot, method if address is None else address.direct(method))
