"""Find the stories that mention followed and muted terms, with one index query per term."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering.digest import MAX_STORY_AGE
from news.model import INTERFACE_LANGUAGES, Article
from news.query.followed_terms import ArticleTokens, NormalizedTerm, TermNormalizer
from storage.archive import articles
from storage.chats import alerts
from storage.chats.follows import Follow
from storage.search import term_search
from storage.search.term_search import TermQuery

QUERY_BATCH_SIZE = 300
"""Terms in one query of the full-text index."""

MAX_CACHED_ARTICLES = 200
"""Tokenized articles kept in memory while phrases are searched in them."""


class TermMatcher:
    """Looks each term up once, for all subscribers of a digest run."""

    def __init__(self, terms: TermNormalizer) -> None:
        self._terms = terms
        self._since: datetime | None = None
        self._stories: dict[str, frozenset[int]] = {}
        self._tokens: dict[int, ArticleTokens] = {}

    async def load(
        self, connection: AsyncConnection, filters: Iterable[Follow], since: datetime
    ) -> None:
        """Look up the terms that are not loaded yet, in the stories opened after ``since``."""
        if self._since is None or since < self._since:
            self._since = since
            self._stories.clear()
        unknown = sorted({term.normalized for term in filters} - self._stories.keys())
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
        """Return the stories that mention each term, by its text as the subscriber wrote it.

        A term that was not loaded has none.
        """
        found: dict[str, frozenset[int]] = {}
        for term in filters:
            stories = self._stories.get(term.normalized, frozenset())
            found[term.text] = found.get(term.text, frozenset()) | stories
        return dict(found)

    async def _search_terms(
        self, connection: AsyncConnection, lines: list[str], among: term_search.RecentArticles
    ) -> Mapping[str, frozenset[int]]:
        """Search the index for each term in each language.

        The index finds articles with all words of a phrase; that they are adjacent is checked in
        the few articles found.
        """
        keys: list[tuple[str, NormalizedTerm]] = []
        queries: list[TermQuery] = []
        for line in lines:
            term = NormalizedTerm.parse(line)
            for language in INTERFACE_LANGUAGES:
                keys.append((line, term))
                queries.append((language, self._terms.expand_term(term, language)))
        found: dict[str, set[int]] = {line: set() for line in lines}
        for index, article_id, story_id in await term_search.find_mentions(
            connection, queries, among
        ):
            line, term = keys[index]
            if len(term.words) > 1 and story_id not in found[line]:
                tokens = await self._load_tokens(connection, article_id)
                if not await asyncio.to_thread(tokens.has_term, term):
                    continue
            found[line].add(story_id)
        return {line: frozenset(stories) for line, stories in found.items()}

    async def _load_tokens(self, connection: AsyncConnection, article_id: int) -> ArticleTokens:
        tokens = self._tokens.get(article_id)
        if tokens is None:
            article = await articles.get(connection, article_id)
            queued = await alerts.load_queued(connection, article_id)
            assert isinstance(article, Article)
            assert queued is not None
            tokens = ArticleTokens(self._terms, article.language, queued.tokens, article.texts)
            if len(self._tokens) >= MAX_CACHED_ARTICLES:
                self._tokens.clear()
            self._tokens[article_id] = tokens
        return tokens
