"""Search: from the text that a person types to the stories that contain it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from news.clustering.digest import compute_weight
from news.model import Language, Query, QueryFault, QueryFaultKind, Topic
from news.nlp.forms.families import WordFamilies
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import tokenize
from news.query import spelling
from news.query.parsing import match_source_names, parse
from service.i18n.translations import Translations
from service.ops.metrics import Metrics
from service.search.filters import SearchFilters, apply_filters, resolve_hash
from service.topics import service as topics
from storage.archive import topics as archive_topics
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.search import history, ranking, vocabulary
from storage.search.ranking import FacetCounts, Facets, SearchHit, SearchResults, count_facets

PAGE_SIZE = 5
"""Stories a page."""

MAX_TOP_STORY_AGE = timedelta(days=1)
MAX_TOP_STORY_CANDIDATES = 50
"""Newest stories among which the top stories are chosen."""

MAX_RESULTS_TO_SUGGEST = 2
"""Stories; a search that finds more gets no suggestion of another spelling."""

MIN_IMPROVEMENT_FACTOR = 10
"""A suggestion has to find more than this many times the stories of the original."""

MAX_WORDS = 6
MAX_CANDIDATES = 3
"""Words of a query whose spelling is checked, and replacements tried for each."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another search, as text and as a query."""

    text: str
    query: Query


