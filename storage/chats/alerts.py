"""Alerts: articles to be announced to followers, pending alerts, and how many each chat got this
hour.

An article is queued in the transaction that stores it and dequeued with its last follower. Alerts
beyond the hourly limit of a chat are batched in one message.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, String, bindparam, delete, exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.archive import fts_index
from storage.database import bulk
from storage.database.dialect import insert_or_update
from storage.schema.tables import (
    alert_queue,
    alert_windows,
    article_texts,
    articles,
    followed_stories,
    follows,
    pending_alerts,
    sources,
    stories,
    subscribers,
    term_tokens,
)


@dataclass(frozen=True, slots=True)
class AlertWindow:
    """``sent_count``: alerts sent one by one since ``started_at``. ``batch_due_at``: when pending
    ones are sent together; None if there are none."""

    started_at: datetime
    sent_count: int = 0
    batch_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingAlert:
    """An alert that waits for its chat's batch."""

    chat_id: int
    story_id: int
    article_id: int


@dataclass(frozen=True, slots=True)
class QueuedArticle:
    """An article to be announced to followers; ``tokens`` are its index tokens, ``report_count``
    the number of reports of its story so far."""

    article_id: int
    story_id: int
    tokens: frozenset[str]
    report_count: int = 1


_TOKENS = bulk.values_table(bindparam("tokens", type_=String))
_SELECT_MENTIONING = (
    select(bulk.column(_TOKENS, 0))
    .distinct()
    .select_from(_TOKENS)
    .join(term_tokens, term_tokens.c.token == bulk.column(_TOKENS, 1, String))
)


_SOURCE = bindparam("source", type_=Integer)
_IS_READ = exists().where(sources.c.id == _SOURCE, sources.c.last_success_at.is_not(None))
_ENQUEUE = insert(alert_queue).from_select(
    ["article_id"],
    select(bindparam("article", type_=Integer)).where(or_(_SOURCE.is_(None), _IS_READ)),
)


async def enqueue(connection: AsyncConnection, article_id: int, source_id: int | None) -> None:
    """Queue an article for alerts, unless its source is fetched for the first time and all its
    articles are new."""
    await connection.execute(_ENQUEUE, {"article": article_id, "source": source_id})


async def list_queued(connection: AsyncConnection, after: int, limit: int) -> list[int]:
    """Return the first queued articles with ids above ``after``, in order."""
    rows = await connection.execute(
        select(alert_queue.c.article_id)
        .where(alert_queue.c.article_id > after)
        .order_by(alert_queue.c.article_id)
        .limit(limit)
    )
    return list(rows.scalars())


async def find_followed(connection: AsyncConnection, article_ids: Sequence[int]) -> set[int]:
    """Return the articles among these whose story is followed, or that may mention a followed
    term."""
    of_these = articles.c.id.in_(article_ids)
    is_followed = exists().where(followed_stories.c.story_id == articles.c.story_id)
    of_stories = await connection.execute(select(articles.c.id).where(of_these, is_followed))
    texts = await connection.execute(
        select(article_texts).where(article_texts.c.article_id.in_(article_ids))
    )
    tokens = bulk.encode_rows(
        (row.article_id, token)
        for row in texts
        for token in fts_index.get_text_tokens(row.content["index"])
    )
    mentioning = await connection.execute(_SELECT_MENTIONING, {"tokens": tokens})
    return {*of_stories.scalars(), *mentioning.scalars()}


async def load_queued(connection: AsyncConnection, article_id: int) -> QueuedArticle | None:
    """Return an article's story and index tokens; None if it is deleted."""
    row = (
        await connection.execute(
            select(articles.c.story_id, article_texts.c.content, stories.c.article_count)
            .join(article_texts, article_texts.c.article_id == articles.c.id)
            .join(stories, stories.c.id == articles.c.story_id)
            .where(articles.c.id == article_id)
        )
    ).one_or_none()
    if row is None:
        return None
    tokens = fts_index.get_text_tokens(row.content["index"])
    return QueuedArticle(article_id, row.story_id, tokens, row.article_count)


async def dequeue(connection: AsyncConnection, article_ids: Collection[int]) -> None:
    """Remove articles whose alerts are all sent or pending."""
    await connection.execute(delete(alert_queue).where(alert_queue.c.article_id.in_(article_ids)))


