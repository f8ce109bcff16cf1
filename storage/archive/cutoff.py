"""Up to when digests have covered the news, so that no story falls between two of them.

A digest covers the stories that were opened up to its moment, and the next one those opened after
it. A story that is stored later with an earlier or the same moment would be in neither: one whose
transaction was still open, one of the same millisecond, one of a machine whose clock is slow. So
a digest first stores its moment here, and reads the stories then; and what is stored from then on
counts as having arrived after that moment. Both do so while nobody else writes, so one of them
comes first.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.dialect import get_inserted, insert_or_update
from storage.schema.tables import digest_cutoff
from storage.schema.types import UtcTime

MAX_CLOCK_DIFFERENCE = timedelta(minutes=5)
"""A cutoff that is further in the future was stored while a clock was wrong, and does not count."""

STEP = timedelta(milliseconds=1)
"""Moments are stored in milliseconds."""

_ROW_ID = 1
_RAISE = insert_or_update(
    digest_cutoff,
    names=("until",),
    where=or_(
        digest_cutoff.c.until < get_inserted(digest_cutoff).until,
        digest_cutoff.c.until > bindparam("too_late", type_=UtcTime),
    ),
)
_SELECT = select(digest_cutoff.c.until)


async def move(connection: AsyncConnection, now: datetime) -> datetime:
    """Return up to when a digest that is made now covers the news: everything stored before this
    transaction arrived by then, and everything stored afterwards arrives later."""
    until = await get_arrival_time(connection, now)
    params = {"id": _ROW_ID, "until": until, "too_late": until + MAX_CLOCK_DIFFERENCE}
    await connection.execute(_RAISE, params)
    return until


async def get_arrival_time(connection: AsyncConnection, now: datetime) -> datetime:
    """Return when something that is stored now arrives: now, or right after the moment up to which
    digests have covered the news."""
    cutoff: datetime | None = (await connection.execute(_SELECT)).scalar_one_or_none()
    if cutoff is None or cutoff > now + MAX_CLOCK_DIFFERENCE:
        return now
    return max(now, cutoff + STEP)
