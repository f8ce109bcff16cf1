"""Full-text search: best stories for a query, and facets of the results."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import TextClause, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Language, Query, Story
from storage.archive import articles, coverage, stories
from storage.archive.fts_index import to_rowid
from storage.schema.tables import articles as articles_table
from storage.search.fts_query import build_expressions

MAX_HITS = 300
"""Articles ranked for one query: more pages than a person reads."""

HALF_LIFE_DAYS = 14.0
"""After this many days an article counts half as much as an equally good one of today."""

_EARLIEST, _LATEST = -(2**62), 2**62

# Of equal grade the newer article ranks higher, so the best N of all are among the newest N of each
# grade, and no more of the index is read. The last grade matches everything: nothing of a better
# grade is older than its oldest. Where it alone gives N, an article of a better grade that is too
# old to rank among these is not read either.
_LAST_GRADE_SQL = """
    SELECT rowid AS fts_rowid, {grade} AS grade FROM articles_fts
    WHERE articles_fts MATCH :match{number} AND rowid >= :since AND rowid < :until
    ORDER BY rowid DESC LIMIT :most
"""
_BETTER_GRADE_SQL = """
    SELECT * FROM (
        SELECT rowid AS fts_rowid, {grade} AS grade FROM articles_fts
        WHERE articles_fts MATCH :match{number} AND rowid < :until AND rowid >= (
            SELECT CASE WHEN count(*) < :most THEN coalesce(min(fts_rowid), :until) ELSE
                max(:since, CAST(:now - :half_life * (
                    {grade} / min(grade) * (1.0 + max(0, :now - min(fts_rowid)) / :half_life) - 1.0
                ) AS INTEGER) - 1)
            END FROM widest
        )
        ORDER BY rowid DESC LIMIT :most
    )
"""
_RANK_SQL = """
    WITH widest AS MATERIALIZED ({widest})
    SELECT json_group_array(json_array(a.id, a.story_id)) FROM (
        SELECT fts_rowid FROM ({found}) GROUP BY fts_rowid
        ORDER BY
            max(grade) / (1.0 + max(0, :now - fts_rowid) / :half_life) DESC, fts_rowid DESC
        LIMIT :most
    ) AS best CROSS JOIN articles AS a ON a.fts_rowid = best.fts_rowid
"""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A story, and its article that fits the query best."""

    story: Story
    article: Article


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of stories, and the total numbers of stories that have a matching article and of all
    articles in them (`MAX_HITS` matching ones are looked at)."""

    hits: tuple[SearchHit, ...]
    total: int
    article_total: int = 0


FacetCounts = tuple[tuple[str, int], ...]
"""Values and their numbers of stories, most first."""


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by topic id, by language and by name of source."""

    topics: FacetCounts
    languages: FacetCounts
    sources: FacetCounts


async def find(
    connection: AsyncConnection,
    query: Query,
    *,
    now: datetime,
    offset: int = 0,
    limit: int = 5,
    days: int = 0,
    language: Language = "und",
) -> SearchResults:
    """Return the stories that match a query: best first; newest first where it has no words.

    An empty query finds nothing. ``days`` bounds the age of articles; 0 searches all. Of a story
    with matching articles in several languages, that in ``language`` is returned.
    """
    if query.is_empty:
        return SearchResults((), 0)
    matching: dict[int, list[int]] = defaultdict(list)
    ranked = await rank_articles(connection, query, now=now, days=days)
    for article_id, story_id in ranked:
        matching[story_id].append(article_id)
    page = list(matching.items())[offset : offset + limit]
    if not page:
        return SearchResults((), len(matching), await stories.count_articles(connection, matching))
    own = await _find_in_language(connection, page, language)
    shown = [(story_id, own.get(story_id, ids[0])) for story_id, ids in page]
    found = await stories.get_many(connection, [story_id for story_id, _ in shown])
    fitting = {story.lead_article.id: story.lead_article for story in found.values()}
    if others := [article_id for _, article_id in shown if article_id not in fitting]:
        fitting |= await articles.get_many(connection, others)
    hits = [
        SearchHit(found[story_id], fitting[article_id])
        for story_id, article_id in shown
        if article_id in fitting
    ]
    if len(page) < len(matching):
        total = await stories.count_articles(connection, matching)
    else:
        total = sum(story.article_count for story in found.values())
    return SearchResults(tuple(hits), len(matching), total)


