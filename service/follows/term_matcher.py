"""Which stories mention what readers follow and mute, asked of the full-text index once a term."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.digest import MAX_STORY_AGE
from news.model import INTERFACE_LANGUAGES, Article, InterfaceLanguage
from news.query.followed_terms import ArticleTokens, NormalizedTerm, TermNormalizer
from storage.archive import articles
from storage.chats import alerts
from storage.chats.follows import Follow
from storage.search import term_search
from storage.search.term_search import TermQuery

QUERY_BATCH_SIZE = 300
"""Terms in one query of the index."""

MAX_CACHED_ARTICLES = 200
"""Articles that are kept at hand, taken apart, while phrases are looked for in them."""


class TermMatcher:
    """Looks each term up once, for all readers of a digest job."""

    def __init__(self, terms: TermNormalizer) -> None:
        self._terms = terms
        self._since: datetime | None = None
        self._stories: dict[str, frozenset[int]] = {}
        self._readings: dict[int, ArticleTokens] = {}

    async def load(
        self, connection: AsyncConnection, filters: Iterable[Follow], since: datetime
    ) -> None:
        """Look up what is not known yet, in the stories that were opened after ``since``."""
        if self._since is None or since < self._since:
            self._since = since
            self._stories.clear()
        unknown = sorted({term.words for term in filters} - self._stories.keys())
        if not unknown:
            return
        oldest = self._since - MAX_STORY_AGE
        among = await term_search.find_recent(connection, self._since, published_since=oldest)
        if among is None:
            self._stories.update(dict.fromkeys(unknown, frozenset()))
            return
        for start in range(0, len(unknown), QUERY_BATCH_SIZE):
            some = unknown[start : start + QUERY_BATCH_SIZE]
            self._stories.update(await self._search_terms(connection, some, among))

    def get_stories(self, filters: Iterable[Follow]) -> dict[str, Collection[int]]:
        """The stories that mention each of a reader's terms, by the term as they wrote it. What was
        not learnt is mentioned nowhere."""
        found: dict[str, frozenset[int]] = {}
        for term in filters:
            stories = self._stories.get(term.words, frozenset())
            found[term.text] = found.get(term.text, frozenset()) | stories
        return dict(found)

    async def _search_terms(
        self, connection: AsyncConnection, lines: list[str], among: term_search.RecentArticles
    ) -> Mapping[str, frozenset[int]]:
        """The index knows where all words of a phrase stand, but not that they stand side by side;
        that is looked at in the few articles which it leads to."""
        places: list[tuple[str, NormalizedTerm, InterfaceLanguage]] = []
        for line in lines:
            meaning = NormalizedTerm.parse(line)
            places += [(line, meaning, language) for language in INTERFACE_LANGUAGES]
        asked: list[TermQuery] = [
            (language, self._terms.expand_term(meaning, language))
            for _, meaning, language in places
        ]
        found: dict[str, set[int]] = {line: set() for line in lines}
        for place, article_id, story_id in await term_search.find_mentions(
            connection, asked, among
        ):
            line, meaning, _ = places[place]
            if len(meaning.words) > 1 and story_id not in found[line]:
                reading = await self._load_reading(connection, article_id)
                if not await asyncio.to_thread(reading.has_term, meaning):
                    continue
            found[line].add(story_id)
        return {line: frozenset(stories) for line, stories in found.items()}

    async def _load_reading(self, connection: AsyncConnection, article_id: int) -> ArticleTokens:
        known = self._readings.get(article_id)
        if known is None:
            article = await articles.get(connection, article_id)
            indexed = await alerts.load_queued(connection, article_id)
            assert isinstance(article, Article)
            assert indexed is not None
            known = ArticleTokens(self._terms, article.language, indexed.tokens, article.texts)
            if len(self._readings) >= MAX_CACHED_ARTICLES:
                self._readings.clear()
            self._readings[article_id] = known
        return known
