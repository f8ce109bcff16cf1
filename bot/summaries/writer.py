"""Summaries that a server writes in the place of extracts, where it is there and does it well."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.breaker import Breaker
from bot.clock import Clock
from bot.desk import DeskProcess, DeskUnavailable
from bot.metrics import Metrics
from bot.summaries.prompt import LANGUAGES, messages
from bot.summaries.server import ServerFailed, SummaryServer
from bot.trail import about
from news.errors import NewsError
from news.model import Article

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Requests side by side, of all batches together."""

DEADLINE = 3.0
"""A batch waits so many times as long as one request may take."""


@dataclass(slots=True)
class SummaryWriter:
    """Asks the server, and has the desk check what it wrote. ``seconds`` is what one request may
    take. It holds nobody up for long: the requests of a batch have one deadline, and a server that
    fails time after time is left alone for a while."""

    server: SummaryServer
    desk: DeskProcess
    clock: Clock
    metrics: Metrics
    seconds: float
    _breaker: Breaker = field(default_factory=Breaker)
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def write(self, articles: Sequence[Article]) -> dict[int, tuple[str, ...]]:
        """The summaries of some filed articles, by id, as far as they came in time and may stand.
        A text too short for an extract needs none."""
        wanted = [article for article in articles if article.summary]
        written = await self._in_time(wanted)
        if not written:
            return {}
        try:
            judged = await self.desk.accept([(text, article) for article, text in written])
        except DeskUnavailable as error:
            log.error("written summaries could not be checked: %s", error)
            self._count("refused", len(written))
            return {}
        accepted = {}
        for (article, _), sentences in zip(written, judged, strict=True):
            if isinstance(sentences, NewsError):
                with about(article=article.id):
                    log.info("its written summary is refused: %s", sentences)
            else:
                accepted[article.id] = sentences
        self._count("written", len(accepted))
        self._count("refused", len(written) - len(accepted))
        return accepted

    async def _in_time(self, articles: Sequence[Article]) -> list[tuple[Article, str]]:
        """What the server says of articles before the deadline."""
        asking = {asyncio.create_task(self._ask(article)): article for article in articles}
        if not asking:
            return []
        try:
            done, late = await asyncio.wait(asking, timeout=DEADLINE * self.seconds)
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        self._count("late", len(late))
        answers = [(article, task.result()) for task, article in asking.items() if task in done]
        return [(article, text) for article, text in answers if text is not None]

    async def _ask(self, article: Article) -> str | None:
        """What the server wrote; None where it is not asked, or failed."""
        language = next((known for known in LANGUAGES if known == article.language), None)
        async with self._gate:
            if language is None or not self._breaker.lets(self.clock()):
                self._count("skipped", 1)
                return None
            try:
                text = await self.server.complete(messages(article, language))
            except ServerFailed as error:
                with about(article=article.id):
                    log.warning("its extract stands: %s", error)
                self._breaker.failed(self.clock())
                self._count("failed", 1)
                return None
            except BaseException:
                # Cut off at the deadline, or a mistake of ours: the breaker has to hear of it.
                self._breaker.failed(self.clock())
                raise
        self._breaker.succeeded()
        return text

    def _count(self, outcome: str, count: int) -> None:
        self.metrics.summaries.labels(outcome).inc(count)
