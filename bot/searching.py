"""From what a person types to the stories that hold it."""

from __future__ import annotations

from datetime import datetime

from bot.metrics import Metrics
from news.language.lemmas import Lemmatizer
from news.model import Language
from storage import search
from storage.engine import Database
from storage.search import Page


class Searching:
    """Words -> normal forms -> the index. ``days`` bounds how far back it looks; 0 is all."""

    def __init__(
        self, database: Database, lemmatizer: Lemmatizer, metrics: Metrics, days: int = 0
    ) -> None:
        self._database = database
        self._lemmatizer = lemmatizer
        self._metrics = metrics
        self._days = days

    def forms(self, word: str, language: Language) -> tuple[str, ...]:
        """The normal forms of a word, and what it sounds like."""
        return self._lemmatizer.forms(word, language) + self._lemmatizer.sounds(word, language)

    def words(self, query: str) -> tuple[tuple[str, ...], ...]:
        """For each word of the query, the alternatives that the index may hold."""
        return self._lemmatizer.query(query)

    async def find(self, query: str, *, now: datetime, offset: int = 0, limit: int = 5) -> Page:
        with self._metrics.search_seconds.time():
            async with self._database.read() as connection:
                return await search.find(
                    connection,
                    self.words(query),
                    now=now,
                    offset=offset,
                    limit=limit,
                    days=self._days,
                )
