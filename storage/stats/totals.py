"""Totals for editors, the command line and the metrics."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema.tables import articles, deliveries, sources, stories, subscribers
from storage.stats.daily_counters import DailyCounter

_REPORTED_STATES = {"unreachable": "gone"}
"""States whose name in `svodka stats --json` and in the metrics is another one: outputs stay."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Total numbers of rows, some by state or language."""

    articles: int
    stories: int
    sources: int
    subscribers: dict[str, int]
    deliveries: dict[str, int]
    languages: dict[str, int]


async def collect(connection: AsyncConnection) -> Statistics:
    """Count the rows of the main tables."""

    async def count_rows(table: object) -> int:
        return (
            await connection.execute(select(func.count()).select_from(table))  # type: ignore[arg-type]
        ).scalar_one()

    async def count_by(column: object) -> dict[str, int]:
        rows = await connection.execute(
            select(column, func.count()).group_by(column).order_by(column)  # type: ignore[call-overload]
        )
        return {str(value): number for value, number in rows}

    states = await count_by(subscribers.c.state)
    return Statistics(
        articles=await count_rows(articles),
        stories=await count_rows(stories),
        sources=await count_rows(sources),
        subscribers={_REPORTED_STATES.get(k, k): n for k, n in states.items()},
        deliveries=await count_by(deliveries.c.state),
        languages=await count_by(articles.c.language),
    )


async def collect_gauges(connection: AsyncConnection) -> dict[DailyCounter, int]:
    """Return the present numbers of active subscribers, sources and failing sources."""
    readers = select(func.count()).where(subscribers.c.state == "active")
    read = (
        await connection.execute(
            select(
                func.count().label("all"),
                func.count(case((sources.c.failures > 0, 1))).label("failing"),
            ).where(sources.c.paused_reason.is_(None))
        )
    ).one()
    return {
        DailyCounter.SUBSCRIBERS: (await connection.execute(readers)).scalar_one(),
        DailyCounter.SOURCES: read.all,
        DailyCounter.FAILING_SOURCES: read.failing,
    }
