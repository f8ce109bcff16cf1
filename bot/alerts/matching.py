"""Which of all terms an article mentions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article
from news.terms import Meaning, Reading, Terms, texts_of
from storage import terms as stored
from storage.alerts import Queued


async def mentioned(
    connection: AsyncConnection, terms: Terms, article: Article, indexed: Queued
) -> frozenset[int]:
    """The ids of the meanings that an article mentions. The index of their keys leads to the few
    that it may mention; these are looked at one by one, away from the event loop."""
    candidates = await stored.candidates(connection, indexed.tokens)
    if not candidates:
        return frozenset()
    return await asyncio.to_thread(_mentioned, terms, article, indexed, candidates)


def _mentioned(
    terms: Terms, article: Article, indexed: Queued, candidates: Mapping[int, str]
) -> frozenset[int]:
    reading = Reading(terms, article.language, indexed.tokens, texts_of(article))
    return frozenset(
        meaning_id
        for meaning_id, words in candidates.items()
        if reading.mentions(Meaning.parse(words))
    )
