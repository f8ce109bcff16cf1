"""Test that PostgreSQL stores deliveries by month, and drops the months that are no longer kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, text, update

from service.ops.retention import delete_expired
from storage.database import months
from storage.database.engine import Database
from storage.schema.tables import deliveries, payloads
from tests.support.factories import NOON

pytestmark = pytest.mark.postgresql

KEPT = timedelta(days=90)


async def deliver(database: Database, now: datetime, *, finished: bool = True) -> int:
    """Store a delivery of that time; return its id."""
    async with database.write() as connection:
        await months.prepare_month(connection, now)
        payload = insert(payloads).values(message={}, created_at=now).returning(payloads.c.id)
        row = {
            "payload_id": await connection.scalar(payload),
            "chat_id": 1,
            "action": "send",
            "priority": 1,
            "state": "sent" if finished else "pending",
            "due_at": now,
            "expires_at": now,
            "attempts": 1,
            "reason": "",
            "finished_at": now if finished else None,
        }
        stored = await connection.scalar(insert(deliveries).values(row).returning(deliveries.c.id))
    assert stored is not None
    return int(stored)


async def find(database: Database) -> dict[int, str]:
    """Return the table of each delivery."""
    table = text("deliveries.tableoid::regclass::text")
    async with database.read() as connection:
        rows = await connection.execute(select(deliveries.c.id, table).order_by(deliveries.c.id))
        return {row[0]: row[1] for row in rows}


async def test_deliveries_are_stored_by_month(database: Database) -> None:
    january = datetime.fromisoformat("2027-01-31T23:59:59+00:00")
    february = january + timedelta(seconds=1)
    ids = [await deliver(database, at) for at in (january, january, february, january)]
    assert ids == sorted(ids)  # the clock that was set back changes nothing
    assert list((await find(database)).values()) == [
        "deliveries_2027_01", "deliveries_2027_01", "deliveries_2027_02", "deliveries_2027_02",
    ]  # fmt: skip


async def test_months_that_are_not_kept_are_dropped(database: Database) -> None:
    old, waiting, kept = (NOON - timedelta(days=days) for days in (300, 200, 80))
    await deliver(database, old)
    unfinished = await deliver(database, waiting, finished=False)
    await deliver(database, waiting)
    young = await deliver(database, kept)
    await delete_expired(database, KEPT, NOON)
    # The one that waits keeps its month, which is emptied row by row.
    assert list(await find(database)) == [unfinished, young]
    async with database.write() as connection:
        await connection.execute(update(deliveries).values(state="failed", finished_at=NOON))
    await delete_expired(database, KEPT, NOON)
    assert list(await find(database)) == [young]
    async with database.read() as connection:
        assert len((await connection.execute(select(payloads))).all()) == 1
        tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'deliveries%'"
        left = set(await connection.scalars(text(tables)))
    assert {f"deliveries_{kept:%Y_%m}", f"deliveries_{NOON:%Y_%m}"} <= left
    assert not {f"deliveries_{old:%Y_%m}", f"deliveries_{waiting:%Y_%m}"} & left


async def test_deliveries_without_a_month_are_deleted_row_by_row(database: Database) -> None:
    """As they were copied from SQLite."""
    old = NOON - timedelta(days=150)
    row = await deliver(database, old)
    async with database.write() as connection:
        await connection.execute(update(deliveries).values(id=1))
    assert await find(database) == {1: "deliveries_before_months"}
    await delete_expired(database, KEPT, NOON)
    assert await find(database) == {}
    assert await deliver(database, NOON) > row


async def test_deliveries_of_the_month_in_which_the_limit_is_stay(database: Database) -> None:
    """They are dropped with their month."""
    limit = NOON - KEPT
    stored = await deliver(database, months.begin_month(limit))
    await delete_expired(database, KEPT, NOON)
    assert list(await find(database)) == [stored]
