from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from news.model import Story
from storage.archive import story_headers
from storage.archive.row_mapping import to_row
from storage.database.engine import Database
from storage.schema import tables
from tests.support.factories import NOON, article

STORIES = 650
"""More than two pages."""


async def file(database: Database, count: int) -> None:
    """Stories that were added seven at a time."""
    row = to_row(article(), 0, NOON)
    opened = [NOON + timedelta(seconds=number // 7) for number in range(count)]
    named = {"sources": ["УНН\n", "Reuters\u2028"], "article_count": 2}
    async with database.write() as connection:
        await connection.execute(
            insert(tables.stories),
            [{"id": n + 1, "headline_id": n + 1, "opened_at": opened[n], **named}
             for n in range(count)],
        )  # fmt: skip
        await connection.execute(
            insert(tables.articles),
            [
                row | {"id": n + 1, "story_id": n + 1, "fts_rowid": n, "content_hash": str(n),
                       "url": "", "canonical_url": None, "guid": None}
                for n in range(count)
            ],
        )  # fmt: skip


async def opened(database: Database, since: datetime, until: datetime) -> list[Story]:
    async with database.read() as connection:
        pages = story_headers.iter_story_headers(connection, since, until)
        return [story async for page in pages for story in page]


@pytest.mark.parametrize(("first", "last"), [(-1, 100), (0, 92), (3, 60), (40, 40), (90, 10)])
async def test_story_headers_are_unique_newest_first(
    database: Database, first: int, last: int
) -> None:
    """Pages may end between two stories of the same time; the period includes its end and not its start."""
    await file(database, STORIES)
    since, until = NOON + timedelta(seconds=first), NOON + timedelta(seconds=last)
    async with database.read() as connection:
        table = tables.stories
        rows = await connection.execute(
            select(table.c.id)
            .where(table.c.opened_at > since, table.c.opened_at <= until)
            .order_by(table.c.id.desc())
        )
        expected = list(rows.scalars())
    found = await opened(database, since, until)
    assert [story.id for story in found] == expected
    assert all(story.sources == ("УНН\n", "Reuters\u2028") for story in found)


async def test_story_headers_reload_changed_story(database: Database) -> None:
    await file(database, 1)
    (before,) = await opened(database, NOON - timedelta(hours=1), NOON)
    async with database.write() as connection:
        await connection.execute(update(tables.stories).values(article_count=5))
    (after,) = await opened(database, NOON - timedelta(hours=1), NOON)
    assert (before.article_count, after.article_count) == (2, 5)
