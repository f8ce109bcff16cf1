"""From what a person types to the stories that hold it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from news.model import Language, Query, QueryFault, QueryFaultKind
from news.nlp.lemmas import Lemmatizer
from news.query.parsing import match_source_names, parse
from service.articles import topics
from service.i18n.translations import Translations
from service.ops.metrics import Metrics
from service.search.suggestions import SpellingSuggester, Suggestion
from storage.archive import topics as archive_topics
from storage.database.engine import Database
from storage.search import ranking, vocabulary
from storage.search.facets import Facets, count_facets
from storage.search.ranking import SearchResults


class SearchService:
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

    def get_forms(self, word: str, language: Language, by_sound: bool) -> tuple[str, ...]:
        """The normal forms of a word, and ``by_sound`` what it sounds like."""
        found = self._lemmatizer.lemmatize(word, language)
        return found + self._lemmatizer.get_sound_tokens(word, language) if by_sound else found

    async def parse_query(self, text: str, *, now: datetime, timezone: str = "UTC") -> Query:
        """What somebody in ``timezone`` means by a text (`news.query.parsing`)."""
        names: dict[str, str] = {}
        sources: list[str] = []
        if ":" in text:
            async with self._database.read() as connection:
                own = await archive_topics.list_all(connection)
                names = topics.build_name_index(self._translations, own)
                sources = await vocabulary.list_source_names(connection)
        zone = ZoneInfo(timezone)
        asked = parse(text, self._lemmatizer, topics=names, now=now, zone=zone)
        return _resolve_sources(asked, sources)

    async def find(
        self, query: Query, *, now: datetime, offset: int = 0, limit: int = 5
    ) -> SearchResults:
        with self._metrics.search_seconds.time():
            async with self._database.read() as connection:
                return await ranking.find(
                    connection, query, now=now, offset=offset, limit=limit, days=self._days
                )

    async def get_facets(self, query: Query, *, now: datetime) -> Facets:
        """What the stories found can be narrowed by."""
        async with self._database.read() as connection:
            return await count_facets(connection, query, now=now, days=self._days)

    async def suggest(
        self,
        text: str,
        original: Query,
        page: SearchResults,
        *,
        now: datetime,
        timezone: str = "UTC",
    ) -> Suggestion | None:
        """What was likely meant, where next to nothing was found."""

        async def ask(text: str) -> Query:
            return await self.parse_query(text, now=now, timezone=timezone)

        async def count(query: Query) -> int:
            return (await self.find(query, now=now, limit=0)).total

        return await SpellingSuggester(self._database, ask, count).suggest(
            text, original, page.total
        )


def _resolve_sources(query: Query, names: Iterable[str]) -> Query:
    """The query with the names of the sources that are meant in place of what was typed."""
    found = {
        typed: match_source_names(typed, names) for typed in query.sources | query.without_sources
    }
    missing = [
        QueryFault(QueryFaultKind.SOURCE, typed) for typed in sorted(found) if not found[typed]
    ]
    return replace(
        query,
        sources=frozenset().union(*(found[typed] for typed in query.sources)),
        without_sources=frozenset().union(*(found[typed] for typed in query.without_sources)),
        faults=(*query.faults, *missing),
    )
