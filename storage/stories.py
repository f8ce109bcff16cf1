"""Stories: opened by an article, joined by others, found through index keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Story, StoryCandidate
from storage.codec import to_article, to_fingerprint
from storage.tables import articles, stories, story_keys

WINDOW = timedelta(days=3)
"""How far apart two reports of one event may have been published."""

MOST_CANDIDATES = 40
"""Enough to hold every story that could match, few enough to keep the cost of an article flat."""

_CANDIDATE = (
    articles.c.id,
    articles.c.story_id,
    articles.c.language,
    articles.c.published_at,
    articles.c.fingerprint,
)


async def candidates(
    connection: AsyncConnection, keys: Sequence[str], *, around: datetime
) -> list[StoryCandidate]:
    """Articles near ``around`` that share index keys, those that share most first."""
    if not keys:
        return []
    shared = (
        select(story_keys.c.article_id, func.count().label("shared"))
        .where(
            story_keys.c.key.in_(keys),
            story_keys.c.published_at.between(around - WINDOW, around + WINDOW),
        )
        .group_by(story_keys.c.article_id)
        .order_by(func.count().desc(), story_keys.c.article_id.desc())
        .limit(MOST_CANDIDATES)
        .subquery()
    )
    rows = await connection.execute(
        select(*_CANDIDATE)
        .join(shared, shared.c.article_id == articles.c.id)
        .order_by(shared.c.shared.desc(), articles.c.id.desc())
    )
    return [_to_candidate(row) for row in rows]


async def open_story(connection: AsyncConnection, article: Article, now: datetime) -> int:
    """A story of one article; its headline is set once the article has an id."""
    result = await connection.execute(
        insert(stories).values(
            headline_id=0, opened_at=now, article_count=1, sources=_named([article.source])
        )
    )
    (story_id,) = result.inserted_primary_key or (0,)
    return int(story_id)


async def set_headline(connection: AsyncConnection, story_id: int, article_id: int) -> None:
    await connection.execute(
        update(stories).where(stories.c.id == story_id).values(headline_id=article_id)
    )


async def join(connection: AsyncConnection, story_id: int, article: Article) -> None:
    """One more report of the story."""
    await _told_by(connection, story_id, article.source, articles=1)


async def carried_by(connection: AsyncConnection, story_id: int, source: str) -> None:
    """One more source has the very text of an article of the story."""
    await _told_by(connection, story_id, source, articles=0)


async def _told_by(
    connection: AsyncConnection, story_id: int, source: str, *, articles: int
) -> None:
    known = (
        await connection.execute(select(stories.c.sources).where(stories.c.id == story_id))
    ).scalar_one_or_none()
    if known is None or (not articles and source in known):
        return
    await connection.execute(
        update(stories)
        .where(stories.c.id == story_id)
        .values(article_count=stories.c.article_count + articles, sources=_named([*known, source]))
    )


async def members(connection: AsyncConnection, story_id: int) -> list[StoryCandidate]:
    """All articles of a story, in the order in which they came in."""
    rows = await connection.execute(
        select(*_CANDIDATE).where(articles.c.story_id == story_id).order_by(articles.c.id)
    )
    return [_to_candidate(row) for row in rows]


async def left_by(connection: AsyncConnection, story_id: int, source: str) -> None:
    """A report was taken out of the story: one article less, and a source less unless another of
    its articles is by the same. A story without articles goes."""
    remaining = select(articles.c.source).where(articles.c.story_id == story_id)
    told_by = set((await connection.execute(remaining)).scalars())
    if not told_by:
        await connection.execute(delete(stories).where(stories.c.id == story_id))
        return
    known = (
        await connection.execute(select(stories.c.sources).where(stories.c.id == story_id))
    ).scalar_one()
    await connection.execute(
        update(stories)
        .where(stories.c.id == story_id)
        .values(
            article_count=stories.c.article_count - 1,
            sources=[name for name in known if name != source or name in told_by],
        )
    )


async def file_under(
    connection: AsyncConnection, keys: Iterable[str], article_id: int, published: datetime
) -> None:
    """File an article under these keys, and under no others."""
    await connection.execute(delete(story_keys).where(story_keys.c.article_id == article_id))
    rows = [{"key": key, "article_id": article_id, "published_at": published} for key in set(keys)]
    if rows:
        await connection.execute(insert(story_keys), rows)


async def opened_between(
    connection: AsyncConnection, since: datetime, until: datetime
) -> list[Story]:
    """The stories that came in after ``since``, up to and with ``until``, newest first."""
    rows = await connection.execute(
        _stories()
        .where(stories.c.opened_at > since, stories.c.opened_at <= until)
        .order_by(stories.c.id.desc())
    )
    return [to_story(row) for row in rows]


async def of_ids(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Story]:
    rows = await connection.execute(_stories().where(stories.c.id.in_(ids)))
    return {story.id: story for story in map(to_story, rows)}


def _stories() -> Select[Any]:
    return select(
        articles,
        stories.c.opened_at,
        stories.c.article_count,
        stories.c.sources,
    ).join(
        stories, and_(stories.c.id == articles.c.story_id, stories.c.headline_id == articles.c.id)
    )


def to_story(row: Row[Any]) -> Story:
    """The story of a row that holds its headline article and the story's own columns."""
    headline = to_article(row)
    return Story(
        id=row.story_id,
        headline=headline,
        sources=tuple(row.sources),
        article_count=row.article_count,
        topics=tuple(topic.id for topic in headline.topics),
        opened=row.opened_at,
    )


def _named(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _to_candidate(row: Any) -> StoryCandidate:
    return StoryCandidate(
        story_id=row.story_id,
        language=row.language,
        published=row.published_at,
        fingerprint=to_fingerprint(row.fingerprint),
        article_id=row.id,
    )
