"""Numbers for editors and for the command line."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.daily import What
from storage.tables import articles, deliveries, sources, stories, subscribers


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much there is of everything."""

    articles: int
    stories: int
    sources: int
    subscribers: dict[str, int]
    deliveries: dict[str, int]
    languages: dict[str, int]


async def collect(connection: AsyncConnection) -> Statistics:
    async def rows_of(table: object) -> int:
        return (
            await connection.execute(select(func.count()).select_from(table))  # type: ignore[arg-type]
        ).scalar_one()

    async def by(column: object) -> dict[str, int]:
        rows = await connection.execute(
            select(column, func.count()).group_by(column).order_by(column)  # type: ignore[call-overload]
        )
        return {str(value): number for value, number in rows}

    return Statistics(
        articles=await rows_of(articles),
        stories=await rows_of(stories),
        sources=await rows_of(sources),
        subscribers=await by(subscribers.c.state),
        deliveries=await by(deliveries.c.state),
        languages=await by(articles.c.language),
    )


async def states(connection: AsyncConnection) -> dict[What, int]:
    """What is as it is now, for the numbers of the day: readers, sources, failing sources."""
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
        What.READERS: (await connection.execute(readers)).scalar_one(),
        What.SOURCES: read.all,
        What.FAILING: read.failing,
    }
