"""Topics added by editors, and the editors' words for the fixed topics."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Table, delete, func, insert, literal, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import TOPIC_IDS, Topic
from storage.database.dialect import find_text
from storage.schema.tables import sources, subscribers, topics
from storage.schema.types import StringSet

_SELECT_ALL = select(topics).order_by(topics.c.id)


async def list_all(connection: AsyncConnection) -> list[Topic]:
    """Return topics in the order of their ids, which is the same for all users."""
    rows = await connection.execute(_SELECT_ALL)
    return [Topic(row.id, row.emoji, names=row.names, words=tuple(row.words)) for row in rows]


async def save(connection: AsyncConnection, topic: Topic, now: datetime) -> bool:
    """Add a topic, or change the one with its id. Return whether it is new."""
    values = {
        "emoji": topic.emoji,
        "names": dict(topic.names),
        "words": list(topic.words),
        "changed_at": now,
    }
    changed = await connection.execute(
        update(topics).where(topics.c.id == topic.id).values(**values)
    )
    if changed.rowcount:
        return False
    await connection.execute(insert(topics).values(id=topic.id, **values))
    return True


async def remove(connection: AsyncConnection, topic_id: str) -> bool:
    """Delete a topic, also from the choices of subscribers and sources.

    Of a fixed topic only the editors' words are deleted. Returns False if there is none.
    """
    removed = await connection.execute(delete(topics).where(topics.c.id == topic_id))
    if removed.rowcount and topic_id not in TOPIC_IDS:
        await _remove_from_choices(connection, subscribers, topic_id)
        await _remove_from_choices(connection, sources, topic_id)
    return removed.rowcount > 0


async def _remove_from_choices(connection: AsyncConnection, table: Table, topic_id: str) -> None:
    """Take a topic out of each row's `StringSet`, in one statement: a hundred thousand subscribers
    may have chosen it, and other writers wait."""
    chosen = literal(" ").concat(type_coerce(table.c.topics, String)).concat(" ")
    left = func.trim(func.replace(chosen, f" {topic_id} ", " "))
    await connection.execute(
        update(table)
        .where(find_text(chosen, f" {topic_id} ") > 0)
        .values(topics=type_coerce(left, StringSet))
    )
