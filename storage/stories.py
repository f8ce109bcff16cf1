"""Stories: opened by an article, joined by others, found through index keys."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Story, StoryCandidate
from storage.codec import to_article, to_fingerprint
from storage.index import second
from storage.tables import article_texts, articles, fingerprints, stories, story_keys

WINDOW = timedelta(days=3)
"""How far apart two reports of one event may have been published."""

_DAY = 86_400

MOST_CANDIDATES = 40
"""Enough to hold every story that could match, few enough to keep the cost of an article flat."""


# Built once: to build it takes a quarter of the time that a page of results does.
_OF_IDS = (
    select(
        articles,
        article_texts.c.content,
        stories.c.opened_at,
        stories.c.article_count,
        stories.c.sources,
    )
    .join(article_texts, article_texts.c.article_id == articles.c.id)
    .join(
        stories,
        and_(stories.c.id == articles.c.story_id, stories.c.headline_id == articles.c.id),
    )
    .where(stories.c.id.in_(bindparam("ids", expanding=True)))
)


async def candidates(
    connection: AsyncConnection, keys: Sequence[str], *, around: datetime
) -> list[StoryCandidate]:
    """Articles near ``around`` that share index keys, those that share most first."""
    if not keys:
        return []
    first, last = second(around - WINDOW), second(around + WINDOW)
    shared = (
        select(story_keys.c.moment, func.count().label("shared"))
        .where(
            story_keys.c.day.in_(range(_day(first), _day(last) + 1)),
            story_keys.c.key.in_(map(_hash, set(keys))),
            story_keys.c.moment.between(first, last),
        )
        .group_by(story_keys.c.moment)
        .order_by(func.count().desc(), story_keys.c.moment.desc())
        .limit(MOST_CANDIDATES)
        .subquery()
    )
    rows = await connection.execute(
        _candidates()
        .join(shared, shared.c.moment == articles.c.moment)
        .order_by(shared.c.shared.desc(), articles.c.moment.desc())
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
        _candidates().where(articles.c.story_id == story_id).order_by(articles.c.id)
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


async def file_under(connection: AsyncConnection, keys: Iterable[str], moment: int) -> None:
    """File an article that is at this ``moment`` of the index (`storage.index`) under more keys."""
    rows = key_rows(keys, moment)
    if rows:
        # Retention takes keys by whole days: some may still be those of an article that has gone.
        await connection.execute(sqlite_insert(story_keys).on_conflict_do_nothing(), rows)


async def take_off(connection: AsyncConnection, moment: int) -> None:
    """Have the article at this moment of the index found under no key any more."""
    await connection.execute(
        delete(story_keys).where(story_keys.c.day == _day(moment), story_keys.c.moment == moment)
    )


def key_rows(keys: Iterable[str], moment: int) -> list[dict[str, int]]:
    """The rows of ``story_keys`` for an article."""
    return [
        {"day": _day(moment), "key": key, "moment": moment}
        for key in dict.fromkeys(_hash(key) for key in keys)
    ]


def day(moment: datetime) -> int:
    """The day under which keys are filed."""
    return _day(second(moment))


def _day(moment: int) -> int:
    return moment // _DAY


def _hash(key: str) -> int:
    """A key in four bytes. Two that meet are two candidates that are not alike."""
    return zlib.crc32(key.encode()) & 0x7FFFFFFF


async def of_ids(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Story]:
    rows = await connection.execute(_OF_IDS, {"ids": ids})
    return {story.id: story for story in map(to_story, rows)}


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


def _candidates() -> Select[Any]:
    return select(
        articles.c.id,
        articles.c.story_id,
        articles.c.language,
        articles.c.published_at,
        fingerprints.c.terms,
    ).join(fingerprints, fingerprints.c.article_id == articles.c.id)


def _to_candidate(row: Any) -> StoryCandidate:
    return StoryCandidate(
        story_id=row.story_id,
        language=row.language,
        published=row.published_at,
        fingerprint=to_fingerprint(row.terms),
        article_id=row.id,
    )
