"""Topics added by editors, and the editors' words for the fixed topics."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import TOPIC_IDS, Topic
from storage.database.dialect import find_text
from storage.schema.tables import sources, subscribers, topics

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
        await _remove_from_choices(connection, subscribers, subscribers.c.chat_id, topic_id)
        await _remove_from_choices(connection, sources, sources.c.id, topic_id)
    return removed.rowcount > 0


async def _remove_from_choices(
    connection: AsyncConnection, table: Any, key: Any, topic_id: str
) -> None:
    rows = await connection.execute(
        select(key, table.c.topics).where(find_text(table.c.topics, topic_id) > 0)
    )
    for one, chosen in rows.all():
        if topic_id in chosen:
            left = chosen - {topic_id}
            await connection.execute(update(table).where(key == one).values(topics=left))
