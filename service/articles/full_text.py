"""Full texts: replaces the teasers of a feed by the articles of their pages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from news.errors import SourceError
from news.model import RawArticle
from news.sources.fetcher import Fetcher
from news.sources.formats.page import MAX_PAGE_BYTES, Page, is_longer, is_teaser
from service.articles.analysis_worker import AnalysisWorker

log = logging.getLogger(__name__)

MAX_PAGES = 30
"""Pages fetched in one update of one source."""
MAX_CONSECUTIVE_FAILURES = 2
"""Failed pages in a row after which an update fetches no other page."""


class FullTextFetcher:
    """Fetches the full texts in one update of one source, within limits."""

    def __init__(self, fetcher: Fetcher, analysis_worker: AnalysisWorker) -> None:
        self._fetcher = fetcher
        self._analysis_worker = analysis_worker
        self._pages_left = MAX_PAGES
        self._consecutive_failures = 0

    async def fetch_full_text(self, raws: Sequence[RawArticle]) -> list[RawArticle]:
        """Return the articles with full texts; a teaser whose page fails is marked as one."""
        return [await self._fetch_one(raw) if is_teaser(raw) else raw for raw in raws]

    async def _fetch_one(self, raw: RawArticle) -> RawArticle:
        if not self._pages_left or self._consecutive_failures >= MAX_CONSECUTIVE_FAILURES:
            return replace(raw, is_teaser=True)
        self._pages_left -= 1
        try:
            response = await self._fetcher.fetch(raw.url, max_bytes=MAX_PAGE_BYTES)
            page = await self._analysis_worker.read_page(
                response.body, response.url, response.content_type
            )
        except SourceError as error:
            log.info("the teaser is kept: %s", error)
            self._consecutive_failures += 1
            return replace(raw, is_teaser=True)
        self._consecutive_failures = 0
        return _merge_page(raw, page, response.url) if is_longer(page, raw) else raw


def _merge_page(raw: RawArticle, page: Page, url: str) -> RawArticle:
    """Return the article with the text of its page and what else the feed does not give.

    The address is the one after redirects; without a guid the feed's address is kept, because it
    identifies the article.
    """
    return replace(
        raw,
        html=page.html,
        length=page.length,
        url=url if raw.guid else raw.url,
        author=raw.author or page.author,
        published=raw.published or page.published,
        image=raw.image or page.image,
        photo_credit=page.photo_credit,
    )