ParseQuery = Callable[[str], Awaitable[Query]]
CountStories = Callable[[Query], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of results of a stored search.

    ``text``: the search as text; ``replaced_text``: what was typed, if nothing was found for it.
    ``topic`` and ``source``: those of ``filters``, None and empty if there are no such ones.
    ``suggestion``: another search that may have been meant.
    """

    search_id: int
    text: str
    query: Query
    results: SearchResults
    offset: int = 0
    filters: SearchFilters = field(default_factory=SearchFilters)
    topic: Topic | None = None
    source: str = ""
    suggestion: str = ""
    replaced_text: str = ""


@dataclass(frozen=True, slots=True)
class EmptyQuery:
    """A search without anything to search for, and what of it was not understood."""

    faults: Sequence[QueryFault]


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """What a search can be narrowed by, with the number of stories that each choice leaves."""

    text: str
    topics: Sequence[tuple[Topic, int]]
    languages: FacetCounts
    sources: FacetCounts


class SearchService:
    """Use cases of search. ``days`` bounds how far back it looks; 0 is no bound."""

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
        self._families = WordFamilies(lemmatizer)
        self._translations = translations
        self._metrics = metrics
        self._days = days

    async def search(
        self, text: str, subscriber: Subscriber, now: datetime
    ) -> FoundPage | EmptyQuery:
        """Run a new search and store it; return its first page.

        If nothing is found and the spelling suggests another search, that one is returned.
        """
        query = await self.parse_query(text, now=now, timezone=subscriber.timezone)
        if query.is_empty:
            return EmptyQuery(query.faults)
        found = await self._search_and_store(text, query, subscriber, now)
        suggestion = await self._suggest(text, query, found.results, subscriber, now)
        if suggestion is None:
            return found
        if found.results.total:
            return replace(found, suggestion=suggestion.text)
        page = await self._search_and_store(suggestion.text, suggestion.query, subscriber, now)
        return replace(page, replaced_text=text)

    async def get_page(
        self,
        search_id: int,
        subscriber: Subscriber,
        now: datetime,
        *,
        offset: int = 0,
        filters: SearchFilters | None = None,
    ) -> FoundPage | None:
        """Return a page of a stored search, narrowed by filters; None if it is no longer stored."""
        filters = filters or SearchFilters()
        text = await self.get_text(search_id, subscriber)
        if text is None:
            return None
        query, topic, source = await self._parse_narrowed(text, filters, subscriber, now)
        found = await self.find(
            query, now=now, offset=offset, limit=PAGE_SIZE, language=subscriber.language
        )
        return FoundPage(search_id, text, query, found, offset, filters, topic, source)

    async def search_suggestion(
        self, search_id: int, subscriber: Subscriber, now: datetime
    ) -> FoundPage | None:
        """Run and store the search that the spelling of a stored one suggests.

        Returns the stored search again without a suggestion; None if it is no longer stored.
        """
        page = await self.get_page(search_id, subscriber, now)
        if page is None:
            return None
        suggestion = await self._suggest(page.text, page.query, page.results, subscriber, now)
        if suggestion is None:
            return page
        return await self._search_and_store(suggestion.text, suggestion.query, subscriber, now)

    async def get_filter_options(
        self, search_id: int, filters: SearchFilters, subscriber: Subscriber, now: datetime
    ) -> FilterOptions | None:
        """Return what a stored search within filters can be narrowed by; None if it is not stored.

        Where the query names topics, only these are offered.
        """
        text = await self.get_text(search_id, subscriber)
        if text is None:
            return None
        query, _, _ = await self._parse_narrowed(text, filters, subscriber, now)
        facets = await self.get_facets(query, now=now)
        async with self._database.read() as connection:
            known = {one.id: one for one in await topics.list_all_topics(connection)}
        offered = [
            (known[topic_id], count)
            for topic_id, count in facets.topics
            if topic_id in known and (not query.topics or topic_id in query.topics)
        ]
        return FilterOptions(text, offered, facets.languages, facets.sources)

    async def get_text(self, search_id: int, subscriber: Subscriber) -> str | None:
        """Return the text of a search of this chat; None if it is not stored."""
        async with self._database.read() as connection:
            return await history.get_query(connection, search_id, subscriber.chat_id)

    async def find_unstored(
        self, text: str, subscriber: Subscriber, now: datetime, *, offset: int, limit: int
    ) -> SearchResults:
        """Search without storing it; if nothing is found, search for the suggested spelling."""
        query = await self.parse_query(text, now=now, timezone=subscriber.timezone)
        found = await self.find(
            query, now=now, offset=offset, limit=limit, language=subscriber.language
        )
        if found.total:
            return found
        suggestion = await self._suggest(text, query, found, subscriber, now)
        if suggestion is None:
            return found
        return await self.find(
            suggestion.query, now=now, offset=offset, limit=limit, language=subscriber.language
        )

    async def list_top_stories(
        self, language: Language, now: datetime, limit: int
    ) -> Sequence[SearchHit]:
        """Return the most important of the newest stories in a language."""
        query = Query(languages=frozenset({language}), since=now - MAX_TOP_STORY_AGE)
        newest = await self.find(query, now=now, limit=MAX_TOP_STORY_CANDIDATES)

        def weight(hit: SearchHit) -> float:
            return compute_weight(hit.story, now)

        return sorted(newest.hits, key=weight, reverse=True)[:limit]

    async def get_hit(self, article_id: int) -> SearchHit | None:
        """Return an article with its story, as a search would; None if it does not exist."""
        async with self._database.read() as connection:
            return await ranking.get_hit(connection, article_id)

    def get_forms(self, word: str, language: Language, by_sound: bool) -> tuple[str, ...]:
        """Return the normal forms of a word; ``by_sound``: and its phonetic tokens."""
        found = self._lemmatizer.lemmatize(word, language)
        return found + self._lemmatizer.get_sound_tokens(word, language) if by_sound else found

    async def parse_query(self, text: str, *, now: datetime, timezone: str = "UTC") -> Query:
        """Parse a search (`news.query.parsing`); its dates are in ``timezone``."""
        names: dict[str, str] = {}
        sources: list[str] = []
        if ":" in text:
            async with self._database.read() as connection:
                custom = await archive_topics.list_all(connection)
                names = topics.build_name_index(self._translations, custom)
                sources = await vocabulary.list_source_names(connection)
        # Off the loop: the families of a long query take a tenth of a second at its first search.
        query = await asyncio.to_thread(
            parse,
            text,
            self._lemmatizer,
            topics=names,
            now=now,
            zone=ZoneInfo(timezone),
            families=self._families,
        )
        return _resolve_sources(query, sources)

    async def find(
        self,
        query: Query,
        *,
        now: datetime,
        offset: int = 0,
        limit: int = PAGE_SIZE,
        language: Language = "und",
    ) -> SearchResults:
        """Return the stories that match a query, best first, and their total number.

        Of a story with matching articles in several languages, that in ``language`` is returned.
        """
        with self._metrics.search_seconds.time():
            async with self._database.read() as connection:
                return await ranking.find(
                    connection,
                    query,
                    now=now,
                    offset=offset,
                    limit=limit,
                    days=self._days,
                    language=language,
                )

    async def get_facets(self, query: Query, *, now: datetime) -> Facets:
        """Count the topics, languages and sources of the stories that match a query."""
        async with self._database.read() as connection:
            return await count_facets(connection, query, now=now, days=self._days)

    async def _search_and_store(
        self, text: str, query: Query, subscriber: Subscriber, now: datetime
    ) -> FoundPage:
        found = await self.find(query, now=now, language=subscriber.language)
        async with self._database.write(inline=True) as connection:
            search_id = await history.record_search(
                connection,
                chat_id=subscriber.chat_id,
                query=text,
                results=found.total,
                now=now,
            )
        return FoundPage(search_id, text, query, found)

    async def _suggest(
        self,
        text: str,
        query: Query,
        found: SearchResults,
        subscriber: Subscriber,
        now: datetime,
    ) -> Suggestion | None:
        async def parse_query(text: str) -> Query:
            return await self.parse_query(text, now=now, timezone=subscriber.timezone)

        async def count(query: Query) -> int:
            return (await self.find(query, now=now, limit=0)).total

        suggester = SpellingSuggester(self._database, parse_query, count)
        return await suggester.suggest(text, query, found.total)

    async def _parse_narrowed(
        self, text: str, filters: SearchFilters, subscriber: Subscriber, now: datetime
    ) -> tuple[Query, Topic | None, str]:
        """Return the query narrowed by filters, with the topic and the source of the filters."""
        query = await self.parse_query(text, now=now, timezone=subscriber.timezone)
        topic, source = None, ""
        async with self._database.read() as connection:
            if filters.topic:
                known = {one.id: one for one in await topics.list_all_topics(connection)}
                topic = known.get(resolve_hash(filters.topic, known))
            if filters.source:
                names = await vocabulary.list_source_names(connection)
                source = resolve_hash(filters.source, names)
        topic_id = topic.id if topic else ""
        query = apply_filters(
            query, filters, topic=topic_id, source=source, now=now, timezone=subscriber.timezone
        )
        return query, topic, source


def _resolve_sources(query: Query, names: Iterable[str]) -> Query:
    """Return the query with the full names of the sources that match what was typed."""
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


class SpellingSuggester:
    """Suggests another spelling, if that finds many more stories."""

    def __init__(
        self, database: Database, parse_query: ParseQuery, count_stories: CountStories
    ) -> None:
        self._database = database
        self._parse_query = parse_query
        self._count_stories = count_stories

    async def suggest(self, text: str, original: Query, total: int) -> Suggestion | None:
        """Replace unknown words of a search by known ones.

        Returns None if no word is unknown, or if the replacement would not find many more stories
        than ``total``.
        """
        if total > MAX_RESULTS_TO_SUGGEST:
            return None
        chunks = text.split()
        alone = total if len(chunks) == 1 and not original.faults else None
        others = [
            await self._find_replacement(chunk, alone)
            if number < MAX_WORDS and _is_plain(chunk)
            else None
            for number, chunk in enumerate(chunks)
        ]
        if not any(others):
            return None
        better = " ".join(other or chunk for other, chunk in zip(others, chunks, strict=True))
        query = replace(await self._parse_query(better), faults=original.faults)
        return Suggestion(better, query) if await self._is_better(query, total) else None

    async def _find_replacement(self, chunk: str, total: int | None) -> str | None:
        """Return a word that finds many more stories than this one (``total``, if known)."""
        if not tokenize(chunk):
            return None
        if total is None:
            total = await self._count_stories(await self._parse_query(chunk))
        if total > MAX_RESULTS_TO_SUGGEST:
            return None
        async for other in self._iter_candidates(chunk):
            if await self._is_better(await self._parse_query(other), total):
                return other
        return None

    async def _iter_candidates(self, chunk: str) -> AsyncIterator[str]:
        """Yield other keyboard layouts first: a known word in one is no coincidence."""
        for other in spelling.convert_keyboard_layout(chunk) or spelling.convert_keyboard_layout(
            chunk.rstrip(".,;:!?")
        ):
            yield other
        typed = tokenize(chunk)
        if len(typed) != 1 or not spelling.is_word(typed[0]):
            return
        async with self._database.read() as connection:
            known = await vocabulary.find_similar(connection, spelling.build_lookup_keys(typed[0]))
        for other in spelling.rank_corrections(typed[0], known)[:MAX_CANDIDATES]:
            yield other

    async def _is_better(self, query: Query, total: int) -> bool:
        return await self._count_stories(query) > total * MIN_IMPROVEMENT_FACTOR


def _is_plain(chunk: str) -> bool:
    """Return whether a chunk is a word: no operator, exclusion or part of a phrase."""
    return chunk[0] not in "-−–" and not any(mark in chunk for mark in ':"«»„“”')
