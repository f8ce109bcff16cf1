"""Full coverage: all reports of a story, and how the story developed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering.developments import find_new_sentences
from news.model import Article, Story
from storage.archive import articles, coverage, stories
from storage.archive.coverage import Report
from storage.database.engine import Database

PAGE_SIZE = 10
"""Reports a page."""

MAX_COMPARED_REPORTS = 100
"""The earlier reports that a page of developments is compared with: it bounds the time it takes."""


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """A page of a story's reports; ``number`` from 0.

    ``title``: of the article that the story was opened from; ``first_id``: the report that was
    first of all. ``new_sentences``: for each report, what the earlier ones do not have; None in the
    plain list.
    """

    title: str
    reports: Sequence[Report]
    number: int
    total: int
    first_id: int
    new_sentences: Sequence[str] | None = None

    @property
    def page_count(self) -> int:
        """The number of pages; one, if there is nothing."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class CoverageService:
    """Use cases of the reports of one story."""

    database: Database

    async def get_page(
        self, article_id: int, number: int, *, developments: bool = False
    ) -> CoveragePage | None:
        """Return a page of the reports of an article's story, newest first.

        ``developments``: oldest first, each with its first new sentence. A page after the last one
        is the last one. Returns None if the article is deleted.
        """
        texts: list[Article] = []
        async with self.database.read() as connection:
            place = await coverage.find_place(connection, article_id)
            if place is None:
                return None
            total = await coverage.count_reports(connection, place.story_id)
            number = min(number, max(0, total - 1) // PAGE_SIZE)
            offset = number * PAGE_SIZE
            (first,) = await coverage.list_reports(
                connection, place.story_id, oldest_first=True, offset=0, limit=1
            )
            reports = await coverage.list_reports(
                connection,
                place.story_id,
                oldest_first=developments,
                offset=offset,
                limit=PAGE_SIZE,
            )
            if developments:
                texts = await _load_texts(connection, place.story_id, offset)
        page = CoveragePage(place.title, reports, number, total, first.article_id)
        if not developments:
            return page
        sentences = await asyncio.to_thread(find_new_sentences, texts)
        by_id = {text.id: sentence for text, sentence in zip(texts, sentences, strict=True)}
        new_sentences = [by_id.get(report.article_id, "") for report in reports]
        return replace(page, new_sentences=new_sentences)

    async def get_story(
        self, story_id: int, offset: int, limit: int
    ) -> tuple[Story, Sequence[Report]] | None:
        """Return a story and some of its reports, newest first; None if there is no such story."""
        async with self.database.read() as connection:
            found = await stories.get_many(connection, [story_id])
            if story_id not in found:
                return None
            reports = await coverage.list_reports(
                connection, story_id, oldest_first=False, offset=offset, limit=limit
            )
        return found[story_id], reports


async def _load_texts(connection: AsyncConnection, story_id: int, offset: int) -> list[Article]:
    """Return the reports of a page and those before it with their texts, oldest first."""
    start = max(0, offset - MAX_COMPARED_REPORTS)
    listed = await coverage.list_reports(
        connection, story_id, oldest_first=True, offset=start, limit=offset - start + PAGE_SIZE
    )
    texts = await articles.get_many(connection, [report.article_id for report in listed])
    return [texts[report.article_id] for report in listed if report.article_id in texts]
