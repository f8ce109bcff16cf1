"""Updates of one chat are handled one after the other, in the order in which they came."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import Chat, TelegramObject, Update, User
from aiogram.types.update import UpdateTypeLookupError

from bot.telegram.filters import is_asked, is_chatter
from bot.telegram.middlewares import Handler
from service.ops.metrics import Metrics

log = logging.getLogger(__name__)

UNKNOWN = "unknown"


class ChatLockMiddleware(BaseMiddleware):
    """Handles updates of different chats concurrently, those of one chat one by one.

    In a channel the lock is per person: a thousand readers press the buttons of one post.

    If too many updates of a chat wait already, one that asks for an answer is dropped, except an
    editor's, who forwards whole albums and files. Updates about the chat itself (a new id, title
    or member) are never dropped. Conversation in a group is not answered and does not wait. An
    update of a kind that aiogram does not know is counted and dropped.

    The data of an update have a true ``has_turn`` if the inbox holds its turn.
    """

    def __init__(
        self,
        metrics: Metrics,
        queues: ChatQueues,
        is_editor: Callable[[int], bool] = lambda user_id: False,
    ) -> None:
        self._metrics = metrics
        self._queues = queues
        self._is_editor = is_editor

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        try:
            kind = event.event_type
        except UpdateTypeLookupError:
            self._metrics.updates.labels(UNKNOWN).inc()
            log.warning("update %d is dropped: its kind is not known", event.update_id)
            return None
        self._metrics.updates.labels(kind).inc()
        with self._metrics.update_seconds.time():
            return await self._handle_locked(handler, event, data)

    async def _handle_locked(self, handler: Handler, event: Update, data: dict[str, Any]) -> Any:
        chat: Chat | None = data.get("event_chat")
        if chat is None:
            return await handler(event, data)
        user: User | None = data.get("event_from_user")
        bot: Bot = data["bot"]
        is_request = await is_asked(event, bot)
        if not is_request and is_chatter(event):
            return await handler(event, data)
        key = user.id if user is not None and chat.type == "channel" else chat.id
        if data.get("has_turn"):
            await self._queues.await_earlier(event.update_id, key)
            return await handler(event, data)
        may_drop = is_request and (user is None or not self._is_editor(user.id))
        async with self._queues.acquire(key, may_drop=may_drop) as has_turn:
            if not has_turn:
                return None
            await self._queues.await_earlier(event.update_id, key)
            return await handler(event, data)


MAX_WAITING = 20
"""Droppable updates of one chat that may wait."""


@dataclass(slots=True)
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0
    droppable: int = 0
    has_dropped: bool = False


async def _wait_for_none(update_id: int, key: int) -> None:
    """Return at once: there is only one process."""


class ChatQueues:
    """A queue for each chat of which an update is being handled.

    ``waiting``: the number of updates that wait, over all chats; ``on_change`` is called when it
    grows. ``await_earlier`` waits for earlier updates of a chat that other processes have; it gets
    the id of an update and its queue's key.
    """

    def __init__(self) -> None:
        self.waiting = 0
        self.on_change: Callable[[], None] = lambda: None
        self.await_earlier: Callable[[int, int], Awaitable[None]] = _wait_for_none
        self._queues: dict[int, _Queue] = {}

    def __len__(self) -> int:
        return len(self._queues)

    @contextlib.asynccontextmanager
    async def acquire(self, key: int, *, may_drop: bool) -> AsyncIterator[bool]:
        """Wait for the chat's turn, hold it during the block, and yield True.

        Yields False without waiting if ``may_drop`` and too many wait already; the first of a
        burst is logged.
        """
        queue = self._queues.setdefault(key, _Queue())
        if may_drop and queue.droppable >= MAX_WAITING:
            if not queue.has_dropped:
                log.warning("chat %d: %d updates wait, more are dropped", key, MAX_WAITING)
            queue.has_dropped = True
            yield False
            return
        queue.inside += 1
        try:
            await self._wait(queue, may_drop)
            try:
                yield True
            finally:
                queue.lock.release()
        finally:
            queue.inside -= 1
            if not queue.inside:
                del self._queues[key]

    async def _wait(self, queue: _Queue, may_drop: bool) -> None:
        if not queue.lock.locked():
            await queue.lock.acquire()
            return
        self.waiting += 1
        queue.droppable += may_drop
        self.on_change()
        try:
            await queue.lock.acquire()
        finally:
            self.waiting -= 1
            queue.droppable -= may_drop
