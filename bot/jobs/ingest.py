"""Articles in: from files and from sources."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from bot.clock import Clock
from bot.desk import DeskProcess
from bot.jobs.filing import Complete, Filing, Report
from bot.jobs.whole import Completion
from bot.metrics import Metrics
from bot.summaries.writer import SummaryWriter
from news.errors import SourceError, UnreadableFile
from news.model import RawArticle
from news.sources import rhythm
from news.sources.entries import Feed
from news.sources.fetcher import Fetcher, Response
from storage import pulse, sources
from storage.engine import Database
from storage.sources import Pause, Source

__all__ = ["Ingest", "Outcome", "Report"]

log = logging.getLogger(__name__)

DUE_AT_ONCE = 500
DUE_OF_A_HOST = 40
FETCHES_AT_ONCE = 64
HOST_SECONDS = 45.0
"""What one host may take of a round; its sources that are left come first in the next."""
RHYTHM_ARTICLES = 20
_GONE = 410

Outcome = Report | SourceError


class Ingest:
    """Reads sources in their rhythm. ``interval`` is for those whose rhythm is not known yet;
    ``whole``: where a feed gives a teaser, its page is read."""

    def __init__(
        self,
        database: Database,
        desk: DeskProcess,
        fetcher: Fetcher,
        clock: Clock,
        metrics: Metrics,
        interval: timedelta,
        summaries: SummaryWriter | None = None,
        draw: Callable[[], float] = random.random,
        whole: bool = False,
    ) -> None:
        self._database = database
        self._desk = desk
        self._fetcher = fetcher
        self._clock = clock
        self._metrics = metrics
        self._interval = interval
        self._draw = draw
        self._whole = whole
        self._filing = Filing(database, desk, clock, metrics, summaries)
        self._slots = asyncio.Semaphore(FETCHES_AT_ONCE)

    async def take(
        self,
        incoming: Iterable[RawArticle | UnreadableFile],
        progress: Callable[[int], None] = lambda count: None,
        *,
        again: bool = False,
    ) -> Report:
        """File all that comes in; what can not be filed is in the report, and stops nothing.

        ``progress`` is called with the number of those dealt with since its last call. What an
        editor took out stays out, unless an editor wants it ``again``.
        """
        return await self._filing.take(incoming, progress, again=again, at_once=True)

    async def fetch_due(self) -> None:
        """Read the sources whose time has come, host beside host; of each no more than it has time
        for in a round."""
        async with self._database.read() as connection:
            due = await sources.due(connection, self._clock(), DUE_AT_ONCE, DUE_OF_A_HOST)
        await self._by_host(due, HOST_SECONDS)

    async def fetch(self, wanted: Sequence[Source]) -> list[tuple[Source, Outcome]]:
        """Read some sources now; a failing one harms no other. In the order of ``wanted``."""
        outcomes = await self._by_host(wanted, seconds=None)
        return [(source, outcomes[source.id]) for source in wanted]

    async def _by_host(self, wanted: Sequence[Source], seconds: float | None) -> dict[int, Outcome]:
        """The sources of a host one after the other, holding a slot only while one is read; hosts
        side by side."""
        outcomes: dict[int, Outcome] = {}
        clock = asyncio.get_running_loop().time

        async def visit(there: list[Source]) -> None:
            begun = clock()
            for source in there:
                if seconds is not None and clock() - begun > seconds:
                    break
                outcomes[source.id] = await self._one(source)

        hosts = groupby(sorted(wanted, key=_host), key=_host)
        await asyncio.gather(*(visit(list(there)) for _, there in hosts))
        return outcomes

    async def _one(self, source: Source) -> Outcome:
        try:
            return await self._fetch(source)
        except Exception as error:
            log.exception("source %d failed in a way that is a mistake of ours", source.id)
            failure = SourceError(str(error), url=source.url, reason="unexpected")
            await self._note_failure(source, failure)
            return failure

    async def _fetch(self, source: Source) -> Outcome:
        """A slot is held until all is filed: while the desk is behind, nothing more is fetched."""
        async with self._slots:
            try:
                response = await self._fetcher.fetch(
                    source.url, etag=source.etag, last_modified=source.last_modified
                )
                feed = None if response.not_modified else await self._parse(source, response)
            except SourceError as error:
                log.warning("source %d: %s", source.id, error)
                await self._note_failure(source, error)
                return error
            report = Report()
            if feed is not None:
                report = await self._filing.take(
                    _of_source(feed.entries, source), complete=self._completion()
                )
            await self._note_success(source, response, feed)
            return report

    def _completion(self) -> Complete | None:
        """Of what this source brings now; none where whole articles are not wanted."""
        return Completion(self._fetcher, self._desk).complete if self._whole else None

    async def _parse(self, source: Source, response: Response) -> Feed:
        async with self._filing.desk_turns:
            return await self._desk.parse_feed(
                response.body, response.url, response.content_type, kind=source.kind
            )

    async def _note_success(self, source: Source, response: Response, feed: Feed | None) -> None:
        now = self._clock()
        if feed is not None:
            source = replace(
                source,
                title=feed.title or source.title,
                ttl=feed.ttl,
                skip_hours=frozenset(map(str, feed.skip_hours)),
            )
        async with self._database.write() as connection:
            published = await pulse.newest(connection, source.id, RHYTHM_ARTICLES)
            due = rhythm.next_reading(
                now,
                rhythm.interval(published, now, self._interval),
                ttl=source.ttl,
                skip_hours=set(map(int, source.skip_hours)),
                draw=self._draw(),
            )
            await sources.succeeded(
                connection,
                source.id,
                now=now,
                next_fetch_at=due,
                title=source.title,
                etag=response.etag,
                last_modified=response.last_modified,
                ttl=source.ttl,
                skip_hours=source.skip_hours,
            )
            if response.moved_to:
                moved = await sources.move(connection, source, response.moved_to)
                log.info(
                    "source %d moved to %s%s",
                    source.id,
                    response.moved_to,
                    "" if moved else ", which is here already: it stops",
                )
        self._metrics.fetches.labels("ok").inc()

    async def _note_failure(self, source: Source, error: SourceError) -> None:
        """Twice as long a wait after each failure in a row, up to a day; none follows where the
        server says that it is gone."""
        asked = int(error.details.get("retry_after", 0))
        async with self._database.write() as connection:
            await sources.failed(
                connection,
                source,
                now=self._clock(),
                reason=str(error.details.get("reason", error)),
                wait=rhythm.backoff(source.failures, self._interval, asked),
            )
            if error.details.get("status") == _GONE:
                await sources.change(connection, source.id, paused_reason=Pause.GONE)
        self._metrics.fetches.labels("failed").inc()


def _host(source: Source) -> str:
    return source.host


def _of_source(entries: Iterable[RawArticle], source: Source) -> list[RawArticle]:
    """What an editor says of the source goes with each of its articles; the language that a feed
    says of itself does not, as so many are wrong."""
    told = tuple(sorted(source.topics))
    return [
        replace(entry, source_id=source.id, topics=told, language=source.language)
        for entry in entries
    ]
