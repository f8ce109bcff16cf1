"""Answers what somebody searches for: a new search, another page of it, other bounds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot import topics
from bot.callbacks import SearchMenu, SearchPage
from bot.likely import Likely
from bot.narrowing import NarrowBy, Narrowing, mark, marked, narrowed
from bot.searching import Searching
from bot.translations import Translator
from bot.views import search as views
from bot.views.document import Document, Inline, page, shortened
from bot.views.search import Choice, Shown
from bot.views.snippet import FormLookup, snippet
from news.model import Query
from storage import searches, vocabulary
from storage.engine import Database
from storage.facets import Counts
from storage.search import Page
from storage.subscribers import Subscriber

LONGEST_QUERY = 200
"""Characters of a query that are searched for; nobody's question is longer."""


@dataclass(frozen=True, slots=True)
class Finder:
    """For one reader, once. What is searched for is remembered: buttons carry its number."""

    database: Database
    searching: Searching
    reader: Subscriber
    is_editor: bool
    t: Translator
    now: datetime

    async def answer(self, text: str) -> Document:
        """The first page of a new search. Where nothing is found, of one for what was likely
        meant."""
        text = shortened(" ".join(text.split()), LONGEST_QUERY)
        asked = await self._query(text)
        if asked.is_empty:
            return page(*views.faults(self.t, asked.faults), self.ask())
        found = await self._find(asked)
        search_id = await self._remember(text, found)
        instead = await self._likely(text, asked, found)
        if instead is not None and not found.total:
            note = self.t("search-instead", query=text, instead=instead.text)
            return await self._another(instead.text, instead.query, note)
        place = SearchPage(search=search_id)
        perhaps = instead.text if instead is not None else ""
        return await self._shown(text, asked, found, place, perhaps=perhaps)

    async def turn(self, place: SearchPage) -> Document | None:
        """Another page, or the same within other bounds; None for a search that is forgotten."""
        text = await self._text(place.search)
        if text is None:
            return None
        asked, names = await self._bounded(text, place.narrowed)
        found = await self._find(asked, place.offset)
        return await self._shown(text, asked, found, place, names=names)

    async def menu(self, chosen: SearchMenu) -> Document | None:
        """What the results can be narrowed by, as they would be without that bound."""
        text = await self._text(chosen.search)
        if text is None:
            return None
        free = Narrowing.unpack(chosen.narrowed).to(chosen.by, "")
        asked, _ = await self._bounded(text, free.pack())
        facets = await self.searching.facets(asked, now=self.now)
        choices = {
            NarrowBy.TOPIC: await self._topics(asked, facets.topics),
            NarrowBy.LANGUAGE: [
                Choice(views.language(self.t, code), code, count)
                for code, count in facets.languages
            ],
            NarrowBy.SOURCE: [Choice(name, mark(name), count) for name, count in facets.sources],
        }
        return views.menu(self.t, text, choices[chosen.by], chosen, free)

    async def instead(self, search_id: int) -> Document | None:
        """The search that was likely meant by another one."""
        text = await self._text(search_id)
        if text is None:
            return None
        asked = await self._query(text)
        likely = await self._likely(text, asked, await self._find(asked))
        if likely is None:
            return await self.turn(SearchPage(search=search_id))
        return await self._another(likely.text, likely.query)

    def ask(self) -> str:
        """What to type."""
        return self.t("search-ask" if self.reader.kind == "private" else "search-ask-group")

    async def _another(self, text: str, asked: Query, note: str = "") -> Document:
        found = await self._find(asked)
        place = SearchPage(search=await self._remember(text, found))
        return await self._shown(text, asked, found, place, note=note)

    async def _query(self, text: str) -> Query:
        return await self.searching.query(text, now=self.now, timezone=self.reader.timezone)

    async def _find(self, asked: Query, offset: int = 0) -> Page:
        return await self.searching.find(asked, now=self.now, offset=offset, limit=views.PAGE)

    async def _likely(self, text: str, asked: Query, found: Page) -> Likely | None:
        return await self.searching.likely(
            text, asked, found, now=self.now, timezone=self.reader.timezone
        )

    async def _text(self, search_id: int) -> str | None:
        async with self.database.read() as connection:
            return await searches.query_of(connection, search_id, self.reader.chat_id)

    async def _remember(self, text: str, found: Page) -> int:
        async with self.database.write_few() as connection:
            return await searches.remember(
                connection,
                chat_id=self.reader.chat_id,
                query=text,
                results=found.total,
                now=self.now,
            )

    async def _bounded(self, text: str, packed: str) -> tuple[Query, Mapping[NarrowBy, str]]:
        """A remembered search within what buttons chose, and what that is called."""
        asked, narrowing = await self._query(text), Narrowing.unpack(packed)
        names, topic, source = dict[NarrowBy, str](), "", ""
        async with self.database.read() as connection:
            if narrowing.topic:
                every = await topics.every(connection)
                known = {one.id: self.t.topic(one) for one in every}
                topic = marked(narrowing.topic, known)
                names[NarrowBy.TOPIC] = known.get(topic, "?")
            if narrowing.source:
                source = marked(narrowing.source, await vocabulary.sources(connection))
                names[NarrowBy.SOURCE] = source or "?"
        if narrowing.language:
            names[NarrowBy.LANGUAGE] = views.language(self.t, narrowing.language)
        asked = narrowed(
            asked, narrowing, topic=topic, source=source,
            now=self.now, timezone=self.reader.timezone,
        )  # fmt: skip
        return asked, names

    async def _topics(self, asked: Query, counts: Counts) -> list[Choice]:
        """The topics that stories were found of; where the query names some, of those only."""
        async with self.database.read() as connection:
            names = {one.id: self.t.topic(one) for one in await topics.every(connection)}
        return [
            Choice(names[topic], mark(topic), count)
            for topic, count in counts
            if topic in names and (not asked.topics or topic in asked.topics)
        ]

    async def _shown(
        self,
        text: str,
        asked: Query,
        found: Page,
        place: SearchPage,
        *,
        names: Mapping[NarrowBy, str] | None = None,
        note: str = "",
        perhaps: str = "",
    ) -> Document:
        snippets = await asyncio.to_thread(self._snippets, asked, found)
        shown = Shown(
            query=text,
            place=place,
            narrowing=Narrowing.unpack(place.narrowed),
            names=names or {},
            notes=(*filter(None, [note]), *views.faults(self.t, asked.faults)),
            perhaps=perhaps,
            can_follow=self.reader.kind == "private" and asked.is_words_only,
        )
        return views.results(
            self.t,
            found,
            snippets,
            shown,
            timezone=self.reader.timezone,
            now=self.now,
            for_editor=self.is_editor,
        )

    def _snippets(self, asked: Query, found: Page) -> list[Inline]:
        """Slow where words are in no dictionary: not for the event loop."""
        lookup = FormLookup(self.searching.forms)
        return [snippet(hit.article, asked.words, lookup, asked.phrases) for hit in found.hits]
