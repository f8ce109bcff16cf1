"""Numbers a day: bare counts that say of nobody what they did, and so outlive an erasure.

Days are UTC: whoever counts needs to know nothing of anybody's zone, and two services agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import daily


class What(StrEnum):
    """What is counted. The last three are states: how many there are, as it was last seen that
    day."""

    JOINED = "joined"
    LEFT = "left"
    DELIVERED = "delivered"
    FAILED = "failed"
    OPENED = "opened"
    SEARCHED = "searched"
    IN_VAIN = "in vain"
    FILED = "filed"
    READERS = "readers"
    SOURCES = "sources"
    FAILING = "failing"


Days = Mapping[date, Mapping[What, int]]


def day_of(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


_NEW = insert(daily)
_ADD = _NEW.on_conflict_do_update(set_={"number": daily.c.number + _NEW.excluded.number})
_PUT = _NEW.on_conflict_do_update(set_={"number": _NEW.excluded.number})


async def add(connection: AsyncConnection, now: datetime, counts: Mapping[What, int]) -> None:
    """So many more of each today."""
    rows = _rows(now, {what: number for what, number in counts.items() if number})
    if rows:
        await connection.execute(_ADD, rows)


async def put(connection: AsyncConnection, now: datetime, states: Mapping[What, int]) -> None:
    """How many there are today, in the place of what was put before."""
    await connection.execute(_PUT, _rows(now, states))


async def between(connection: AsyncConnection, first: date, last: date) -> Days:
    """What was counted on each of these days; days of which nothing is known are left out."""
    rows = await connection.execute(select(daily).where(daily.c.day.between(first, last)))
    found: dict[date, dict[What, int]] = defaultdict(dict)
    for row in rows:
        found[row.day][What(row.what)] = row.number
    return dict(found)


def _rows(now: datetime, numbers: Mapping[What, int]) -> list[dict[str, object]]:
    day = day_of(now)
    return [{"day": day, "what": what.value, "number": n} for what, n in numbers.items()]
