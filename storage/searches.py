"""What people searched for: pages turn through it, and editors learn from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import searches


async def remember(
    connection: AsyncConnection, *, chat_id: int, query: str, results: int, now: datetime
) -> int:
    """Note a search; return its id, which a button can carry."""
    result = await connection.execute(
        insert(searches).values(chat_id=chat_id, query=query, results=results, asked_at=now)
    )
    (search_id,) = result.inserted_primary_key or (0,)
    return int(search_id)


async def query_of(connection: AsyncConnection, search_id: int, chat_id: int) -> str | None:
    """The words of a search of this chat; None for anybody else's."""
    return (
        await connection.execute(
            select(searches.c.query).where(
                searches.c.id == search_id, searches.c.chat_id == chat_id
            )
        )
    ).scalar_one_or_none()


async def of_chat(connection: AsyncConnection, chat_id: int) -> list[tuple[str, datetime]]:
    """What a chat searched for and when, oldest first."""
    rows = await connection.execute(
        select(searches.c.query, searches.c.asked_at)
        .where(searches.c.chat_id == chat_id)
        .order_by(searches.c.id)
    )
    return [(row.query, row.asked_at) for row in rows]
