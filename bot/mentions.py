"""Which stories mention what readers follow and mute, asked of the full-text index once a term."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.digest import STALE_AFTER
from news.model import READER_LANGUAGES, Article, ReaderLanguage
from news.terms import Meaning, Reading, Terms, texts_of
from storage import alerts, articles, mentions
from storage.mentions import Asked
from storage.terms import Term

ASKED_AT_ONCE = 300
"""Terms in one query of the index."""

MOST_READ = 200
"""Articles that are kept at hand, taken apart, while phrases are looked for in them."""


class Mentions:
    """Looks each term up once, for all readers of a digest job."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._since: datetime | None = None
        self._stories: dict[str, frozenset[int]] = {}
        self._readings: dict[int, Reading] = {}

    async def learn(
        self, connection: AsyncConnection, wishes: Iterable[Term], since: datetime
    ) -> None:
        """Look up what is not known yet, in the stories that were opened after ``since``."""
        if self._since is None or since < self._since:
            self._since = since
            self._stories.clear()
        unknown = sorted({term.words for term in wishes} - self._stories.keys())
        if not unknown:
            return
        oldest = self._since - STALE_AFTER
        among = await mentions.recent(connection, self._since, back_to=oldest)
        if among is None:
            self._stories.update(dict.fromkeys(unknown, frozenset()))
            return
        for start in range(0, len(unknown), ASKED_AT_ONCE):
            some = unknown[start : start + ASKED_AT_ONCE]
            self._stories.update(await self._found(connection, some, among))

    def of(self, wishes: Iterable[Term]) -> dict[str, Collection[int]]:
        """The stories that mention each of a reader's terms, by the term as they wrote it. What was
        not learnt is mentioned nowhere."""
        found: dict[str, frozenset[int]] = {}
        for term in wishes:
            stories = self._stories.get(term.words, frozenset())
            found[term.text] = found.get(term.text, frozenset()) | stories
        return dict(found)

    async def _found(
        self, connection: AsyncConnection, lines: list[str], among: mentions.Recent
    ) -> Mapping[str, frozenset[int]]:
        """The index knows where all words of a phrase stand, but not that they stand side by side;
        that is looked at in the few articles which it leads to."""
        places: list[tuple[str, Meaning, ReaderLanguage]] = []
        for line in lines:
            meaning = Meaning.parse(line)
            places += [(line, meaning, language) for language in READER_LANGUAGES]
        asked: list[Asked] = [
            (language, self._terms.looks(meaning, language)) for _, meaning, language in places
        ]
        found: dict[str, set[int]] = {line: set() for line in lines}
        for place, article_id, story_id in await mentions.find(connection, asked, among):
            line, meaning, _ = places[place]
            if len(meaning.words) > 1 and story_id not in found[line]:
                reading = await self._reading(connection, article_id)
                if not await asyncio.to_thread(reading.mentions, meaning):
                    continue
            found[line].add(story_id)
        return {line: frozenset(stories) for line, stories in found.items()}

    async def _reading(self, connection: AsyncConnection, article_id: int) -> Reading:
        known = self._readings.get(article_id)
        if known is None:
            article = await articles.get(connection, article_id)
            indexed = await alerts.indexed(connection, article_id)
            assert isinstance(article, Article)
            assert indexed is not None
            known = Reading(self._terms, article.language, indexed.tokens, texts_of(article))
            if len(self._readings) >= MOST_READ:
                self._readings.clear()
            self._readings[article_id] = known
        return known
