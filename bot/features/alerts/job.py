"""Alerts: each article in the queue to whoever follows something in it, and what waits, together
when its time has come."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.alerts import views
from bot.ui import renderer
from bot.ui.document import Document
from bot.ui.message import Message
from news.model import Article
from news.query.followed_terms import TermNormalizer
from news.recency import is_recent
from service.follows.alerts.batching import BATCH_SIZE, PendingArticle, send_batched
from service.follows.alerts.dispatch import dispatch_alert
from service.follows.alerts.matching import find_mentioned_terms
from service.follows.alerts.recipients import AlertVariant
from service.i18n.translations import Translations
from service.ops.clock import Clock
from service.ops.log_context import bind_log_context
from storage.archive import articles
from storage.chats import alerts
from storage.chats.alerts import QueuedArticle
from storage.database.engine import Database

log = logging.getLogger(__name__)

MAX_CACHED_ARTICLES = 300
"""Articles that are kept at hand while chats are gathered for: they wait for many."""


class AlertJob:
    """One at a time: an article's batches, and then the chats that gather, follow each other."""

    def __init__(
        self, database: Database, terms: TermNormalizer, translations: Translations, clock: Clock
    ) -> None:
        self._database = database
        self._terms = terms
        self._translations = translations
        self._clock = clock

    async def run(self) -> int:
        """Put the alerts that are due into the outbox; return to how many chats."""
        return await self._dispatch_queue() + await self._send_due_batches()

    async def _dispatch_queue(self) -> int:
        """An article at which something fails stays in the queue, and the next run tries it again;
        once it is old it goes."""
        total, article_id = 0, 0
        while True:
            async with self._database.read() as connection:
                found = await alerts.get_next_queued(connection, article_id)
            if found is None:
                return total
            article_id = found
            with bind_log_context(article=article_id):
                try:
                    total += await self._dispatch_article(article_id)
                except Exception:
                    log.exception("its alerts wait for the next run")

    async def _dispatch_article(self, article_id: int) -> int:
        now = self._clock()
        async with self._database.read() as connection:
            article = await articles.get(connection, article_id)
            found = None
            if article is not None and is_recent(article, now):
                found = await self._load_matches(connection, article)
        if found is None or not found[1].term_ids:
            async with self._database.write() as connection:
                await alerts.dequeue(connection, article_id)
            return 0
        queued, known = found

        def render(wanted: AlertVariant) -> Message:
            return self._render(wanted, [known.article], 0)

        payloads: dict[AlertVariant, int] = {}
        total, after = 0, None
        while True:
            async with self._database.write() as connection:
                batch = await dispatch_alert(
                    connection,
                    queued,
                    known.article,
                    known.term_ids,
                    render,
                    now,
                    payloads,
                    after_chat_id=after,
                )
            total, after = total + batch.notified_count, batch.last_chat_id
            if after is None:
                log.info("alerts: %d", total)
                return total

    async def _send_due_batches(self) -> int:
        total, kept = 0, dict[int, PendingArticle]()
        while True:
            now = self._clock()
            async with self._database.read() as connection:
                chats = await alerts.list_batch_due(connection, now, BATCH_SIZE)
                await self._load_waiting(connection, chats, kept)
            if not chats:
                return total
            async with self._database.write() as connection:
                total += await send_batched(connection, chats, kept, self._render, now)

    async def _load_waiting(
        self, connection: AsyncConnection, chats: Sequence[int], cache: dict[int, PendingArticle]
    ) -> None:
        """Have at hand all that waits for these chats."""
        waiting = await alerts.list_pending(connection, chats)
        needed = {one.article_id for listed in waiting.values() for one in listed}
        if len(cache) > MAX_CACHED_ARTICLES:
            cache.clear()
        for article_id in needed - cache.keys():
            article = await articles.get(connection, article_id)
            found = await self._load_matches(connection, article) if article is not None else None
            if found is not None:
                cache[article_id] = found[1]

    async def _load_matches(
        self, connection: AsyncConnection, article: Article
    ) -> tuple[QueuedArticle, PendingArticle] | None:
        """What an article mentions; None if it is in no index."""
        queued = await alerts.load_queued(connection, article.id)
        if queued is None:
            return None
        return queued, PendingArticle(
            article, await find_mentioned_terms(connection, self._terms, article, queued)
        )

    def _render(
        self, variant: AlertVariant, alert_articles: Sequence[Article], omitted_count: int
    ) -> Message:
        """One article as an alert, several as a list."""
        t, now = self._translations[variant.language], self._clock()
        document: Document
        if len(alert_articles) == 1 and not omitted_count:
            document = views.build_alert(t, alert_articles[0], variant.terms, variant.timezone, now)
        else:
            document = views.build_alert_batch(
                t, alert_articles, omitted_count, variant.timezone, now
            )
        (message,) = renderer.render(document, variant.style)
        return message
