"""From what a person types to the stories that hold it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import topics
from bot.likely import Likelihood, Likely
from bot.metrics import Metrics
from bot.translations import Translations
from news.language.lemmas import Lemmatizer
from news.model import FaultKind, Language, Query, QueryFault
from news.query import named, parse
from storage import search, vocabulary
from storage import topics as own_topics
from storage.engine import Database
from storage.facets import Facets, facets
from storage.search import Page


class Searching:
    """Words -> normal forms -> the index. ``days`` bounds how far back it looks; 0 is all."""

    def __init__(
        self,
        database: Database,
        lemmatizer: Lemmatizer,
        translations: Translations,
        metrics: Metrics,
        days: int = 0,
    ) -> None:
        self._database = database
        self._lemmatizer = lemmatizer
        self._translations = translations
        self._metrics = metrics
        self._days = days

    def forms(self, word: str, language: Language, by_sound: bool) -> tuple[str, ...]:
        """The normal forms of a word, and ``by_sound`` what it sounds like."""
        found = self._lemmatizer.forms(word, language)
        return found + self._lemmatizer.sounds(word, language) if by_sound else found

    async def query(self, text: str, *, now: datetime, timezone: str = "UTC") -> Query:
        """What somebody in ``timezone`` means by a text (`news.query`)."""
        names: dict[str, str] = {}
        sources: list[str] = []
        if ":" in text:
            async with self._database.read() as connection:
                own = await own_topics.every(connection)
                names = topics.names(self._translations, own)
                sources = await vocabulary.sources(connection)
        zone = ZoneInfo(timezone)
        asked = parse(text, self._lemmatizer, topics=names, now=now, zone=zone)
        return _with_sources(asked, sources)

    async def find(self, query: Query, *, now: datetime, offset: int = 0, limit: int = 5) -> Page:
        with self._metrics.search_seconds.time():
            async with self._database.read() as connection:
                return await search.find(
                    connection, query, now=now, offset=offset, limit=limit, days=self._days
                )

    async def facets(self, query: Query, *, now: datetime) -> Facets:
        """What the stories found can be narrowed by."""
        async with self._database.read() as connection:
            return await facets(connection, query, now=now, days=self._days)

    async def likely(
        self, text: str, asked: Query, found: Page, *, now: datetime, timezone: str = "UTC"
    ) -> Likely | None:
        """What was likely meant, where next to nothing was found."""

        async def ask(text: str) -> Query:
            return await self.query(text, now=now, timezone=timezone)

        async def count(query: Query) -> int:
            return (await self.find(query, now=now, limit=0)).total

        return await Likelihood(self._database, ask, count).of(text, asked, found.total)


def _with_sources(query: Query, names: Iterable[str]) -> Query:
    """The query with the names of the sources that are meant in place of what was typed."""
    found = {typed: named(typed, names) for typed in query.sources | query.without_sources}
    missing = [QueryFault(FaultKind.SOURCE, typed) for typed in sorted(found) if not found[typed]]
    return replace(
        query,
        sources=frozenset().union(*(found[typed] for typed in query.sources)),
        without_sources=frozenset().union(*(found[typed] for typed in query.without_sources)),
        faults=(*query.faults, *missing),
    )
