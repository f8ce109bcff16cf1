"""Matching of many terms against recent articles with one full-text query."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import STORY_WINDOW, Language
from storage.archive.fts_index import to_rowid
from storage.schema.tables import articles, stories
from storage.search.fts_query import all_of, any_of

_SELECT_MATCHES = text(
    """
    SELECT json_group_array(json_array(followed.key, a.id, a.story_id))
    FROM json_each(:followed) AS followed
    CROSS JOIN articles_fts
        ON articles_fts MATCH json_extract(followed.value, '$[1]')
            AND articles_fts.rowid >= :first_rowid
    CROSS JOIN articles AS a
        ON a.fts_rowid = articles_fts.rowid AND +a.id >= :first_id
            AND a.language = json_extract(followed.value, '$[0]')
    """
)

TermQuery = tuple[Language, Sequence[Collection[str]]]
"""A language and, for each word, the index tokens that match it."""


@dataclass(frozen=True, slots=True)
class RecentArticles:
    """The articles from an id on, and the rowid of the earliest in the index
    (`storage.archive.fts_index`)."""

    first_id: int
    first_rowid: int


async def find_recent(
    connection: AsyncConnection, since: datetime, *, published_since: datetime
) -> RecentArticles | None:
    """Return the articles stored since the first story opened after ``since``; None if there is
    none.

    Articles published before ``published_since`` may be left out.
    """
    opened = (
        select(stories.c.id)
        .where(stories.c.opened_at > since)
        .order_by(stories.c.opened_at)
        .limit(1)
        .scalar_subquery()
    )
    first = select(articles.c.id).where(articles.c.story_id == opened).order_by(articles.c.id)
    first_id = (await connection.execute(first.limit(1))).scalar_one_or_none()
    if first_id is None:
        return None
    # The sum keeps SQLite from searching the minimum from the start of the rowid index.
    oldest = select(func.min(articles.c.fts_rowid + 0)).where(articles.c.id >= first_id)
    moment = (await connection.execute(oldest)).scalar_one()
    return RecentArticles(first_id, max(moment, to_rowid(published_since - STORY_WINDOW)))


async def find_mentions(
    connection: AsyncConnection, queries: Sequence[TermQuery], recent: RecentArticles
) -> list[tuple[int, int, int]]:
    """Return position in ``queries``, article and story of each article that contains one token of
    each word."""
    term_rows = [
        [language, all_of(any_of(sorted(word)) for word in words)] for language, words in queries
    ]
    found = await connection.execute(
        _SELECT_MATCHES,
        {
            "followed": json.dumps(term_rows),
            "first_id": recent.first_id,
            "first_rowid": recent.first_rowid,
        },
    )
    return [(place, article, story) for place, article, story in json.loads(found.scalar_one())]
