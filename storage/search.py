"""The full-text index: words in, stories out, newest and best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Story
from storage import articles, stories
from storage.types import UtcTime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MOST_HITS = 300
"""Articles ranked for one query: more pages than anybody turns."""

HALF_LIFE_DAYS = 14.0
"""After this many days an article counts half as much as one of today that fits as well."""

_RANKED = text(
    """
    SELECT a.id, a.story_id
    FROM article_index JOIN articles AS a ON a.id = article_index.rowid
    WHERE article_index MATCH :query AND a.published_at >= :since
    ORDER BY bm25(article_index, 8.0, 1.0, 2.0)
        / (1.0 + max(0, :now - a.published_at) / (:half_life * 86400000.0))
    LIMIT :most
    """
).bindparams(bindparam("now", type_=UtcTime()), bindparam("since", type_=UtcTime()))


@dataclass(frozen=True, slots=True)
class Hit:
    """A story found, and the article of it that fits the words best."""

    story: Story
    article: Article


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the stories found, and how many there are in all (counted up to `MOST_HITS`)."""

    hits: tuple[Hit, ...]
    total: int


async def find(
    connection: AsyncConnection,
    words: Sequence[Sequence[str]],
    *,
    now: datetime,
    offset: int = 0,
    limit: int = 5,
    days: int = 0,
) -> Page:
    """Stories with an article that holds, for each word, one of its alternatives.

    ``days`` bounds the age of the articles; 0 searches all.
    """
    if not words:
        return Page((), 0)
    rows = await connection.execute(
        _RANKED,
        {
            "query": match_expression(words),
            "now": now,
            "since": now - timedelta(days=days) if days else EPOCH,
            "half_life": HALF_LIFE_DAYS,
            "most": MOST_HITS,
        },
    )
    best: dict[int, int] = {}
    for row in rows:
        best.setdefault(row.story_id, row.id)
    shown = list(best.items())[offset : offset + limit]
    found = await stories.of_ids(connection, [story_id for story_id, _ in shown])
    hits = [
        Hit(found[story_id], article)
        for story_id, article_id in shown
        if (article := await articles.get(connection, article_id)) is not None
    ]
    return Page(tuple(hits), len(best))


def match_expression(words: Sequence[Sequence[str]]) -> str:
    """FTS5's query for "one of each". Every alternative is quoted, so nothing that a person types
    is ever read as an operator."""
    return " AND ".join(f"({' OR '.join(map(_quoted, alternatives))})" for alternatives in words)


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'
