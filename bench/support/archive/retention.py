"""Time the steps in which old articles are deleted from a large archive."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from bench.support.archive.corpus import END
from storage import retention
from storage.database.engine import Database

STEPS = 20


class RollBack(Exception):
    """Rolls a step back, so that a filled database stays as it is."""


async def measure_steps(
    database: Database, before: datetime = END - timedelta(days=2)
) -> list[float]:
    """Return the milliseconds for which each step held the write lock."""
    times = []
    for _ in range(STEPS):
        started = time.perf_counter()
        try:
            async with database.write() as connection:
                await retention.trim_articles(connection, before)
                times.append((time.perf_counter() - started) * 1000)
                raise RollBack
        except RollBack:
            pass
    return times
