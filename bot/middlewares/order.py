"""One chat's updates one after the other, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any
from weakref import WeakValueDictionary

from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject, User

from bot.metrics import Metrics

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class OrderMiddleware(BaseMiddleware):
    """Updates of different chats are handled side by side; those of one chat wait for each other.
    In a channel everybody is by themselves: a thousand readers press the same post's buttons.
    It knows what is being handled, so that a stop can wait for it."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._handling: set[asyncio.Task[Any]] = set()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        task = asyncio.current_task()
        assert task is not None
        self._handling.add(task)
        self._metrics.updates.labels(getattr(event, "event_type", "unknown")).inc()
        begun = monotonic()
        try:
            chat: Chat | None = data.get("event_chat")
            if chat is None:
                return await handler(event, data)
            user: User | None = data.get("event_from_user")
            key = user.id if user is not None and chat.type == "channel" else chat.id
            lock = self._locks.setdefault(key, asyncio.Lock())
            async with lock:
                return await handler(event, data)
        finally:
            self._handling.discard(task)
            self._metrics.update_seconds.observe(monotonic() - begun)

    async def finish(self, seconds: float) -> None:
        """Wait until everything that came in is handled, at most so long."""
        if self._handling:
            await asyncio.wait(self._handling, timeout=seconds)
