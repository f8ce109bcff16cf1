"""Daily counters: anonymous counts, which therefore outlive an erasure.

Days are UTC, so that no time zone is needed and two services agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.dialect import get_inserted, insert_or_update
from storage.schema.tables import daily_counters


class DailyCounter(StrEnum):
    """What is counted. The last three are gauges: the last value of the day."""

    JOINED = "joined"
    LEFT = "left"
    DELIVERED = "delivered"
    FAILED = "failed"
    OPENED = "opened"
    SEARCHED = "searched"
    NO_RESULTS = "no_results"
    ADDED = "articles_added"
    SUBSCRIBERS = "subscribers"
    SOURCES = "sources"
    FAILING_SOURCES = "failing_sources"


CountersByDay = Mapping[date, Mapping[DailyCounter, int]]


def to_utc_date(moment: datetime) -> date:
    """Return the date in UTC, by which counters are stored."""
    return moment.astimezone(UTC).date()


_SUM = daily_counters.c.value + get_inserted(daily_counters).value
_INCREMENT = insert_or_update(daily_counters, {"value": _SUM})
_SET = insert_or_update(daily_counters, names=("value",))


async def add(
    connection: AsyncConnection, now: datetime, counts: Mapping[DailyCounter, int]
) -> None:
    """Add to today's counters."""
    rows = _build_rows(now, {what: number for what, number in counts.items() if number})
    if rows:
        await connection.execute(_INCREMENT, rows)


async def set_gauges(
    connection: AsyncConnection, now: datetime, values: Mapping[DailyCounter, int]
) -> None:
    """Replace today's values."""
    await connection.execute(_SET, _build_rows(now, values))


async def get_days(connection: AsyncConnection, first: date, last: date) -> CountersByDay:
    """Return the counters of each of these days; days without any are omitted."""
    rows = await connection.execute(
        select(daily_counters).where(daily_counters.c.day.between(first, last))
    )
    found: dict[date, dict[DailyCounter, int]] = defaultdict(dict)
    for row in rows:
        found[row.day][DailyCounter(row.counter)] = row.value
    return dict(found)


def _build_rows(now: datetime, values: Mapping[DailyCounter, int]) -> list[dict[str, object]]:
    day = to_utc_date(now)
    return [{"day": day, "counter": what.value, "value": n} for what, n in values.items()]
