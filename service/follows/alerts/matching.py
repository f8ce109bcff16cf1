"""Which of all terms an article mentions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article
from news.query.followed_terms import ArticleTokens, NormalizedTerm, TermNormalizer
from storage.chats import follows
from storage.chats.alerts import QueuedArticle


async def find_mentioned_terms(
    connection: AsyncConnection, terms: TermNormalizer, article: Article, queued: QueuedArticle
) -> frozenset[int]:
    """The ids of the meanings that an article mentions. The index of their keys leads to the few
    that it may mention; these are looked at one by one, away from the event loop."""
    candidates = await follows.find_candidates(connection, queued.tokens)
    if not candidates:
        return frozenset()
    return await asyncio.to_thread(_match_candidates, terms, article, queued, candidates)


def _match_candidates(
    terms: TermNormalizer, article: Article, queued: QueuedArticle, candidates: Mapping[int, str]
) -> frozenset[int]:
    reading = ArticleTokens(terms, article.language, queued.tokens, article.texts)
    return frozenset(
        meaning_id
        for meaning_id, words in candidates.items()
        if reading.has_term(NormalizedTerm.parse(words))
    )
