"""A bounded queue of updates for each chat; a full one does not affect other chats."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

MAX_WAITING = 20
"""Droppable updates of one chat that may wait."""


@dataclass(slots=True)
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0
    droppable: int = 0
    has_dropped: bool = False


class ChatQueues:
    """A queue for each chat of which an update is being handled.

    ``waiting``: the number of updates that wait, over all chats; ``on_change`` is called when it
    grows.
    """

    def __init__(self) -> None:
        self.waiting = 0
        self.on_change: Callable[[], None] = lambda: None
        self._queues: dict[int, _Queue] = {}

    def __len__(self) -> int:
        return len(self._queues)

    @contextlib.asynccontextmanager
    async def turn(self, key: int, *, may_drop: bool) -> AsyncIterator[bool]:
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
