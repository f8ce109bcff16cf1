"""Past searches: for paging through results, and for the editors' statistics."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema.tables import searches
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

MIN_CHATS = 2
"""Editors see a query only if at least this many chats searched for it."""


_INSERT = insert(searches)  # built once, as each search does it


async def record_search(
    connection: AsyncConnection, *, chat_id: int, query: str, results: int, now: datetime
) -> int:
    """Store a search; return its id, which a button can carry."""
    row = {"chat_id": chat_id, "query": query, "results": results, "asked_at": now}
    result = await connection.execute(_INSERT, row)
    await daily_counters.add(
        connection, now, {DailyCounter.SEARCHED: 1, DailyCounter.NO_RESULTS: int(not results)}
    )
    (search_id,) = result.inserted_primary_key or (0,)
    return int(search_id)


async def get_query(connection: AsyncConnection, search_id: int, chat_id: int) -> str | None:
    """Return the query of a search of this chat; None for a search of another chat."""
    return (
        await connection.execute(
            select(searches.c.query).where(
                searches.c.id == search_id, searches.c.chat_id == chat_id
            )
        )
    ).scalar_one_or_none()


async def list_zero_result_queries(
    connection: AsyncConnection, since: datetime, limit: int
) -> list[tuple[str, int]]:
    """Return queries since then without a result, and by how many chats, most first.

    Counted from the stored searches, so that an erased one is in no list. A query of a single chat
    is left out, since it may be a name or a number that identifies a person.
    """
    folded_query, askers = func.lower(searches.c.query), func.count(searches.c.chat_id.distinct())
    rows = await connection.execute(
        select(func.max(searches.c.query), askers)
        .where(searches.c.results == 0, searches.c.asked_at >= since)
        .group_by(folded_query)
        .having(askers >= MIN_CHATS)
        .order_by(askers.desc(), func.max(searches.c.asked_at).desc())
        .limit(limit)
    )
    return [(query, number) for query, number in rows]
