"""Whole articles: where a feed gives a teaser, its page is read."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.desk import DeskProcess
from news.errors import SourceError
from news.model import RawArticle
from news.sources.fetcher import Fetcher
from news.sources.page import MAX_PAGE_BYTES, Page, is_teaser, tells_more

log = logging.getLogger(__name__)

MOST_PAGES = 30
"""Of one source at one reading."""
PATIENCE = 2
"""Pages refused one after the other; no more are asked for at this reading."""


class Completion:
    """One reading of one source: makes teasers whole until the site has been asked enough."""

    def __init__(self, fetcher: Fetcher, desk: DeskProcess) -> None:
        self._fetcher = fetcher
        self._desk = desk
        self._left = MOST_PAGES
        self._refused = 0

    async def complete(self, raws: Sequence[RawArticle]) -> list[RawArticle]:
        """The articles, those that are teasers whole. Where a page is refused the teaser stands,
        marked so."""
        return [await self._whole(raw) if is_teaser(raw) else raw for raw in raws]

    async def _whole(self, raw: RawArticle) -> RawArticle:
        if not self._left or self._refused >= PATIENCE:
            return replace(raw, teaser=True)
        self._left -= 1
        try:
            response = await self._fetcher.fetch(raw.url, max_bytes=MAX_PAGE_BYTES)
            page = await self._desk.read_page(response.body, response.url)
        except SourceError as error:
            log.info("the teaser stands: %s", error)
            self._refused += 1
            return replace(raw, teaser=True)
        self._refused = 0
        return _with_page(raw, page, response.url) if tells_more(page, raw) else raw


def _with_page(raw: RawArticle, page: Page, url: str) -> RawArticle:
    """What the feed says goes before what the page says, but for the text. Where redirects led is
    the article's address; without a guid the feed's own has to stay, by which it is known."""
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
