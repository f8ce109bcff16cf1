"""Test that what is stored after a digest has arrived after it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storage.archive import cutoff
from storage.database.engine import Database
from tests.support.factories import NOON

MILLISECOND = timedelta(milliseconds=1)
SECOND = timedelta(seconds=1)
WRONG = NOON + timedelta(days=3000)
"""What a wrong clock may show."""


async def make_digest(database: Database, now: datetime) -> datetime:
    """Return up to when a digest covers the news."""
    async with database.write() as connection:
        return await cutoff.move(connection, now)


async def get_arrival_time(database: Database, now: datetime) -> datetime:
    async with database.read() as connection:
        return await cutoff.get_arrival_time(connection, now)


async def test_without_a_digest_things_arrive_now(database: Database) -> None:
    assert await get_arrival_time(database, NOON) == NOON


@pytest.mark.parametrize(
    ("now", "arrival"),
    [
        (NOON + SECOND, NOON + SECOND),
        (NOON, NOON + MILLISECOND),
        (NOON - SECOND, NOON + MILLISECOND),
    ],
)
async def test_what_comes_after_a_digest_arrives_after_it(
    database: Database, now: datetime, arrival: datetime
) -> None:
    assert await make_digest(database, NOON) == NOON
    assert await get_arrival_time(database, now) == arrival


async def test_digest_with_a_slow_clock_covers_what_has_arrived(database: Database) -> None:
    await make_digest(database, NOON)
    arrival = await get_arrival_time(database, NOON)
    assert await make_digest(database, NOON - SECOND) >= arrival
    assert await get_arrival_time(database, NOON) > arrival


async def test_moment_of_a_wrong_clock_does_not_count(database: Database) -> None:
    await make_digest(database, WRONG)
    assert await get_arrival_time(database, NOON) == NOON
    assert await make_digest(database, NOON) == NOON
    assert await get_arrival_time(database, NOON) == NOON + MILLISECOND
