"""Articles: filed once, found by id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, StoryCandidate
from storage import stories
from storage.codec import to_article, to_row
from storage.tables import articles

Choose = Callable[[Sequence[StoryCandidate]], int | None]
"""Which of these articles' stories does the new one belong to? None opens a story of its own."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of an article: its id, its story, and whether it was new."""

    article_id: int
    story_id: int
    is_new: bool


async def add(
    connection: AsyncConnection,
    article: Article,
    *,
    keys: Sequence[str],
    choose: Choose,
    now: datetime,
) -> Filed:
    """File an article and join it to a story. The same url, guid or text is filed once.

    ``keys`` are the article's index keys (`news.stories.keys`).
    """
    known = await _find_known(connection, article)
    if known is not None:
        return known
    story_id = choose(await stories.candidates(connection, keys, around=article.published))
    if story_id is None:
        story_id = await stories.open_story(connection, article, now)
        article_id = await _insert(connection, article, story_id, now)
        await stories.set_headline(connection, story_id, article_id)
    else:
        article_id = await _insert(connection, article, story_id, now)
        await stories.join(connection, story_id, article)
    await stories.file_under(connection, keys, article_id, article.published)
    return Filed(article_id, story_id, is_new=True)


async def get(connection: AsyncConnection, article_id: int) -> Article | None:
    row = (
        await connection.execute(select(articles).where(articles.c.id == article_id))
    ).one_or_none()
    return None if row is None else to_article(row)


async def put_summary(connection: AsyncConnection, article_id: int, summary: Sequence[str]) -> None:
    """Put a summary that a server wrote in the place of the extract."""
    await connection.execute(
        update(articles)
        .where(articles.c.id == article_id)
        .values(summary=list(summary), summary_written=True)
    )


async def count(connection: AsyncConnection) -> int:
    return (await connection.execute(select(func.count()).select_from(articles))).scalar_one()


async def _find_known(connection: AsyncConnection, article: Article) -> Filed | None:
    same = [articles.c.content_hash == article.content_hash]
    if article.canonical_url:
        same.append(articles.c.canonical_url == article.canonical_url)
    if article.guid and article.source_id is not None:
        same.append(
            and_(articles.c.source_id == article.source_id, articles.c.guid == article.guid)
        )
    row = (
        await connection.execute(
            select(articles.c.id, articles.c.story_id).where(or_(*same)).limit(1)
        )
    ).one_or_none()
    return None if row is None else Filed(row.id, row.story_id, is_new=False)


async def _insert(
    connection: AsyncConnection, article: Article, story_id: int, now: datetime
) -> int:
    result = await connection.execute(insert(articles).values(to_row(article, story_id, now)))
    (article_id,) = result.inserted_primary_key or (0,)
    await connection.execute(
        text(
            "INSERT INTO article_index(rowid, title, body, words) "
            "VALUES (:rowid, :title, :body, :words)"
        ),
        {
            "rowid": article_id,
            "title": " ".join(article.index.title),
            "body": " ".join(article.index.body),
            "words": " ".join(article.index.words),
        },
    )
    return int(article_id)