async def get_hit(connection: AsyncConnection, article_id: int) -> SearchHit | None:
    """Return one article with its story; None if it does not exist."""
    place = await coverage.find_place(connection, article_id)
    article = await articles.get(connection, article_id)
    if place is None or article is None:
        return None
    (story,) = (await stories.get_many(connection, [place.story_id])).values()
    return SearchHit(story, article)


async def _find_in_language(
    connection: AsyncConnection, page: Sequence[tuple[int, Sequence[int]]], language: Language
) -> dict[int, int]:
    """Return by story the best of its articles in a language, of the stories with several."""
    several = [article_id for _, ids in page if len(ids) > 1 for article_id in ids]
    if not several:
        return {}
    rows = await connection.execute(
        select(articles_table.c.id).where(
            articles_table.c.id.in_(several), articles_table.c.language == language
        )
    )
    fitting = set(rows.scalars())
    return {
        story_id: own
        for story_id, ids in page
        if (own := next((one for one in ids if one in fitting), None)) is not None
    }


async def rank_articles(
    connection: AsyncConnection, query: Query, *, now: datetime, days: int = 0
) -> list[tuple[int, int]]:
    """Return the ids of matching articles and of their stories, best first, at most `MAX_HITS`."""
    expressions = build_expressions(query)
    since = _EARLIEST if query.since is None else to_rowid(query.since)
    parameters: dict[str, Any] = {
        "since": max(since, to_rowid(now - timedelta(days=days))) if days else since,
        "until": _LATEST if query.until is None else to_rowid(query.until),
        "now": to_rowid(now),
        "half_life": HALF_LIFE_DAYS * 86_400,
        "most": MAX_HITS,
    }
    parameters |= {f"match{number}": one.match for number, one in enumerate(expressions)}
    statement = _build_statement(tuple(one.grade for one in expressions))
    (found,) = (await connection.execute(statement, parameters)).one()
    rows: list[tuple[int, int]] = json.loads(found)
    return rows


async def count_facets(
    connection: AsyncConnection, query: Query, *, now: datetime, days: int = 0
) -> Facets:
    """Count the stories among the results of `find` by topic, language and source."""
    found = await rank_articles(connection, query, now=now, days=days)
    rows = await connection.execute(
        select(
            articles_table.c.story_id,
            articles_table.c.language,
            articles_table.c.source,
            articles_table.c.topics,
        ).where(articles_table.c.id.in_([article_id for article_id, _ in found]))
    )
    topics: dict[str, set[int]] = defaultdict(set)
    languages: dict[str, set[int]] = defaultdict(set)
    sources: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        languages[row.language].add(row.story_id)
        for topic, _ in row.topics:
            topics[topic].add(row.story_id)
        if row.source:
            sources[row.source].add(row.story_id)
    return Facets(_sort_counts(topics), _sort_counts(languages), _sort_counts(sources))


def _sort_counts(stories: Mapping[str, set[int]]) -> FacetCounts:
    counted = ((value, len(ids)) for value, ids in stories.items())
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


@cache
def _build_statement(grades: tuple[float, ...]) -> TextClause:
    """Build the statement for expressions of these grades; there are only a few combinations."""
    *better, last = enumerate(grades)
    found = [_BETTER_GRADE_SQL.format(grade=grade, number=number) for number, grade in better]
    number, widest = last
    return text(
        _RANK_SQL.format(
            widest=_LAST_GRADE_SQL.format(grade=widest, number=number),
            found=" UNION ALL ".join(["SELECT * FROM widest", *found]),
        )
    )
