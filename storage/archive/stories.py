"""Stories: opened by an article, joined by others, found through index keys."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import STORY_WINDOW, Article, MatchCandidate, Story, StoryHistory, StoryReport
from storage.archive.fts_index import to_rowid
from storage.archive.row_mapping import to_article, to_facts, to_fingerprint
from storage.database.dialect import insert_new
from storage.schema.tables import article_texts, articles, fingerprints, stories, story_keys

_DAY_SECONDS = 86_400

MIN_SHARED_KEYS = 2
"""Reports of one event share more, and most articles share one: reading those would be wasted."""

MAX_CANDIDATES = 40
"""Enough to hold every story that could match, few enough to bound the cost of an article."""


# Statements are built once: building one takes a quarter of the time of a page of results.
_SELECT_BY_IDS = (
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


_COUNT_ARTICLES = select(func.coalesce(func.sum(stories.c.article_count), 0)).where(
    stories.c.id.in_(bindparam("ids", expanding=True))
)

_SELECT_HISTORY = (
    select(
        articles.c.id,
        articles.c.source,
        articles.c.attribution,
        articles.c.published_at,
        articles.c.added_at,
        stories.c.headline_id,
        stories.c.opened_at,
    )
    .join(stories, stories.c.id == articles.c.story_id)
    .where(articles.c.story_id == bindparam("story"))
    .order_by(articles.c.id)
)

_SELECT_CANDIDATES = select(
    articles.c.id,
    articles.c.story_id,
    articles.c.language,
    articles.c.published_at,
    fingerprints.c.terms,
).join(fingerprints, fingerprints.c.article_id == articles.c.id)

_SHARED_KEYS = (
    select(story_keys.c.fts_rowid, func.count().label("shared"))
    .where(
        story_keys.c.day.in_(bindparam("days", expanding=True)),
        story_keys.c.key.in_(bindparam("keys", expanding=True)),
        story_keys.c.fts_rowid.between(bindparam("first"), bindparam("last")),
    )
    .group_by(story_keys.c.fts_rowid)
    .having(func.count() >= bindparam("least"))
    .order_by(func.count().desc(), story_keys.c.fts_rowid.desc())
    .limit(MAX_CANDIDATES)
    .subquery()
)

_SELECT_NEAR = _SELECT_CANDIDATES.join(
    _SHARED_KEYS, _SHARED_KEYS.c.fts_rowid == articles.c.fts_rowid
).order_by(_SHARED_KEYS.c.shared.desc(), articles.c.fts_rowid.desc())

_OPEN = insert(stories)
_SELECT_SOURCES = select(stories.c.sources).where(stories.c.id == bindparam("story"))
_ADD_REPORT = (
    update(stories)
    .where(stories.c.id == bindparam("story"))
    .values(
        article_count=stories.c.article_count + bindparam("added", type_=Integer),
        sources=bindparam("names", type_=stories.c.sources.type),
    )
)
_ADD_KEYS = insert_new(story_keys)
_SET_LEAD = (
    update(stories).where(stories.c.id == bindparam("story")).values(headline_id=bindparam("lead"))
)


async def find_candidates(
    connection: AsyncConnection, keys: Sequence[str], *, around: datetime
) -> list[MatchCandidate]:
    """Return articles near ``around`` that share at least two index keys (or the only one), those
    that share most first."""
    if not keys:
        return []
    first, last = to_rowid(around - STORY_WINDOW), to_rowid(around + STORY_WINDOW)
    hashes = sorted(set(map(_hash_key, keys)))
    rows = await connection.execute(
        _SELECT_NEAR,
        {
            "days": range(_rowid_to_day(first), _rowid_to_day(last) + 1),
            "keys": hashes,
            "least": min(MIN_SHARED_KEYS, len(hashes)),
            "first": first,
            "last": last,
        },
    )
    return [_to_candidate(row) for row in rows]


async def open_story(connection: AsyncConnection, article: Article, now: datetime) -> int:
    """Add a story of one article; its headline is set once the article has an id."""
    values = {"headline_id": 0, "opened_at": now, "article_count": 1}
    values["sources"] = unique_names([article.source])
    result = await connection.execute(_OPEN, values)
    (story_id,) = result.inserted_primary_key or (0,)
    return int(story_id)


async def set_lead(connection: AsyncConnection, story_id: int, article_id: int) -> None:
    """Set the lead article of a story."""
    await connection.execute(_SET_LEAD, {"story": story_id, "lead": article_id})


async def add_article(connection: AsyncConnection, story_id: int, article: Article) -> None:
    """Count one more article of a story, and its source."""
    await _add_report(connection, story_id, article.source, articles=1)


async def add_source(connection: AsyncConnection, story_id: int, source: str) -> None:
    """Add a source that has the same text as an article of the story."""
    await _add_report(connection, story_id, source, articles=0)


async def _add_report(
    connection: AsyncConnection, story_id: int, source: str, *, articles: int
) -> None:
    known = (await connection.execute(_SELECT_SOURCES, {"story": story_id})).scalar_one_or_none()
    if known is None or (not articles and source in known):
        return
    names = unique_names([*known, source])
    await connection.execute(_ADD_REPORT, {"story": story_id, "added": articles, "names": names})


async def list_members(connection: AsyncConnection, story_id: int) -> list[MatchCandidate]:
    """Return all articles of a story in the order of arrival."""
    rows = await connection.execute(
        _SELECT_CANDIDATES.where(articles.c.story_id == story_id).order_by(articles.c.id)
    )
    return [_to_candidate(row) for row in rows]


async def get_history(connection: AsyncConnection, story_id: int) -> StoryHistory:
    """Return what decides the lead article of a story besides the texts."""
    rows = (await connection.execute(_SELECT_HISTORY, {"story": story_id})).all()
    reports = tuple(
        StoryReport(row.id, row.source, row.attribution, row.published_at, row.added_at)
        for row in rows
    )
    lead_id = next((row.headline_id for row in rows if row.headline_id == row.id), 0)
    return StoryHistory(lead_id, rows[0].opened_at, reports)


async def remove_article(connection: AsyncConnection, story_id: int, source: str) -> None:
    """Count one article less, and remove its source unless another article has it.

    A story without articles is deleted.
    """
    remaining = select(articles.c.source).where(articles.c.story_id == story_id)
    told_by = set((await connection.execute(remaining)).scalars())
    if not told_by:
        await connection.execute(delete(stories).where(stories.c.id == story_id))
        return
    known = (await connection.execute(_SELECT_SOURCES, {"story": story_id})).scalar_one()
    await connection.execute(
        update(stories)
        .where(stories.c.id == story_id)
        .values(
            article_count=stories.c.article_count - 1,
            sources=[name for name in known if name != source or name in told_by],
        )
    )


async def add_keys(connection: AsyncConnection, keys: Iterable[str], rowid: int) -> None:
    """Store the keys under which the article at this ``rowid`` of the index is found."""
    rows = build_key_rows(keys, rowid)
    if rows:
        # Retention deletes keys by whole days: some may belong to an article deleted before.
        await connection.execute(_ADD_KEYS, rows)


async def remove_keys(connection: AsyncConnection, rowid: int) -> None:
    """Delete the keys of the article at this ``rowid`` of the index."""
    await connection.execute(
        delete(story_keys).where(
            story_keys.c.day == _rowid_to_day(rowid), story_keys.c.fts_rowid == rowid
        )
    )


def build_key_rows(keys: Iterable[str], rowid: int) -> list[dict[str, int]]:
    """Return the rows of ``story_keys`` for an article."""
    return [
        {"day": _rowid_to_day(rowid), "key": key, "fts_rowid": rowid}
        for key in dict.fromkeys(_hash_key(key) for key in keys)
    ]


def to_day(moment: datetime) -> int:
    """Return the day under which keys are stored."""
    return _rowid_to_day(to_rowid(moment))


def _rowid_to_day(rowid: int) -> int:
    return rowid // _DAY_SECONDS


def _hash_key(key: str) -> int:
    """Hash a key to 31 bits. A collision only adds a candidate that does not match."""
    return zlib.crc32(key.encode()) & 0x7FFFFFFF


async def get_many(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Story]:
    """Return those of these stories that exist, by id."""
    rows = await connection.execute(_SELECT_BY_IDS, {"ids": ids})
    return {story.id: story for story in map(to_story, rows)}


async def count_articles(connection: AsyncConnection, ids: Collection[int]) -> int:
    """Return how many articles these stories have together."""
    count: int = (await connection.execute(_COUNT_ARTICLES, {"ids": list(ids)})).scalar_one()
    return count


def to_story(row: Row[Any]) -> Story:
    """Build a story from a row with its headline article and the story's own columns."""
    headline = to_article(row)
    return Story(
        id=row.story_id,
        lead_article=headline,
        sources=put_first(headline.source, row.sources),
        article_count=row.article_count,
        topics=tuple(topic.id for topic in headline.topics),
        opened_at=row.opened_at,
    )


def put_first(name: str, sources: Sequence[str]) -> tuple[str, ...]:
    """Return the sources of a story beginning with that of the article that is shown."""
    return (name, *(one for one in sources if one != name)) if name else tuple(sources)


def unique_names(names: Iterable[str]) -> list[str]:
    """Return each name once, without empty ones, in the order of the first."""
    return list(dict.fromkeys(name for name in names if name))


def _to_candidate(row: Any) -> MatchCandidate:
    return MatchCandidate(
        story_id=row.story_id,
        language=row.language,
        published=row.published_at,
        fingerprint=to_fingerprint(row.terms),
        article_id=row.id,
        facts=to_facts(row.terms),
    )
