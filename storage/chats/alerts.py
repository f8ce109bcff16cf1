"""Alerts: the articles that are to be told at once, the chats that wait for them, and how many each
has had this hour.

An article stands in the queue from the transaction that files it until the one that has dealt with
the last of its readers. An alert that finds no room in a chat's hour waits for a message that
gathers all that do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, delete, exists, insert, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.archive import fts_index
from storage.schema.tables import (
    alert_hours,
    alert_queue,
    article_texts,
    articles,
    sources,
    subscribers,
    terms,
    waiting_alerts,
)


@dataclass(frozen=True, slots=True)
class AlertWindow:
    """``told``: alerts that a chat got by themselves since ``began_at``. ``gather_at``: when those
    that wait are told together; None if none does."""

    started_at: datetime
    sent_count: int = 0
    batch_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingAlert:
    chat_id: int
    story_id: int
    article_id: int


@dataclass(frozen=True, slots=True)
class QueuedArticle:
    """An article whose readers are to be told; ``tokens`` are those of its index."""

    article_id: int
    story_id: int
    tokens: frozenset[str]


async def enqueue(connection: AsyncConnection, article_id: int, source_id: int | None) -> None:
    """Have an article told to those who follow what is in it; not if its source is being read for
    the first time, and everything in it is new at once."""
    is_read = exists().where(sources.c.id == source_id, sources.c.last_success_at.is_not(None))
    known = or_(literal(source_id, Integer).is_(None), is_read)
    row = select(literal(article_id, Integer)).where(known)
    await connection.execute(insert(alert_queue).from_select(["article_id"], row))


async def get_next_queued(connection: AsyncConnection, after: int) -> int | None:
    """The first article in the queue with an id above ``after``."""
    return (
        await connection.execute(
            select(alert_queue.c.article_id)
            .where(alert_queue.c.article_id > after)
            .order_by(alert_queue.c.article_id)
            .limit(1)
        )
    ).scalar_one_or_none()


async def load_queued(connection: AsyncConnection, article_id: int) -> QueuedArticle | None:
    """An article's story and its index tokens; None if it is gone."""
    row = (
        await connection.execute(
            select(articles.c.story_id, article_texts.c.content)
            .join(article_texts, article_texts.c.article_id == articles.c.id)
            .where(articles.c.id == article_id)
        )
    ).one_or_none()
    if row is None:
        return None
    return QueuedArticle(article_id, row.story_id, fts_index.get_text_tokens(row.content["index"]))


async def dequeue(connection: AsyncConnection, article_id: int) -> None:
    await connection.execute(delete(alert_queue).where(alert_queue.c.article_id == article_id))


async def list_followers(
    connection: AsyncConnection, term_ids: Collection[int], *, after: int | None, limit: int
) -> list[int]:
    """Active chats that follow one of these at once, in order, those behind ``after``."""
    # Each meaning's part of the index is in the order of chats, so that a page is read from where
    # the last one ended.
    later = [] if after is None else [terms.c.chat_id > after]
    rows = await connection.execute(
        select(terms.c.chat_id)
        .distinct()
        .where(
            terms.c.meaning_id.in_(term_ids),
            terms.c.kind == "follow",
            terms.c.how == "at_once",
            exists().where(
                subscribers.c.chat_id == terms.c.chat_id, subscribers.c.state == "active"
            ),
            *later,
        )
        .order_by(terms.c.chat_id)
        .limit(limit)
    )
    return list(rows.scalars())


async def get_windows(
    connection: AsyncConnection, chat_ids: Collection[int]
) -> dict[int, AlertWindow]:
    """The hours of those of these chats that have had one."""
    rows = await connection.execute(
        select(
            alert_hours.c.chat_id,
            alert_hours.c.began_at,
            alert_hours.c.told,
            alert_hours.c.gather_at,
        ).where(alert_hours.c.chat_id.in_(chat_ids))
    )
    return {row.chat_id: AlertWindow(row.began_at, row.told, row.gather_at) for row in rows}


async def save_windows(connection: AsyncConnection, windows: Mapping[int, AlertWindow]) -> None:
    if not windows:
        return
    await connection.execute(delete(alert_hours).where(alert_hours.c.chat_id.in_(windows)))
    await connection.execute(
        insert(alert_hours),
        [
            {
                "chat_id": chat_id,
                "began_at": hour.started_at,
                "told": hour.sent_count,
                "gather_at": hour.batch_due_at,
            }
            for chat_id, hour in windows.items()
        ],
    )


async def list_batch_due(connection: AsyncConnection, now: datetime, limit: int) -> list[int]:
    """Chats whose waiting alerts are to be told together now, the longest waiting first."""
    rows = await connection.execute(
        select(alert_hours.c.chat_id)
        .where(alert_hours.c.gather_at <= now)
        .order_by(alert_hours.c.gather_at, alert_hours.c.chat_id)
        .limit(limit)
    )
    return list(rows.scalars())


async def add_pending(
    connection: AsyncConnection, chat_ids: Iterable[int], queued: QueuedArticle, now: datetime
) -> None:
    rows = [
        {
            "chat_id": chat_id,
            "story_id": queued.story_id,
            "article_id": queued.article_id,
            "since": now,
        }
        for chat_id in chat_ids
    ]
    if rows:
        await connection.execute(insert(waiting_alerts), rows)


async def list_pending(
    connection: AsyncConnection, chat_ids: Collection[int], story_id: int | None = None
) -> dict[int, list[PendingAlert]]:
    """What waits for these chats, oldest first; of one story alone if it is given. Chats for which
    nothing waits are left out."""
    query = select(
        waiting_alerts.c.chat_id, waiting_alerts.c.story_id, waiting_alerts.c.article_id
    ).where(waiting_alerts.c.chat_id.in_(chat_ids))
    if story_id is not None:
        query = query.where(waiting_alerts.c.story_id == story_id)
    found: dict[int, list[PendingAlert]] = defaultdict(list)
    ordered = query.order_by(waiting_alerts.c.since, waiting_alerts.c.article_id)
    for row in await connection.execute(ordered):
        found[row.chat_id].append(PendingAlert(**row._asdict()))
    return dict(found)


async def delete_pending(connection: AsyncConnection, chat_ids: Collection[int]) -> None:
    await connection.execute(delete(waiting_alerts).where(waiting_alerts.c.chat_id.in_(chat_ids)))
