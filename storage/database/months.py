"""Deliveries by month, in PostgreSQL: a month that is no longer kept is dropped at once.

The table is partitioned by its ids, and the ids of a month have a range of their own. So a row is
found by its id alone, as in SQLite, and nobody has to know its month.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

IDS_OF_A_MONTH = 1 << 32

MAX_AGE_OF_UNFINISHED = timedelta(days=7)
"""Deliveries are finished, or are too late, long before."""

_LIST = text(
    "SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid "
    "WHERE inhparent = 'deliveries'::regclass"
)
_MOVE_IDS = text(
    "SELECT setval('deliveries_id_seq', CAST(:first AS BIGINT)) FROM deliveries_id_seq "
    "WHERE last_value < CAST(:first AS BIGINT)"
)


def begin_month(moment: datetime) -> datetime:
    """Return the beginning of a month (UTC)."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def end_month(moment: datetime) -> datetime:
    """Return the beginning of the next month (UTC)."""
    return begin_month(begin_month(moment) + timedelta(days=31))


def get_first_id(moment: datetime) -> int:
    """Return the first id of a month."""
    return (moment.year * 12 + moment.month - 1) * IDS_OF_A_MONTH


def round_down(connection: AsyncConnection, before: datetime) -> datetime:
    """Return before when deliveries are deleted: where months are dropped, before a whole one."""
    return begin_month(before) if _has_months(connection) else before


async def prepare_month(connection: AsyncConnection, now: datetime) -> None:
    """Have the deliveries from now on stored in the partition of this month."""
    if not _has_months(connection):
        return
    first, last = get_first_id(begin_month(now)), get_first_id(end_month(now))
    await connection.execute(
        text(
            f"CREATE TABLE IF NOT EXISTS {_name_month(now)} PARTITION OF deliveries "
            f"FOR VALUES FROM ({first}) TO ({last})"
        )
    )
    await connection.execute(_MOVE_IDS, {"first": first})


async def drop_months(connection: AsyncConnection, before: datetime) -> list[str]:
    """Drop the months that ended before then; return the names of their tables.

    One with deliveries that are not finished stays, and is emptied row by row.
    """
    if not _has_months(connection):
        return []
    dropped = []
    for name in (await connection.scalars(_LIST)).all():
        month = _parse_month(name)
        if month is None or end_month(month) + MAX_AGE_OF_UNFINISHED > before:
            continue
        # The small indexes of these two states answer it.
        unfinished = f"SELECT 1 FROM {name} WHERE state = 'pending' OR state = 'leased' LIMIT 1"
        if await connection.scalar(text(unfinished)) is None:
            await connection.execute(text(f"DROP TABLE {name}"))
            dropped.append(name)
    return dropped


def _has_months(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "postgresql"


def _name_month(moment: datetime) -> str:
    return f"deliveries_{begin_month(moment):%Y_%m}"


def _parse_month(name: str) -> datetime | None:
    found = re.fullmatch(r"deliveries_(\d{4})_(\d\d)", name)
    return datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC) if found else None
