"""Deletion of old rows in small steps, so that other writers do not wait."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.api import answers
from storage.archive import fts_index
from storage.archive import stories as archive_stories
from storage.database import months
from storage.schema.tables import (
    IS_PAYLOAD_UNUSED,
    articles,
    deliveries,
    digests,
    followed_stories,
    payloads,
    searches,
    shown_stories,
    stories,
    story_keys,
)

BATCH_SIZE = 50
"""Rows per step. Removing an article's tokens from the index takes half a millisecond."""


async def trim_articles(connection: AsyncConnection, before: datetime) -> int:
    """Delete up to `BATCH_SIZE` articles published before then, and stories left empty.

    Returns how many articles; fewer than `BATCH_SIZE` means that none are left.
    """
    rows = list(
        await connection.execute(
            select(articles.c.id, articles.c.story_id)
            .where(articles.c.published_at < before)
            .order_by(articles.c.published_at)
            .limit(BATCH_SIZE)
        )
    )
    if not rows:
        return 0
    await fts_index.remove(connection, [row.id for row in rows])
    await connection.execute(delete(articles).where(articles.c.id.in_([row.id for row in rows])))
    touched = {row.story_id for row in rows}
    await _repair_stories(connection, touched)
    return len(rows)


async def trim_story_keys(connection: AsyncConnection, before: datetime) -> int:
    """Delete up to `BATCH_SIZE` keys of the days before then."""
    key = story_keys.c.day, story_keys.c.key, story_keys.c.fts_rowid
    old = select(*key).where(story_keys.c.day < archive_stories.to_day(before)).limit(BATCH_SIZE)
    gone = await connection.execute(delete(story_keys).where(tuple_(*key).in_(old)))
    return gone.rowcount


async def trim_deliveries(connection: AsyncConnection, before: datetime) -> int:
    """Delete up to `BATCH_SIZE` finished deliveries; whole months are dropped elsewhere."""
    limit = months.round_down(connection, before)
    old = (
        select(deliveries.c.id)
        # Where there are months, only those before the limit are read.
        .where(deliveries.c.finished_at < limit, deliveries.c.id < months.get_first_id(limit))
        .order_by(deliveries.c.id)
        .limit(BATCH_SIZE)
    )
    gone = await connection.execute(delete(deliveries).where(deliveries.c.id.in_(old)))
    return gone.rowcount


async def trim_payloads(connection: AsyncConnection, before: datetime) -> int:
    """Delete up to `BATCH_SIZE` payloads that nothing refers to."""
    unnamed = (
        select(payloads.c.id)
        .where(payloads.c.created_at < months.round_down(connection, before), IS_PAYLOAD_UNUSED)
        .order_by(payloads.c.id)
        .limit(BATCH_SIZE)
    )
    gone = await connection.execute(delete(payloads).where(payloads.c.id.in_(unnamed)))
    return gone.rowcount


async def trim_digests(connection: AsyncConnection, before: datetime) -> int:
    """Delete up to `BATCH_SIZE` digests shown before then."""
    old = select(digests.c.id).where(digests.c.until < before).order_by(digests.c.until)
    gone = await connection.execute(delete(digests).where(digests.c.id.in_(old.limit(BATCH_SIZE))))
    return gone.rowcount


async def trim_shown_stories(connection: AsyncConnection, before: datetime) -> int:
    """Delete up to `BATCH_SIZE` records of stories shown on request before then."""
    key = shown_stories.c.chat_id, shown_stories.c.story_id
    old = select(*key).where(shown_stories.c.shown_at < before).limit(BATCH_SIZE)
    gone = await connection.execute(delete(shown_stories).where(tuple_(*key).in_(old)))
    return gone.rowcount


async def trim_followed_stories(connection: AsyncConnection, now: datetime) -> int:
    """Delete up to `BATCH_SIZE` follows of stories that ended before now."""
    key = followed_stories.c.chat_id, followed_stories.c.story_id
    ended = select(*key).where(followed_stories.c.active_until <= now).limit(BATCH_SIZE)
    gone = await connection.execute(delete(followed_stories).where(tuple_(*key).in_(ended)))
    return gone.rowcount


async def trim_searches(connection: AsyncConnection, before: datetime) -> int:
    """Delete up to `BATCH_SIZE` searches made before then."""
    old = select(searches.c.id).where(searches.c.asked_at < before).order_by(searches.c.id)
    gone = await connection.execute(
        delete(searches).where(searches.c.id.in_(old.limit(BATCH_SIZE)))
    )
    return gone.rowcount


async def trim_api_answers(connection: AsyncConnection, before: datetime) -> int:
    """Delete up to `BATCH_SIZE` answers of the API stored before then."""
    return await answers.trim(connection, before, BATCH_SIZE)


async def _repair_stories(connection: AsyncConnection, touched: set[int]) -> None:
    """Delete stories without articles; count the articles of the others, and give another headline
    to those that lost theirs."""
    await connection.execute(
        delete(stories).where(
            stories.c.id.in_(touched), ~exists().where(articles.c.story_id == stories.c.id)
        )
    )
    left = select(func.count()).where(articles.c.story_id == stories.c.id).scalar_subquery()
    await connection.execute(
        update(stories).where(stories.c.id.in_(touched)).values(article_count=left)
    )
    newest = (
        select(articles.c.id)
        .where(articles.c.story_id == stories.c.id)
        .order_by(articles.c.published_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    await connection.execute(
        update(stories)
        .where(stories.c.id.in_(touched), ~exists().where(articles.c.id == stories.c.headline_id))
        .values(headline_id=newest)
    )
