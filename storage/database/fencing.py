"""What keeps two processes from doing the same: fences, and signs of life.

A fence says that a task may write only as long as something holds, checked inside each transaction.
A process that was suspended does not know that another one has taken over from it. So a task that
works for a duty says so once, and `Database.write` checks it in every transaction of the task and
of those that it starts, whichever function opens the transaction. Signs of life say sooner than a
row that a process has ended (`service.ops.duties` decides), where the engine knows who is
connected.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

Fence = Callable[[AsyncConnection], Awaitable[None]]
"""Raises if the transaction of this connection may not write."""

_fence: ContextVar[Fence | None] = ContextVar("fence", default=None)


class CheckIn(NamedTuple):
    """Which processes are connected. ``session``: another number whenever this process was
    connected anew, so that others may have seen it away in between."""

    session: int
    present: frozenset[str]


class Listener(Protocol):
    """A connection on which a process waits for signals, and which shows others that it lives."""

    @property
    def is_connected(self) -> bool:
        """Whether the connection is open, as far as is known."""

    async def check_in(self, name: str, others: Collection[str]) -> CheckIn | None:
        """Have this process seen under its name, and return which of the others are connected, and
        itself if it is; None if that cannot be known now."""


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
