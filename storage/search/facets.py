"""What the results of a search can be narrowed by, and how many stories each choice leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Query
from storage.schema.tables import articles
from storage.search.ranking import rank_articles

FacetCounts = tuple[tuple[str, int], ...]
"""Values and how many stories have them, most first."""


@dataclass(frozen=True, slots=True)
class Facets:
    """Of the articles found: ids of topics, languages, names of sources."""

    topics: FacetCounts
    languages: FacetCounts
    sources: FacetCounts


async def count_facets(
    connection: AsyncConnection, query: Query, *, now: datetime, days: int = 0
) -> Facets:
    """What the articles are that `search.find` looks through for its pages."""
    found = await rank_articles(connection, query, now=now, days=days)
    rows = await connection.execute(
        select(
            articles.c.story_id, articles.c.language, articles.c.source, articles.c.topics
        ).where(articles.c.id.in_([article_id for article_id, _ in found]))
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
