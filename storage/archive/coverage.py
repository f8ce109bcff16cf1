"""The reports of one story, as a list: without their texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Language
from storage.schema.tables import articles, stories


@dataclass(frozen=True, slots=True)
class StoryPlace:
    """The story that an article with this title belongs to, and the number of its reports."""

    story_id: int
    report_count: int
    title: str

    @property
    def other_count(self) -> int:
        """The number of reports beside the article."""
        return max(0, self.report_count - 1)


@dataclass(frozen=True, slots=True)
class Report:
    """An article in the list of a story's reports."""

    article_id: int
    title: str
    source: str
    language: Language
    published: datetime
    published_is_estimated: bool = False
    is_follow_up: bool = False


# The index of ``story_id`` leads to the reports of one story, which are few, however long the
# archive is.
SELECT_PLACE = (
    select(stories.c.id, stories.c.article_count, articles.c.title)
    .join(articles, articles.c.story_id == stories.c.id)
    .where(articles.c.id == bindparam("article_id"))
)
COUNT_REPORTS = (
    select(func.count()).select_from(articles).where(articles.c.story_id == bindparam("story_id"))
)
_SELECT_REPORTS = (
    select(
        articles.c.id,
        articles.c.title,
        articles.c.source,
        articles.c.language,
        articles.c.published_at,
        articles.c.published_is_estimated,
        articles.c.is_follow_up,
    )
    .where(articles.c.story_id == bindparam("story_id"))
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
SELECT_NEWEST = _SELECT_REPORTS.order_by(articles.c.published_at.desc(), articles.c.id.desc())
SELECT_OLDEST = _SELECT_REPORTS.order_by(articles.c.published_at, articles.c.id)


_SELECT_SOURCES = (
    select(articles.c.story_id, articles.c.id, articles.c.language, articles.c.source)
    .where(articles.c.story_id.in_(bindparam("story_ids", expanding=True)))
    .order_by(articles.c.published_at, articles.c.id)
)


async def list_report_sources(
    connection: AsyncConnection, story_ids: Collection[int]
) -> dict[int, list[tuple[int, Language, str]]]:
    """Return by story the ids, languages and sources of its reports, oldest first."""
    found: dict[int, list[tuple[int, Language, str]]] = defaultdict(list)
    for story_id, *report in await connection.execute(
        _SELECT_SOURCES, {"story_ids": list(story_ids)}
    ):
        found[story_id].append(tuple(report))
    return dict(found)


async def find_place(connection: AsyncConnection, article_id: int) -> StoryPlace | None:
    """Return the story of an article; None if the article is deleted."""
    row = (await connection.execute(SELECT_PLACE, {"article_id": article_id})).one_or_none()
    return None if row is None else StoryPlace(*row)


async def count_reports(connection: AsyncConnection, story_id: int) -> int:
    """Return how many articles a story has."""
    return (await connection.execute(COUNT_REPORTS, {"story_id": story_id})).scalar_one()


async def list_reports(
    connection: AsyncConnection, story_id: int, *, oldest_first: bool, offset: int, limit: int
) -> Sequence[Report]:
    """Return a page of a story's reports by the time of their publication."""
    rows = await connection.execute(
        SELECT_OLDEST if oldest_first else SELECT_NEWEST,
        {"story_id": story_id, "offset": offset, "limit": limit},
    )
    return [Report(*row) for row in rows]
