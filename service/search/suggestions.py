"""Spelling suggestions for a search that finds nothing, or almost nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace

from news.model import Query
from news.nlp.words import tokenize
from news.query import spelling
from storage.database.engine import Database
from storage.search import vocabulary

MAX_RESULTS_TO_SUGGEST = 2
"""Stories; a search that finds more gets no suggestion."""

MIN_IMPROVEMENT_FACTOR = 10
"""A suggestion has to find more than this many times the stories of the original."""

MAX_WORDS = 6
MAX_CANDIDATES = 3
"""Words of a query that are checked, and replacements tried for each."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another search, as text and as a query."""

    text: str
    query: Query


ParseQuery = Callable[[str], Awaitable[Query]]
CountStories = Callable[[Query], Awaitable[int]]


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
