"""One chat's updates one after the other, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject, User

from bot.metrics import Metrics

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class OrderMiddleware(BaseMiddleware):
    """Updates of different chats are handled side by side; those of one chat wait for each other.
    In a channel everybody is by themselves: a thousand readers press the same post's buttons."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        self._metrics.updates.labels(getattr(event, "event_type", "unknown")).inc()
        with self._metrics.update_seconds.time():
            return await self._in_order(handler, event, data)

    async def _in_order(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        chat: Chat | None = data.get("event_chat")
        if chat is None:
            return await handler(event, data)
        user: User | None = data.get("event_from_user")
        key = user.id if user is not None and chat.type == "channel" else chat.id
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            return await handler(event, data)
