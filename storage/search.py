"""The full-text index: a query in, stories out, newest and best first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    column,
    exists,
    func,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Query, Story
from storage import articles, stories
from storage.tables import articles as articles_table
from storage.types import UtcTime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MOST_HITS = 300
"""Articles ranked for one query: more pages than anybody turns."""

HALF_LIFE_DAYS = 14.0
"""After this many days an article counts half as much as one of today that fits as well."""

_A = articles_table.c
_INDEX = table("article_index", column("rowid"))
_RANK = text(
    "bm25(article_index, 8.0, 1.0, 2.0)"
    " / (1.0 + max(0, :now - articles.published_at) / (:half_life * 86400000.0))"
).bindparams(bindparam("now", type_=UtcTime()), half_life=HALF_LIFE_DAYS)


@dataclass(frozen=True, slots=True)
class Hit:
    """A story found, and the article of it that fits the query best."""

    story: Story
    article: Article


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the stories found, and how many there are in all (counted up to `MOST_HITS`)."""

    hits: tuple[Hit, ...]
    total: int


async def find(
    connection: AsyncConnection,
    query: Query,
    *,
    now: datetime,
    offset: int = 0,
    limit: int = 5,
    days: int = 0,
) -> Page:
    """Stories with an article that the query takes: best first; newest first where it asks for no
    words. An empty query finds nothing.

    ``days`` bounds the age of the articles; 0 searches all.
    """
    if query.is_empty:
        return Page((), 0)
    best: dict[int, int] = {}
    for row in await connection.execute(_ranked(query, now, days)):
        best.setdefault(row.story_id, row.id)
    shown = list(best.items())[offset : offset + limit]
    found = await stories.of_ids(connection, [story_id for story_id, _ in shown])
    hits = [
        Hit(found[story_id], article)
        for story_id, article_id in shown
        if (article := await articles.get(connection, article_id)) is not None
    ]
    return Page(tuple(hits), len(best))


def _ranked(query: Query, now: datetime, days: int) -> Select[Any]:
    """The articles found, best first."""
    wanted, unwanted = match_expression(query), _any_of(_without(query))
    chosen = select(_A.id, _A.story_id).where(*_bounds(query, now, days)).limit(MOST_HITS)
    if not wanted:
        if unwanted:
            chosen = chosen.where(_A.id.not_in(select(_INDEX.c.rowid).where(_matches(unwanted))))
        return chosen.order_by(_A.published_at.desc(), _A.id.desc())
    match = f"({wanted}) NOT ({unwanted})" if unwanted else wanted
    return (
        chosen.select_from(_INDEX.join(articles_table, _A.id == _INDEX.c.rowid))
        .where(_matches(match))
        .order_by(_RANK.bindparams(now=now))
    )


def _bounds(query: Query, now: datetime, days: int) -> Iterable[ColumnElement[bool]]:
    since = max(query.since or EPOCH, now - timedelta(days=days) if days else EPOCH)
    yield _A.published_at >= since
    if query.until is not None:
        yield _A.published_at < query.until
    if query.sources:
        yield _A.source.in_(query.sources)
    if query.without_sources:
        yield _A.source.not_in(query.without_sources)
    if query.languages:
        yield _A.language.in_(query.languages)
    if query.topics:
        yield _is_about(query.topics)
    if query.without_topics:
        yield ~_is_about(query.without_topics)


def _is_about(topics: Iterable[str]) -> ColumnElement[bool]:
    """Whether any of an article's topics is among these."""
    scores = func.json_each(_A.topics).table_valued("value")
    return exists(
        select(literal(1))
        .select_from(scores)
        .where(func.json_extract(scores.c.value, "$[0]").in_(list(topics)))
    )


def _matches(match: str) -> ColumnElement[bool]:
    return text("article_index MATCH :match").bindparams(match=match)  # type: ignore[return-value]


def match_expression(query: Query) -> str:
    """FTS5's expression for all that must be there; empty for nothing. Every token is quoted, so
    nothing that a person types is an operator of the index."""
    words = (" OR ".join(map(_quoted, word.alternatives)) for word in query.words)
    return " AND ".join(f"({one})" for one in (*words, *map(_phrase, query.phrases)))


def _without(query: Query) -> Iterable[str]:
    for word in query.without_words:
        yield from map(_quoted, word.alternatives)
    yield from map(_phrase, query.without_phrases)


def _any_of(expressions: Iterable[str]) -> str:
    return " OR ".join(expressions)


def _phrase(tokens: Iterable[str]) -> str:
    """The words as they stand; the other columns hold normal forms."""
    return "words : " + _quoted(" ".join(tokens))


def _quoted(token: str) -> str:
    return '"' + token.replace("\x00", "").replace('"', '""') + '"'
