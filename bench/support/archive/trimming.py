"""The steps in which old articles are let go of, in a large archive."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from bench.support.archive.corpus import END
from storage import retention
from storage.database.engine import Database

STEPS = 20


class TakenBack(Exception):
    """Nothing of a step is kept, so that a filled database stays as it is."""


async def steps(database: Database, before: datetime = END - timedelta(days=2)) -> list[float]:
    """How many milliseconds the writer was held, a step each."""
    taken = []
    for _ in range(STEPS):
        begun = time.perf_counter()
        try:
            async with database.write() as connection:
                await retention.trim_articles(connection, before)
                taken.append((time.perf_counter() - begun) * 1000)
                raise TakenBack
        except TakenBack:
            pass
    return taken
