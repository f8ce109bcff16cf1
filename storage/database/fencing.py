"""Fences: a task may write only as long as something holds, checked inside each transaction.

A process that was suspended does not know that another one has taken over from it. So a task that
works for a duty says so once, and `Database.write` checks it in every transaction of the task and
of those that it starts, whichever function opens the transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.ext.asyncio import AsyncConnection

Fence = Callable[[AsyncConnection], Awaitable[None]]
"""Raises if the transaction of this connection may not write."""

_fence: ContextVar[Fence | None] = ContextVar("fence", default=None)


@contextmanager
def fenced(fence: Fence) -> Iterator[None]:
    """Check ``fence`` at the start of each write transaction that begins within the block."""
    token = _fence.set(fence)
    try:
        yield
    finally:
        _fence.reset(token)


async def check_fence(connection: AsyncConnection) -> None:
    """Raise what the fence of this task raises; return if it has none."""
    fence = _fence.get()
    if fence is not None:
        await fence(connection)
