"""Test that old rows are deleted in steps, so that others wait for one step only."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.bootstrap import Services
from service.ops import retention
from storage.database.engine import Database
from storage.retention import BATCH_SIZE
from storage.schema.tables import searches as tables_searches
from storage.search import history
from tests.support.factories import NOON

KEEP = timedelta(days=90)
OLD = NOON - KEEP - timedelta(seconds=1)


async def remember(database: Database, count: int, asked: datetime) -> None:
    async with database.write() as connection:
        for _ in range(count):
            await history.record_search(connection, chat_id=1, query="мост", results=0, now=asked)


async def left(connection: AsyncConnection) -> int:
    rows = await connection.execute(select(func.count()).select_from(tables_searches))
    return rows.scalar_one()


async def test_retention_deletes_everything_old(services: Services) -> None:
    await remember(services.database, 2 * BATCH_SIZE + 1, OLD)
    await remember(services.database, 1, NOON - KEEP)
    await retention.delete_expired(services.database, KEEP, NOON)
    async with services.database.read() as connection:
        assert await left(connection) == 1


async def test_retention_lets_writers_in_between_steps(services: Services) -> None:
    await remember(services.database, 3 * BATCH_SIZE, OLD)
    seen = set()
    trimming = asyncio.create_task(retention.delete_expired(services.database, KEEP, NOON))
    while not trimming.done():
        async with services.database.write() as connection:
            seen.add(await left(connection))
    await trimming
    assert {BATCH_SIZE, 2 * BATCH_SIZE} <= seen
