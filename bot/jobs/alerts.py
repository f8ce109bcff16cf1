"""Alerts: each article in the queue to whoever follows something in it, and what waits, together
when its time has come."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.gathering import CHATS, Known, gather
from bot.alerts.matching import mentioned
from bot.alerts.readers import Rendering, is_fresh
from bot.alerts.spreading import spread
from bot.clock import Clock
from bot.trail import about
from bot.translations import Translations
from bot.views import alert as views
from bot.views import style
from bot.views.document import Document
from bot.views.message import Message
from news.model import Article
from news.terms import Terms
from storage import alerts, articles
from storage.alerts import Queued
from storage.engine import Database

log = logging.getLogger(__name__)

MOST_KEPT = 300
"""Articles that are kept at hand while chats are gathered for: they wait for many."""


class AlertJob:
    """One at a time: an article's batches, and then the chats that gather, follow each other."""

    def __init__(
        self, database: Database, terms: Terms, translations: Translations, clock: Clock
    ) -> None:
        self._database = database
        self._terms = terms
        self._translations = translations
        self._clock = clock

    async def run(self) -> int:
        """Put the alerts that are due into the outbox; return to how many chats."""
        return await self._spread_queue() + await self._gather_due()

    async def _spread_queue(self) -> int:
        """An article at which something fails stays in the queue, and the next run tries it again;
        once it is old it goes."""
        total, article_id = 0, 0
        while True:
            async with self._database.read() as connection:
                found = await alerts.next_queued(connection, article_id)
            if found is None:
                return total
            article_id = found
            with about(article=article_id):
                try:
                    total += await self._spread(article_id)
                except Exception:
                    log.exception("its alerts wait for the next run")

    async def _spread(self, article_id: int) -> int:
        now = self._clock()
        async with self._database.read() as connection:
            article = await articles.get(connection, article_id)
            found = None
            if article is not None and is_fresh(article, now):
                found = await self._look(connection, article)
        if found is None or not found[1].mentioned:
            async with self._database.write() as connection:
                await alerts.dequeue(connection, article_id)
            return 0
        queued, known = found

        def render(wanted: Rendering) -> Message:
            return self._rendered(wanted, [known.article], 0)

        payloads: dict[Rendering, int] = {}
        total, after = 0, None
        while True:
            async with self._database.write() as connection:
                batch = await spread(
                    connection,
                    queued,
                    known.article,
                    known.mentioned,
                    render,
                    now,
                    payloads,
                    after=after,
                )
            total, after = total + batch.told, batch.last
            if after is None:
                log.info("alerts: %d", total)
                return total

    async def _gather_due(self) -> int:
        total, kept = 0, dict[int, Known]()
        while True:
            now = self._clock()
            async with self._database.read() as connection:
                chats = await alerts.gathering(connection, now, CHATS)
                await self._keep(connection, chats, kept)
            if not chats:
                return total
            async with self._database.write() as connection:
                total += await gather(connection, chats, kept, self._rendered, now)

    async def _keep(
        self, connection: AsyncConnection, chats: Sequence[int], kept: dict[int, Known]
    ) -> None:
        """Have at hand all that waits for these chats."""
        waiting = await alerts.waiting(connection, chats)
        needed = {one.article_id for listed in waiting.values() for one in listed}
        if len(kept) > MOST_KEPT:
            kept.clear()
        for article_id in needed - kept.keys():
            article = await articles.get(connection, article_id)
            found = await self._look(connection, article) if article is not None else None
            if found is not None:
                kept[article_id] = found[1]

    async def _look(
        self, connection: AsyncConnection, article: Article
    ) -> tuple[Queued, Known] | None:
        """What an article mentions; None if it is in no index."""
        queued = await alerts.indexed(connection, article.id)
        if queued is None:
            return None
        return queued, Known(article, await mentioned(connection, self._terms, article, queued))

    def _rendered(self, wanted: Rendering, told: Sequence[Article], more: int) -> Message:
        """One article as an alert, several as a list."""
        t, now = self._translations[wanted.language], self._clock()
        document: Document
        if len(told) == 1 and not more:
            document = views.alert(t, told[0], wanted.terms, wanted.timezone, now)
        else:
            document = views.gathered(t, told, more, wanted.timezone, now)
        (message,) = style.render(document, wanted.style)
        return message
