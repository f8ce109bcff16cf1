"""What was likely meant by a search that finds nothing, or next to nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace

from news import spelling
from news.language.words import tokens
from news.model import Query
from storage import vocabulary
from storage.engine import Database

NEXT_TO_NOTHING = 2
"""Stories; what finds more was meant as it was typed."""

MUCH_MORE = 10
"""Times as many stories make another word likelier than one that does find something."""

MOST_WORDS = 6
MOST_TRIED = 3
"""Words of a query that are looked at, and how many others are tried for each."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Another search, as somebody would type it, and what it asks for."""

    text: str
    query: Query


Ask = Callable[[str], Awaitable[Query]]
Count = Callable[[Query], Awaitable[int]]


class Likelihood:
    """``ask`` says what a text means, ``count`` how many stories a query finds."""

    def __init__(self, database: Database, ask: Ask, count: Count) -> None:
        self._database = database
        self._ask = ask
        self._count = count

    async def of(self, text: str, asked: Query, total: int) -> Likely | None:
        """The text with its unknown words replaced by the likeliest known ones; None where none is
        unknown, and where that would find no more."""
        if total > NEXT_TO_NOTHING:
            return None
        chunks = text.split()
        alone = total if len(chunks) == 1 and not asked.faults else None
        others = [
            await self._instead(chunk, alone) if number < MOST_WORDS and _is_plain(chunk) else None
            for number, chunk in enumerate(chunks)
        ]
        if not any(others):
            return None
        better = " ".join(other or chunk for other, chunk in zip(others, chunks, strict=True))
        query = replace(await self._ask(better), faults=asked.faults)
        return Likely(better, query) if await self._is_better(query, total) else None

    async def _instead(self, chunk: str, total: int | None) -> str | None:
        """A word that finds much more than this one, which finds ``total`` if that is known."""
        if not tokens(chunk):
            return None
        if total is None:
            total = await self._count(await self._ask(chunk))
        if total > NEXT_TO_NOTHING:
            return None
        async for other in self._others(chunk):
            if await self._is_better(await self._ask(other), total):
                return other
        return None

    async def _others(self, chunk: str) -> AsyncIterator[str]:
        """Other layouts of the keyboard first: nobody's spelling is so wrong by chance."""
        for other in spelling.layouts(chunk) or spelling.layouts(chunk.rstrip(".,;:!?")):
            yield other
        typed = tokens(chunk)
        if len(typed) != 1 or not spelling.is_word(typed[0]):
            return
        async with self._database.read() as connection:
            known = await vocabulary.near(connection, spelling.probes(typed[0]))
        for other in spelling.nearest(typed[0], known)[:MOST_TRIED]:
            yield other

    async def _is_better(self, query: Query, total: int) -> bool:
        return await self._count(query) > total * MUCH_MORE


def _is_plain(chunk: str) -> bool:
    """Whether it is neither an operator nor left out nor part of a phrase."""
    return chunk[0] not in "-−–" and not any(mark in chunk for mark in ':"«»„“”')
