"""Counts of what leaves no other trace in storage, such as that an article was opened.

Nobody's answer depends on them, so a reader does not wait for the disk: they are written together,
once a second, and all of them when the service stops. A kill loses those of its last second.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter

from sqlalchemy.exc import SQLAlchemyError

from service.ops.clock import Clock
from storage.database.engine import Database
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

log = logging.getLogger(__name__)

FLUSH_INTERVAL_SECONDS = 1.0


class StatsBuffer:
    """Adds to the numbers of the day. `finish` it before the database closes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._pending: Counter[DailyCounter] = Counter()
        self._writing: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def count(self, counter: DailyCounter) -> None:
        self._pending[counter] += 1
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_pending(), name="tally")

    async def flush(self) -> None:
        """Write what is still waiting."""
        self._stopping.set()
        if self._writing is not None:
            await self._writing

    async def _write_pending(self) -> None:
        while self._pending:
            counts, self._pending = self._pending, Counter()
            try:
                async with self._database.write() as connection:
                    await daily_counters.add(connection, self._clock(), counts)
            except SQLAlchemyError as error:
                # A full disk must not end the service for the sake of a statistic.
                log.error("%d counts are lost: %s", counts.total(), error)
            try:
                async with asyncio.timeout(FLUSH_INTERVAL_SECONDS):
                    await self._stopping.wait()
            except TimeoutError:
                continue
