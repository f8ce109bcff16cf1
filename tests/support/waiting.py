"""Waiting for what another task or process does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

WAIT_SECONDS = 30


async def wait_until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds. Raises TimeoutError after `WAIT_SECONDS`."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not condition():
            await asyncio.sleep(0.01)
