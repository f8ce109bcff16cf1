"""Waiting for what another task or process does."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar

WAIT_SECONDS = 30

T = TypeVar("T")


async def wait_until(condition: Callable[[], T | Awaitable[T]], seconds: float = WAIT_SECONDS) -> T:
    """Wait until a condition holds, which may be a coroutine function; return what it returned.

    Raises TimeoutError after so many seconds.
    """
    async with asyncio.timeout(seconds):
        while True:
            found = condition()
            if inspect.isawaitable(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.01)
