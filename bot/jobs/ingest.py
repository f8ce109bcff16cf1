"""Articles in: from files and from sources, through the desk, into storage."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import islice

from bot.clock import Clock
from bot.desk import DeskProcess
from bot.metrics import Metrics
from bot.summaries.writer import SummaryWriter
from news import stories as joining
from news.errors import NewsError, SourceError, UnreadableFile
from news.model import Article, RawArticle
from news.sources.fetcher import Fetcher
from storage import articles, sources, topics
from storage.engine import Database
from storage.sources import Source

log = logging.getLogger(__name__)

BATCH = 20
"""Articles that go through the desk, and into one transaction, together."""

DUE_AT_ONCE = 100
FETCHES_AT_ONCE = 8
LONGEST_WAIT = timedelta(days=1)


@dataclass(slots=True)
class Report:
    """What became of the articles that came in. ``filed`` holds the ids of all that are known."""

    added: int = 0
    known: int = 0
    refused: list[NewsError] = field(default_factory=list)
    filed: list[int] = field(default_factory=list)

    def include(self, other: Report) -> None:
        self.added += other.added
        self.known += other.known
        self.refused += other.refused
        self.filed += other.filed


class Ingest:
    """The one way in."""

    def __init__(
        self,
        database: Database,
        desk: DeskProcess,
        fetcher: Fetcher,
        clock: Clock,
        metrics: Metrics,
        interval: timedelta,
        summaries: SummaryWriter | None = None,
    ) -> None:
        self._database = database
        self._desk = desk
        self._fetcher = fetcher
        self._clock = clock
        self._metrics = metrics
        self._interval = interval
        self._summaries = summaries

    async def take(
        self,
        incoming: Iterable[RawArticle | UnreadableFile],
        progress: Callable[[int], None] = lambda count: None,
    ) -> Report:
        """File all that comes in; what can not be filed is in the report, and stops nothing.

        ``progress`` is called with the number of those dealt with since its last call.
        """
        report = Report()
        iterator = iter(incoming)
        while batch := await asyncio.to_thread(lambda: list(islice(iterator, BATCH))):
            report.refused += [item for item in batch if isinstance(item, UnreadableFile)]
            raws = [item for item in batch if isinstance(item, RawArticle)]
            report.include(await self._take_batch(raws))
            progress(len(batch))
        self._metrics.articles.labels("refused").inc(len(report.refused))
        return report

    async def fetch_due(self) -> None:
        """Read the sources whose time has come, several hosts side by side."""
        async with self._database.read() as connection:
            due = await sources.due(connection, self._clock(), DUE_AT_ONCE)
        await self.fetch(due)

    async def fetch(self, wanted: Sequence[Source]) -> list[tuple[Source, Report | SourceError]]:
        """Read some sources now; a failing one harms no other."""
        gate = asyncio.Semaphore(FETCHES_AT_ONCE)

        async def one(source: Source) -> tuple[Source, Report | SourceError]:
            async with gate:
                try:
                    return source, await self._fetch(source)
                except Exception as error:
                    log.exception("source %d failed in a way that is a mistake of ours", source.id)
                    failure = SourceError(str(error), url=source.url, reason="unexpected")
                    await self._note_failure(source, failure)
                    return source, failure

        return await asyncio.gather(*map(one, wanted))

    async def _take_batch(self, raws: Sequence[RawArticle]) -> Report:
        report = Report()
        fresh: list[Article] = []
        if not raws:
            return report
        async with self._database.read() as connection:
            own_topics = await topics.every(connection)
        with self._metrics.desk_seconds.time():
            edited = await self._desk.edit(raws, self._clock(), own_topics)
        async with self._database.write() as connection:
            for article in edited:
                if not isinstance(article, Article):
                    report.refused.append(article)
                    continue
                filed = await articles.add(
                    connection,
                    article,
                    keys=joining.keys(article),
                    choose=partial(joining.choose, article),
                    central=joining.most_central,
                    now=self._clock(),
                )
                report.filed.append(filed.article_id)
                report.added += filed.is_new
                report.known += not filed.is_new
                if filed.is_new:
                    fresh.append(replace(article, id=filed.article_id))
        self._metrics.articles.labels("added").inc(report.added)
        self._metrics.articles.labels("known").inc(report.known)
        if self._summaries is not None:
            await self._write_summaries(self._summaries, fresh)
        return report

    async def _write_summaries(self, writer: SummaryWriter, fresh: Sequence[Article]) -> None:
        """Articles are filed, and their stories joined, before any server is asked: whatever
        becomes of it, they have their extracts."""
        try:
            written = await writer.write(fresh)
        except Exception:
            log.exception("summaries failed in a way that is a mistake of ours; the extracts stand")
            return
        if written:
            async with self._database.write() as connection:
                for article_id, sentences in written.items():
                    await articles.put_summary(connection, article_id, sentences)

    async def _fetch(self, source: Source) -> Report | SourceError:
        try:
            response = await self._fetcher.fetch(
                source.url, etag=source.etag, last_modified=source.last_modified
            )
            if response.not_modified:
                report, title = Report(), source.title
            else:
                feed = await self._desk.parse_feed(
                    response.body, response.url, response.content_type
                )
                report = await self.take(_of_source(feed.entries, source))
                title = feed.title or source.title
        except SourceError as error:
            log.warning("source %d: %s", source.id, error)
            await self._note_failure(source, error)
            return error
        now = self._clock()
        async with self._database.write() as connection:
            await sources.succeeded(
                connection,
                source.id,
                now=now,
                next_fetch_at=now + self._interval,
                title=title,
                etag=response.etag,
                last_modified=response.last_modified,
            )
        self._metrics.fetches.labels("ok").inc()
        return report

    async def _note_failure(self, source: Source, error: SourceError) -> None:
        """Twice as long a wait after each failure in a row, up to a day."""
        wait = min(LONGEST_WAIT, self._interval * 2 ** min(source.failures, 16))
        wait = max(wait, timedelta(seconds=int(error.details.get("retry_after", 0))))
        async with self._database.write() as connection:
            await sources.failed(
                connection,
                source,
                now=self._clock(),
                reason=str(error.details.get("reason", error)),
                wait=wait,
            )
        self._metrics.fetches.labels("failed").inc()


def _of_source(entries: Iterable[RawArticle], source: Source) -> list[RawArticle]:
    told = tuple(sorted(source.topics))
    return [replace(entry, source_id=source.id, topics=told) for entry in entries]
