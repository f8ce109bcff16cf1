"""Takes down, hour by hour, how many readers and sources there are: a day keeps the last count."""

from __future__ import annotations

from datetime import datetime

from storage import daily, statistics
from storage.engine import Database


async def take_down(database: Database, now: datetime) -> None:
    async with database.read() as connection:
        states = await statistics.states(connection)
    async with database.write() as connection:
        await daily.put(connection, now, states)
