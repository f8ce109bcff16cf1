"""Takes down, hour by hour, how many readers and sources there are: a day keeps the last count."""

from __future__ import annotations

from datetime import datetime

from storage.database.engine import Database
from storage.stats import daily_counters, totals


async def snapshot_totals(database: Database, now: datetime) -> None:
    async with database.read() as connection:
        states = await totals.collect_gauges(connection)
    async with database.write() as connection:
        await daily_counters.set_gauges(connection, now, states)
