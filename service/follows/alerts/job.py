"""The alert job: dispatch each queued article to its followers, and the batches that are due."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article
from news.query.followed_terms import TermNormalizer
from service.follows.alerts.batching import BATCH_SIZE, send_batched
from service.follows.alerts.dispatch import AlertDispatch
from service.follows.alerts.rules import MatchedArticle, match_article
from service.ops.clock import Clock
from service.ops.logs import bind_log_context
from service.rendering import AlertRenderer
from storage.archive import articles
from storage.chats import alerts
from storage.database.engine import Database
from storage.database.errors import to_database_failure

log = logging.getLogger(__name__)

QUEUE_BATCH_SIZE = 20
"""Queued articles that are checked together: most mention nothing that is followed."""

MAX_CACHED_ARTICLES = 300
"""Articles kept in memory while batches are built: many chats wait for the same ones."""


@dataclass(frozen=True, slots=True)
class AlertJob:
    """Enqueues alerts, one article and one batch of chats after the other."""

    database: Database
    terms: TermNormalizer
    renderer: AlertRenderer
    clock: Clock

    async def run(self) -> int:
        """Enqueue the alerts that are due; return for how many chats."""
        return await self._dispatch_queue() + await self._send_due_batches()

    async def _dispatch_queue(self) -> int:
        """Dispatch all queued articles. One that fails stays queued for the next run until it is
        too old for alerts."""
        total, last = 0, 0
        while True:
            async with self.database.read() as connection:
                queued = await alerts.list_queued(connection, last, QUEUE_BATCH_SIZE)
            if not queued:
                return total
            last = queued[-1]
            for article_id in await self._dequeue_unfollowed(queued):
                with (
                    bind_log_context(article=article_id),
                    _log_errors("dispatching the alerts failed; the next run retries"),
                ):
                    total += await self._dispatch_article(article_id)

    async def _dequeue_unfollowed(self, queued: Sequence[int]) -> Sequence[int]:
        """Dequeue the articles that mention nothing that is followed, which are most; return the
        others."""
        with _log_errors("the articles are dispatched one by one"):
            async with self.database.read() as connection:
                followed = await alerts.find_followed(connection, queued)
            if len(followed) < len(queued):
                async with self.database.write() as connection:
                    await alerts.dequeue(connection, set(queued) - followed)
            return sorted(followed)
        return queued

    async def _dispatch_article(self, article_id: int) -> int:
        now = self.clock()
        matched: MatchedArticle | None = None
        async with self.database.read() as connection:
            article = await articles.get(connection, article_id)
            if article is not None and article.is_recent(now):
                matched = await self._match(connection, article)
        if matched is None:
            async with self.database.write() as connection:
                await alerts.dequeue(connection, [article_id])
            return 0
        dispatch = AlertDispatch(matched, self.renderer, now)
        total, after = 0, None
        while True:
            async with self.database.write() as connection:
                batch = await dispatch.dispatch_batch(connection, after_chat_id=after)
            total, after = total + batch.notified_count, batch.last_chat_id
            if after is None:
                log.info("alerts: %d", total)
                return total

    async def _send_due_batches(self) -> int:
        total, cache = 0, dict[int, MatchedArticle]()
        while True:
            now = self.clock()
            async with self.database.read() as connection:
                chats = await alerts.list_batch_due(connection, now, BATCH_SIZE)
                await self._load_waiting(connection, chats, cache)
            if not chats:
                return total
            async with self.database.write() as connection:
                total += await send_batched(connection, chats, cache, self.renderer, now)

    async def _load_waiting(
        self, connection: AsyncConnection, chats: Sequence[int], cache: dict[int, MatchedArticle]
    ) -> None:
        """Add the articles that wait for these chats to the cache."""
        pending = await alerts.list_pending(connection, chats)
        needed = {alert.article_id for waiting in pending.values() for alert in waiting}
        if len(cache) > MAX_CACHED_ARTICLES:
            cache.clear()
        for article_id in needed - cache.keys():
            article = await articles.get(connection, article_id)
            matched = await self._match(connection, article) if article is not None else None
            if matched is not None:
                cache[article_id] = matched

    async def _match(self, connection: AsyncConnection, article: Article) -> MatchedArticle | None:
        """Find the terms of an article; None if it is not in the index."""
        queued = await alerts.load_queued(connection, article.id)
        if queued is None:
            return None
        return await match_article(connection, self.terms, article, queued)


@contextmanager
def _log_errors(text: str) -> Iterator[None]:
    """Log an error of the block and go on after it. Failures of the database are raised: the rest
    would fail too."""
    try:
        yield
    except Exception as error:
        if to_database_failure(error) is not None:
            raise
        log.exception(text)
