"""How much, and when, sources publish."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema.tables import articles

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SourceActivity:
    """``last`` is when a source's newest article was published, ``in_week`` how many were in the
    last seven days. An article that another source brought first is that one's."""

    last_published_at: datetime | None = None
    articles_in_week: int = 0

    @property
    def per_day(self) -> float:
        return self.articles_in_week / WEEK.days


async def list_publication_times(
    connection: AsyncConnection, source_id: int, limit: int
) -> list[datetime]:
    """When a source's newest articles were published, the newest first."""
    rows = await connection.execute(
        select(articles.c.published_at)
        .where(articles.c.source_id == source_id)
        .order_by(articles.c.published_at.desc())
        .limit(limit)
    )
    return list(rows.scalars())


async def get_activity(
    connection: AsyncConnection, source_ids: Collection[int], now: datetime
) -> dict[int, SourceActivity]:
    """The pulse of each of some sources."""
    found = {}
    for source_id in source_ids:
        last = await list_publication_times(connection, source_id, 1)
        in_week = await connection.execute(
            select(func.count())
            .select_from(articles)
            .where(articles.c.source_id == source_id, articles.c.published_at > now - WEEK)
        )
        found[source_id] = SourceActivity(last[0] if last else None, in_week.scalar_one())
    return found
