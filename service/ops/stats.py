"""Figures and the audit log, for editors and operators."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from service.ops.clock import Clock
from storage.database.engine import Database
from storage.messaging import broadcasts
from storage.search import history
from storage.stats import audit_log, daily_counters, totals
from storage.stats.audit_log import AuditEntry
from storage.stats.daily_counters import CountersByDay, DailyCounter, to_utc_date
from storage.stats.totals import Statistics

log = logging.getLogger(__name__)

FLUSH_INTERVAL_SECONDS = 1.0

MAX_OPENERS = 100_000
"""People remembered who opened a broadcast, in 20 MB at most."""


@dataclass(frozen=True, slots=True)
class StatsReport:
    """Figures up to ``last_day`` (UTC). ``by_day`` omits days without any; ``before``: the sums of
    as many days before them, empty if nothing was counted then."""

    totals: Statistics
    gauges: dict[DailyCounter, int]
    by_day: CountersByDay
    last_day: date
    before: Counter[DailyCounter] = field(default_factory=Counter)

    @property
    def sums(self) -> Counter[DailyCounter]:
        """The sums of all days."""
        return sum_days(self.by_day)


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries of the audit log, newest first, and how many there are on all pages."""

    entries: Sequence[AuditEntry]
    total: int


@dataclass(frozen=True, slots=True)
class StatsService:
    """Reads totals, daily counters and the audit log."""

    database: Database

    async def collect_totals(self) -> Statistics:
        """Count all articles, stories, sources, subscribers and deliveries."""
        async with self.database.read() as connection:
            return await totals.collect(connection)

    async def collect_gauges(self) -> dict[DailyCounter, int]:
        """Count the active subscribers and the sources that are fetched."""
        async with self.database.read() as connection:
            return await totals.collect_gauges(connection)

    async def collect_report(self, day_count: int, now: datetime) -> StatsReport:
        """Collect totals, gauges and the counters of the last days; today has current gauges."""
        last = to_utc_date(now)
        first = last - timedelta(days=day_count - 1)
        before_first = first - timedelta(days=1)
        async with self.database.read() as connection:
            numbers = await totals.collect(connection)
            gauges = await totals.collect_gauges(connection)
            days = await daily_counters.get_days(connection, first, last)
            earlier = await daily_counters.get_days(
                connection, first - timedelta(days=day_count), before_first
            )
        days = {**days, last: {**days.get(last, {}), **gauges}}
        return StatsReport(numbers, gauges, days, last, sum_days(earlier))

    async def list_zero_result_queries(self, since: datetime, limit: int) -> list[tuple[str, int]]:
        """Return queries without results and the number of chats that searched for each."""
        async with self.database.read() as connection:
            return await history.list_zero_result_queries(connection, since, limit)

    async def get_audit_page(
        self, limit: int, offset: int = 0, broadcast_id: int | None = None
    ) -> AuditPage:
        """Return a page of the audit log, or of the entries of one broadcast."""
        async with self.database.read() as connection:
            total = await audit_log.count(connection, broadcast_id)
            entries = await audit_log.list_page(
                connection, limit=limit, offset=offset, broadcast_id=broadcast_id
            )
        return AuditPage(entries, total)

    async def snapshot_gauges(self, now: datetime) -> None:
        """Store today's number of subscribers and sources; a later snapshot replaces it."""
        gauges = await self.collect_gauges()
        async with self.database.write() as connection:
            await daily_counters.set_gauges(connection, now, gauges)


def sum_days(days: CountersByDay) -> Counter[DailyCounter]:
    """Return the sums of the counters of all days."""
    sums: Counter[DailyCounter] = Counter()
    for counters in days.values():
        sums.update(counters)
    return sums


class StatsBuffer:
    """Counts events that leave no other record, such as that an article was opened.

    No answer depends on these counts, so they are written together, once a second, and a handler
    does not wait for the disk. Call `flush` before the database closes; a killed process loses the
    counts of its last second.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._pending: Counter[DailyCounter] = Counter()
        self._opened: Counter[int] = Counter()
        self._openers: set[tuple[int, int]] = set()
        self._writing: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def count(self, counter: DailyCounter) -> None:
        """Add one to a counter of today."""
        self._pending[counter] += 1
        self._write_soon()

    def count_opened_broadcast(self, article_id: int, person_id: int) -> None:
        """Count a person who opens the article of a broadcast, once while the service runs.

        Only the number is stored, so nobody learns later who it was.
        """
        if (article_id, person_id) in self._openers:
            return
        if len(self._openers) >= MAX_OPENERS:
            self._openers.clear()
        self._openers.add((article_id, person_id))
        self._opened[article_id] += 1
        self._write_soon()

    def _write_soon(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_pending(), name="stats")

    async def flush(self) -> None:
        """Write the pending counts."""
        self._stopping.set()
        if self._writing is not None:
            await self._writing

    async def _write_pending(self) -> None:
        while self._pending or self._opened:
            counts, self._pending = self._pending, Counter()
            opened, self._opened = self._opened, Counter()
            try:
                async with self._database.write() as connection:
                    await daily_counters.add(connection, self._clock(), counts)
                    await broadcasts.count_opened(connection, opened)
            except SQLAlchemyError as error:
                if self._stopping.is_set():
                    log.error("%d counts are lost: %s", counts.total() + opened.total(), error)
                    return
                # They wait until it works again. If only the answer to the commit was lost they
                # count twice, which a statistic may.
                self._pending.update(counts)
                self._opened.update(opened)
                self._database.availability.log(log, "counts cannot be written yet: %s", error)
            try:
                async with asyncio.timeout(FLUSH_INTERVAL_SECONDS):
                    await self._stopping.wait()
            except TimeoutError:
                continue
