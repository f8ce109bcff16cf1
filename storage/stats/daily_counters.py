"""Daily counters: anonymous counts, which therefore outlive an erasure.

Days are UTC, so that no time zone is needed and two services agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema.tables import daily


class DailyCounter(StrEnum):
    """What is counted. The last three are gauges: the last value of the day."""

    JOINED = "joined"
    LEFT = "left"
    DELIVERED = "delivered"
    FAILED = "failed"
    OPENED = "opened"
    SEARCHED = "searched"
    NO_RESULTS = "in vain"
    FILED = "filed"
    SUBSCRIBERS = "readers"
    SOURCES = "sources"
    FAILING_SOURCES = "failing"


CountersByDay = Mapping[date, Mapping[DailyCounter, int]]


def to_utc_date(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


_INSERT = insert(daily)
_INCREMENT = _INSERT.on_conflict_do_update(
    set_={"number": daily.c.number + _INSERT.excluded.number}
)
_SET = _INSERT.on_conflict_do_update(set_={"number": _INSERT.excluded.number})


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
    rows = await connection.execute(select(daily).where(daily.c.day.between(first, last)))
    found: dict[date, dict[DailyCounter, int]] = defaultdict(dict)
    for row in rows:
        found[row.day][DailyCounter(row.what)] = row.number
    return dict(found)


def _build_rows(now: datetime, values: Mapping[DailyCounter, int]) -> list[dict[str, object]]:
    day = to_utc_date(now)
    return [{"day": day, "what": what.value, "number": n} for what, n in values.items()]
