"""Matching of many terms against recent articles with one full-text query."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, String, Text, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import STORY_WINDOW, Language
from storage.archive.fts_index import to_rowid
from storage.database import bulk
from storage.database.dialect import collect_json_rows, join_in_order
from storage.database.fulltext import articles_fts, matches_since, render_match
from storage.schema.tables import articles, stories
from storage.search.ranking import all_of, any_of

_GIVEN = bulk.values_table(bindparam("followed", type_=Text))
# Materialized: each of its values is read from the JSON once, and not for each article.
_FOLLOWED = (
    select(
        bulk.column(_GIVEN, 0).label("place"),
        bulk.column(_GIVEN, 1, String).label("language"),
        bulk.column(_GIVEN, 2, Text).label("match"),
    )
    .cte("followed")
    .prefix_with("MATERIALIZED")
)
_INDEX_ROWS = join_in_order(
    _FOLLOWED,
    articles_fts,
    matches_since(_FOLLOWED.c.match, bindparam("first_rowid", type_=BigInteger)),
)
_FOUND = join_in_order(
    _INDEX_ROWS,
    articles,
    and_(
        articles.c.fts_rowid == articles_fts.c.rowid,
        articles.c.id + 0 >= bindparam("first_id"),  # the sum: the index of ids is the wrong one
        articles.c.language == _FOLLOWED.c.language,
    ),
)
_SELECT_MATCHES = select(
    collect_json_rows(_FOLLOWED.c.place, articles.c.id, articles.c.story_id)
).select_from(_FOUND)

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
    """Return the articles from the first one on that is in a story opened after ``since``; None if
    no story was.

    Articles published before ``published_since`` may be left out.
    """
    # Not the first article of the first story: a report that was split off has an old id and is in
    # a new story.
    opened = select(stories.c.id).where(stories.c.opened_at > since)
    first = select(func.min(articles.c.id)).where(articles.c.story_id.in_(opened))
    first_id = (await connection.execute(first)).scalar_one()
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
        (place, language, render_match(connection, all_of(any_of(sorted(word)) for word in words)))
        for place, (language, words) in enumerate(queries)
    ]
    found = await bulk.fetch(
        connection,
        _SELECT_MATCHES,
        followed=bulk.encode_rows(term_rows),
        first_id=recent.first_id,
        first_rowid=recent.first_rowid,
    )
    return [(place, article, story) for place, article, story in found]
