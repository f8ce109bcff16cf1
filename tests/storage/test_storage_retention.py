"""Test that rows older than the limit are deleted, and no others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering.lead import choose_lead
from news.model import Article, Digest, MatchCandidate, Preferences, Query, QueryWord
from storage import retention
from storage.archive import articles
from storage.archive import stories as archive_stories
from storage.archive.fts_index import to_rowid
from storage.database.engine import Database
from storage.database.months import begin_month
from storage.messaging import digests, outbox
from storage.messaging.digests import StoredDigest
from storage.messaging.outbox import Priority
from storage.schema.tables import (
    article_texts,
    deliveries,
    fingerprints,
    payloads,
    stories,
    story_keys,
)
from storage.schema.tables import articles as tables_articles
from storage.schema.tables import digests as tables_digests
from storage.schema.tables import searches as tables_searches
from storage.search import history, ranking
from tests.support.factories import NOON, article

BOUND = NOON - timedelta(days=90)
JUST_OLD = BOUND - timedelta(seconds=1)
BRIDGE = Query((QueryWord("мост", ("мост",)),))


async def file(database: Database, *new: Article, story_id: int | None = None) -> None:
    """Add articles, each in a story of its own, or all in an existing one."""

    def choose(candidates: Sequence[MatchCandidate]) -> int | None:
        return story_id

    async with database.write() as connection:
        for one in new:
            await articles.add(
                connection,
                one,
                keys=("мост",),
                choose_story=choose,
                choose_lead=choose_lead,
                now=NOON,
            )


async def count(database: Database, table: Table) -> int:
    async with database.read() as connection:
        rows = await connection.execute(select(func.count()).select_from(table))
        return rows.scalar_one()


async def column(database: Database, chosen: Any) -> list[Any]:
    async with database.read() as connection:
        return list((await connection.execute(select(chosen).order_by(chosen))).scalars())


async def found(database: Database) -> list[str]:
    async with database.read() as connection:
        page = await ranking.find(connection, BRIDGE, now=NOON, limit=50)
    assert page.total == len(page.hits)
    return [hit.article.title for hit in page.hits]


async def trim(
    database: Database, step: Callable[[AsyncConnection, datetime], Awaitable[int]]
) -> int:
    async with database.write() as connection:
        return await step(connection, BOUND)


async def test_retention_deletes_article_with_all_its_rows(database: Database) -> None:
    await file(
        database, article("Мост старый", published=JUST_OLD), article("Мост новый", published=BOUND)
    )
    assert await trim(database, retention.trim_articles) == 1
    assert await found(database) == ["Мост новый"]
    assert await column(database, tables_articles.c.title) == ["Мост новый"]
    for table in (article_texts, fingerprints, stories):
        assert await count(database, table) == 1, table.name


async def test_retention_frees_fts_rowid(database: Database) -> None:
    """A leftover row would be found as another article that gets the same second."""
    await file(database, article("Мост старый", published=JUST_OLD))
    await trim(database, retention.trim_articles)
    await file(database, article("Река", published=JUST_OLD))
    assert await column(database, tables_articles.c.fts_rowid) == [to_rowid(JUST_OLD)]
    assert await found(database) == []


async def test_retention_replaces_lead_article_with_newest(
    database: Database,
) -> None:
    await file(database, article("Мост старый", published=JUST_OLD))
    (story_id,) = await column(database, stories.c.id)
    await file(
        database,
        article("Мост открыт", published=BOUND + timedelta(hours=2)),
        article("Мост готов", published=BOUND + timedelta(hours=1)),
        story_id=story_id,
    )
    async with database.write() as connection:
        rows = await connection.execute(select(tables_articles.c.title, tables_articles.c.id))
        ids = {row.title: row.id for row in rows}
        await archive_stories.set_lead(connection, story_id, ids["Мост старый"])
    await trim(database, retention.trim_articles)
    async with database.read() as connection:
        story = (await archive_stories.get_many(connection, [story_id]))[story_id]
    assert story.lead_article.title == "Мост открыт"
    assert story.article_count == 2, "the reports that are left"


async def test_retention_deletes_keys_by_whole_days(database: Database) -> None:
    day_before = BOUND - timedelta(days=1)
    await file(
        database,
        article("Мост старый", published=day_before),
        article("Мост новый", published=BOUND.replace(hour=0)),
    )
    assert await trim(database, retention.trim_story_keys) == 1
    assert await column(database, story_keys.c.fts_rowid) == [to_rowid(BOUND.replace(hour=0))]


async def test_retention_deletes_searches_in_steps(database: Database) -> None:
    async with database.write() as connection:
        for moment in [JUST_OLD] * (retention.BATCH_SIZE + 1) + [BOUND]:
            await history.record_search(connection, chat_id=1, query="мост", results=0, now=moment)
    assert await trim(database, retention.trim_searches) == retention.BATCH_SIZE
    assert await trim(database, retention.trim_searches) == 1
    assert await column(database, tables_searches.c.asked_at) == [BOUND]


async def test_retention_deletes_old_digests(database: Database) -> None:
    preferences = Preferences(topics=frozenset(), digest_size=7)
    async with database.write() as connection:
        for until in (JUST_OLD, BOUND):
            digest = Digest(preferences, (), until - timedelta(days=1), until, 0)
            await digests.save_digest(connection, StoredDigest(0, digest))
    assert await trim(database, retention.trim_digests) == 1
    assert await column(database, tables_digests.c.until) == [BOUND]


async def test_retention_keeps_payloads_of_deliveries(database: Database, engine: str) -> None:
    # PostgreSQL keeps the month in which the limit is.
    old = JUST_OLD if engine == "sqlite" else begin_month(BOUND) - timedelta(seconds=1)
    async with database.write() as connection:
        for text in ("sent long ago", "sent lately", "not sent"):
            payload = await outbox.add_payload(connection, {"text": text}, old)
            await outbox.enqueue(
                connection,
                payload,
                [1],
                priority=Priority.DIGEST,
                due_at=old,
                expires_at=NOON,
            )
        for delivery_id, finished in ((1, old), (2, BOUND)):
            await connection.execute(
                deliveries.update()
                .where(deliveries.c.id == delivery_id)
                .values(state="sent", finished_at=finished)
            )
    assert await trim(database, retention.trim_deliveries) == 1
    assert await column(database, deliveries.c.id) == [2, 3]
    assert await trim(database, retention.trim_payloads) == 1
    assert await column(database, payloads.c.id) == [2, 3]


@pytest.mark.parametrize("step", [retention.trim_articles, retention.trim_story_keys])
async def test_retention_step_is_bounded(
    database: Database, step: Callable[[AsyncConnection, datetime], Awaitable[int]]
) -> None:
    long_ago = BOUND - timedelta(days=2)
    await file(
        database,
        *(
            article(f"Мост {number}", published=long_ago + timedelta(seconds=number))
            for number in range(retention.BATCH_SIZE + 1)
        ),
    )
    assert await trim(database, step) == retention.BATCH_SIZE
    assert await trim(database, step) == 1
    assert await trim(database, step) == 0