async def list_followers(
    connection: AsyncConnection, term_ids: Collection[int], *, after: int | None, limit: int
) -> list[int]:
    """Return a page of active chats that follow one of these terms with instant alerts, in order,
    after ``after``."""
    if not term_ids:
        return []
    # For each term the index is ordered by chat, so that a page is read from the end of the last.
    later = [] if after is None else [follows.c.chat_id > after]
    rows = await connection.execute(
        select(follows.c.chat_id)
        .distinct()
        .where(
            follows.c.term_id.in_(term_ids),
            follows.c.kind == "follow",
            follows.c.notify == "instant",
            exists().where(
                subscribers.c.chat_id == follows.c.chat_id, subscribers.c.state == "active"
            ),
            *later,
        )
        .order_by(follows.c.chat_id)
        .limit(limit)
    )
    return list(rows.scalars())


async def get_windows(
    connection: AsyncConnection, chat_ids: Collection[int]
) -> dict[int, AlertWindow]:
    """Return the alert windows of those of these chats that have one."""
    rows = await connection.execute(
        select(
            alert_windows.c.chat_id,
            alert_windows.c.started_at,
            alert_windows.c.sent_count,
            alert_windows.c.batch_due_at,
        ).where(alert_windows.c.chat_id.in_(chat_ids))
    )
    return {
        row.chat_id: AlertWindow(row.started_at, row.sent_count, row.batch_due_at) for row in rows
    }


async def save_windows(connection: AsyncConnection, windows: Mapping[int, AlertWindow]) -> None:
    """Replace the alert windows of these chats."""
    if not windows:
        return
    await connection.execute(delete(alert_windows).where(alert_windows.c.chat_id.in_(windows)))
    await connection.execute(
        insert(alert_windows),
        [
            {
                "chat_id": chat_id,
                "started_at": hour.started_at,
                "sent_count": hour.sent_count,
                "batch_due_at": hour.batch_due_at,
            }
            for chat_id, hour in windows.items()
        ],
    )


async def list_batch_due(connection: AsyncConnection, now: datetime, limit: int) -> list[int]:
    """Return chats whose pending alerts are to be sent together now, longest waiting first."""
    rows = await connection.execute(
        select(alert_windows.c.chat_id)
        .where(alert_windows.c.batch_due_at <= now)
        .order_by(alert_windows.c.batch_due_at, alert_windows.c.chat_id)
        .limit(limit)
    )
    return list(rows.scalars())


async def add_pending(
    connection: AsyncConnection, chat_ids: Iterable[int], queued: QueuedArticle, now: datetime
) -> None:
    """Add the alert of an article to the batches of these chats, in place of an earlier report of
    its story."""
    rows = [
        {
            "chat_id": chat_id,
            "story_id": queued.story_id,
            "article_id": queued.article_id,
            "queued_at": now,
        }
        for chat_id in chat_ids
    ]
    if rows:
        added = insert_or_update(pending_alerts, names=("article_id",))
        await connection.execute(added, rows)


async def list_pending(
    connection: AsyncConnection, chat_ids: Collection[int], story_id: int | None = None
) -> dict[int, list[PendingAlert]]:
    """Return the pending alerts of these chats, oldest first; of one story if given. Chats without
    any are omitted."""
    query = select(
        pending_alerts.c.chat_id, pending_alerts.c.story_id, pending_alerts.c.article_id
    ).where(pending_alerts.c.chat_id.in_(chat_ids))
    if story_id is not None:
        query = query.where(pending_alerts.c.story_id == story_id)
    found: dict[int, list[PendingAlert]] = defaultdict(list)
    ordered = query.order_by(pending_alerts.c.queued_at, pending_alerts.c.article_id)
    for row in await connection.execute(ordered):
        found[row.chat_id].append(PendingAlert(**row._asdict()))
    return dict(found)


async def delete_pending(connection: AsyncConnection, chat_ids: Collection[int]) -> None:
    """Delete the pending alerts of these chats."""
    await connection.execute(delete(pending_alerts).where(pending_alerts.c.chat_id.in_(chat_ids)))
