"""The full-text index: a query in, stories out, newest and best first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Query, Story
from storage import articles, stories
from storage.index import second
from storage.matching import graded

MOST_HITS = 300
"""Articles ranked for one query: more pages than anybody turns."""

HALF_LIFE_DAYS = 14.0
"""After this many days an article counts half as much as one of today that fits as well."""

_EARLIEST, _LATEST = -(2**62), 2**62

# Of equal grade the newer article is the better one. So the best so many of all are among the
# newest so many of each grade, and no more of the index has to be read. The last grade takes all
# that is found: none of a better grade is older than the oldest of these. And where they alone are
# enough, none can come in between that is so old that even a better grade makes it worth less.
_WIDEST = """
    SELECT rowid AS moment, {grade} AS grade FROM article_index
    WHERE article_index MATCH :match{number} AND rowid >= :since AND rowid < :until
    ORDER BY rowid DESC LIMIT :most
"""
_BETTER = """
    SELECT * FROM (
        SELECT rowid AS moment, {grade} AS grade FROM article_index
        WHERE article_index MATCH :match{number} AND rowid < :until AND rowid >= (
            SELECT CASE WHEN count(*) < :most THEN coalesce(min(moment), :until) ELSE
                max(:since, CAST(:now - :half_life * (
                    {grade} / min(grade) * (1.0 + max(0, :now - min(moment)) / :half_life) - 1.0
                ) AS INTEGER) - 1)
            END FROM widest
        )
        ORDER BY rowid DESC LIMIT :most
    )
"""
_RANKED = """
    WITH widest AS MATERIALIZED ({widest})
    SELECT json_group_array(json_array(a.id, a.story_id)) FROM (
        SELECT moment FROM ({found}) GROUP BY moment
        ORDER BY
            max(grade) / (1.0 + max(0, :now - moment) / :half_life) DESC, moment DESC
        LIMIT :most
    ) AS best CROSS JOIN articles AS a ON a.moment = best.moment
"""


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
    for article_id, story_id in await ranked(connection, query, now=now, days=days):
        best.setdefault(story_id, article_id)
    shown = list(best.items())[offset : offset + limit]
    if not shown:
        return Page((), len(best))
    found = await stories.of_ids(connection, [story_id for story_id, _ in shown])
    fitting = {story.headline.id: story.headline for story in found.values()}
    if others := [article_id for _, article_id in shown if article_id not in fitting]:
        fitting |= await articles.of_ids(connection, others)
    hits = [
        Hit(found[story_id], fitting[article_id])
        for story_id, article_id in shown
        if article_id in fitting
    ]
    return Page(tuple(hits), len(best))


async def ranked(
    connection: AsyncConnection, query: Query, *, now: datetime, days: int = 0
) -> list[tuple[int, int]]:
    """The articles found, best first, at most `MOST_HITS`: their ids and their stories'."""
    asked = graded(query)
    since = _EARLIEST if query.since is None else second(query.since)
    given: dict[str, Any] = {
        "since": max(since, second(now - timedelta(days=days))) if days else since,
        "until": _LATEST if query.until is None else second(query.until),
        "now": second(now),
        "half_life": HALF_LIFE_DAYS * 86_400,
        "most": MOST_HITS,
    }
    given |= {f"match{number}": one.match for number, one in enumerate(asked)}
    statement = _statement(tuple(one.grade for one in asked))
    (found,) = (await connection.execute(statement, given)).one()
    rows: list[tuple[int, int]] = json.loads(found)
    return rows


@cache
def _statement(grades: tuple[float, ...]) -> TextClause:
    """For so many expressions of these grades: there are a handful of kinds."""
    *better, last = enumerate(grades)
    found = [_BETTER.format(grade=grade, number=number) for number, grade in better]
    number, widest = last
    return text(
        _RANKED.format(
            widest=_WIDEST.format(grade=widest, number=number),
            found=" UNION ALL ".join(["SELECT * FROM widest", *found]),
        )
    )
