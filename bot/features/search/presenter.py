"""Answers what somebody searches for: a new search, another page of it, other bounds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.features.search import views
from bot.features.search.callbacks import SearchMenu, SearchPage
from bot.features.search.snippets import FormLookup, build_snippet
from bot.features.search.views import FilterChoice, SearchState
from bot.ui.document import Document, Inline, build_document, truncate
from news.model import Query
from service.articles import topics
from service.i18n.translations import Translator
from service.search.filters import (
    FilterField,
    SearchFilters,
    apply_filters,
    resolve_hash,
    short_hash,
)
from service.search.service import SearchService
from service.search.suggestions import Suggestion
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.search import history, vocabulary
from storage.search.facets import FacetCounts
from storage.search.ranking import SearchResults

MAX_QUERY_CHARS = 200
"""Characters of a query that are searched for; nobody's question is longer."""


@dataclass(frozen=True, slots=True)
class SearchPresenter:
    """For one reader, once. What is searched for is remembered: buttons carry its number."""

    database: Database
    search_service: SearchService
    subscriber: Subscriber
    is_editor: bool
    t: Translator
    now: datetime

    async def build_first_page(self, text: str) -> Document:
        """The first page of a new search. Where nothing is found, of one for what was likely
        meant."""
        text = truncate(" ".join(text.split()), MAX_QUERY_CHARS)
        asked = await self._parse_query(text)
        if asked.is_empty:
            return build_document(*views.format_faults(self.t, asked.faults), self.format_prompt())
        found = await self._find_stories(asked)
        search_id = await self._record_search(text, found)
        instead = await self._suggest(text, asked, found)
        if instead is not None and not found.total:
            note = self.t("search-instead", query=text, instead=instead.text)
            return await self._build_suggested_page(instead.text, instead.query, note)
        place = SearchPage(search=search_id)
        perhaps = instead.text if instead is not None else ""
        return await self._build_results(text, asked, found, place, suggestion=perhaps)

    async def build_page(self, place: SearchPage) -> Document | None:
        """Another page, or the same within other bounds; None for a search that is forgotten."""
        text = await self._load_query_text(place.search)
        if text is None:
            return None
        asked, names = await self._apply_filters(text, place.filters)
        found = await self._find_stories(asked, place.offset)
        return await self._build_results(text, asked, found, place, names=names)

    async def build_filter_menu(self, request: SearchMenu) -> Document | None:
        """What the results can be narrowed by, as they would be without that bound."""
        text = await self._load_query_text(request.search)
        if text is None:
            return None
        free = SearchFilters.unpack(request.filters).with_value(request.field, "")
        asked, _ = await self._apply_filters(text, free.pack())
        facets = await self.search_service.get_facets(asked, now=self.now)
        choices = {
            FilterField.TOPIC: await self._list_topic_choices(asked, facets.topics),
            FilterField.LANGUAGE: [
                FilterChoice(views.format_language(self.t, code), code, count)
                for code, count in facets.languages
            ],
            FilterField.SOURCE: [
                FilterChoice(name, short_hash(name), count) for name, count in facets.sources
            ],
        }
        return views.build_filter_menu(self.t, text, choices[request.field], request, free)

    async def build_suggested_search(self, search_id: int) -> Document | None:
        """The search that was likely meant by another one."""
        text = await self._load_query_text(search_id)
        if text is None:
            return None
        asked = await self._parse_query(text)
        likely = await self._suggest(text, asked, await self._find_stories(asked))
        if likely is None:
            return await self.build_page(SearchPage(search=search_id))
        return await self._build_suggested_page(likely.text, likely.query)

    def format_prompt(self) -> str:
        """What to type."""
        return self.t("search-ask" if self.subscriber.kind == "private" else "search-ask-group")

    async def _build_suggested_page(self, text: str, query: Query, note: str = "") -> Document:
        found = await self._find_stories(query)
        place = SearchPage(search=await self._record_search(text, found))
        return await self._build_results(text, query, found, place, note=note)

    async def _parse_query(self, text: str) -> Query:
        return await self.search_service.parse_query(
            text, now=self.now, timezone=self.subscriber.timezone
        )

    async def _find_stories(self, query: Query, offset: int = 0) -> SearchResults:
        return await self.search_service.find(
            query, now=self.now, offset=offset, limit=views.PAGE_SIZE
        )

    async def _suggest(self, text: str, query: Query, found: SearchResults) -> Suggestion | None:
        return await self.search_service.suggest(
            text, query, found, now=self.now, timezone=self.subscriber.timezone
        )

    async def _load_query_text(self, search_id: int) -> str | None:
        async with self.database.read() as connection:
            return await history.get_query(connection, search_id, self.subscriber.chat_id)

    async def _record_search(self, text: str, found: SearchResults) -> int:
        async with self.database.write_few() as connection:
            return await history.record_search(
                connection,
                chat_id=self.subscriber.chat_id,
                query=text,
                results=found.total,
                now=self.now,
            )

    async def _apply_filters(
        self, text: str, packed: str
    ) -> tuple[Query, Mapping[FilterField, str]]:
        """A remembered search within what buttons chose, and what that is called."""
        asked, narrowing = await self._parse_query(text), SearchFilters.unpack(packed)
        names, topic, source = dict[FilterField, str](), "", ""
        async with self.database.read() as connection:
            if narrowing.topic:
                every = await topics.list_all_topics(connection)
                known = {one.id: self.t.get_topic_name(one) for one in every}
                topic = resolve_hash(narrowing.topic, known)
                names[FilterField.TOPIC] = known.get(topic, "?")
            if narrowing.source:
                source = resolve_hash(
                    narrowing.source, await vocabulary.list_source_names(connection)
                )
                names[FilterField.SOURCE] = source or "?"
        if narrowing.language:
            names[FilterField.LANGUAGE] = views.format_language(self.t, narrowing.language)
        asked = apply_filters(
            asked, narrowing, topic=topic, source=source,
            now=self.now, timezone=self.subscriber.timezone,
        )  # fmt: skip
        return asked, names

    async def _list_topic_choices(self, query: Query, counts: FacetCounts) -> list[FilterChoice]:
        """The topics that stories were found of; where the query names some, of those only."""
        async with self.database.read() as connection:
            names = {
                one.id: self.t.get_topic_name(one)
                for one in await topics.list_all_topics(connection)
            }
        return [
            FilterChoice(names[topic], short_hash(topic), count)
            for topic, count in counts
            if topic in names and (not query.topics or topic in query.topics)
        ]

    async def _build_results(
        self,
        text: str,
        query: Query,
        found: SearchResults,
        place: SearchPage,
        *,
        names: Mapping[FilterField, str] | None = None,
        note: str = "",
        suggestion: str = "",
    ) -> Document:
        snippets = await asyncio.to_thread(self._snippets, query, found)
        shown = SearchState(
            query=text,
            place=place,
            filters=SearchFilters.unpack(place.filters),
            filter_names=names or {},
            notes=(*filter(None, [note]), *views.format_faults(self.t, query.faults)),
            suggestion=suggestion,
            can_follow=self.subscriber.kind == "private" and query.is_words_only,
        )
        return views.build_results(
            self.t,
            found,
            snippets,
            shown,
            timezone=self.subscriber.timezone,
            now=self.now,
            for_editor=self.is_editor,
        )

    def _snippets(self, asked: Query, found: SearchResults) -> list[Inline]:
        """Slow where words are in no dictionary: not for the event loop."""
        lookup = FormLookup(self.search_service.get_forms)
        return [
            build_snippet(hit.article, asked.words, lookup, asked.phrases) for hit in found.hits
        ]
