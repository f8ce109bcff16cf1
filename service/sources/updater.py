"""Fetch sources as often as they publish, and import their articles."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from news.errors import SourceError
from news.model import RawArticle
from news.sources import rhythm
from news.sources.fetcher import Fetcher, Response
from news.sources.formats.entries import Feed
from service.articles.analysis_worker import AnalysisWorker, AnalyzerUnavailable
from service.articles.full_text import FullTextFetcher
from service.articles.importer import ArticleImporter, FetchFullText, ImportReport
from service.ops.clock import Clock
from service.ops.metrics import Metrics
from storage.archive import sources
from storage.archive.sources import PauseReason, Source
from storage.database.engine import Database
from storage.database.errors import to_database_failure

log = logging.getLogger(__name__)

MAX_DUE_SOURCES = 500
MAX_DUE_PER_HOST = 40
MAX_CONCURRENT_FETCHES = 64
MAX_HOST_SECONDS = 45.0
"""Time for one host in a round; its remaining sources come first in the next round."""
MAX_ROUND_SECONDS = 50.0
"""The next round does not wait longer for a host: its sources come again when it has answered and
their articles are analyzed."""
INTERVAL_SAMPLE_SIZE = 20
MAX_REMEMBERED_BODIES = 20_000
"""Of as many sources the last body is known, in some 200 bytes each."""
_HTTP_GONE = 410

FetchResult = ImportReport | SourceError


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How sources are fetched.

    ``interval`` applies until it is known how often a source publishes. ``full_texts``: read the
    page of an article if the feed holds only a teaser. ``jitter`` returns a number from 0 to 1 that
    spreads the next fetches.
    """

    interval: timedelta
    full_texts: bool = False
    jitter: Callable[[], float] = random.random


class SourceUpdater:
    """Fetches sources as often as they publish and imports their articles."""

    def __init__(
        self,
        database: Database,
        analysis_worker: AnalysisWorker,
        fetcher: Fetcher,
        importer: ArticleImporter,
        clock: Clock,
        metrics: Metrics,
        policy: FetchPolicy,
    ) -> None:
        self._database = database
        self._analysis_worker = analysis_worker
        self._fetcher = fetcher
        self._importer = importer
        self._clock = clock
        self._metrics = metrics
        self._policy = policy
        self._slots = asyncio.Semaphore(MAX_CONCURRENT_FETCHES)
        self._imported: dict[int, bytes] = {}
        """By the ids of sources, what identifies their body that was imported last."""
        self._visits: dict[str, asyncio.Task[None]] = {}

    async def update_due(self) -> bool:
        """Fetch the due sources, hosts concurrently, each for at most `MAX_HOST_SECONDS`.

        A host that takes longer than `MAX_ROUND_SECONDS` all the same, because of one source, is
        left to itself. Returns whether any host is done, or none had to be visited.
        """
        async with self._database.read() as connection:
            due = await sources.list_due(
                connection, self._clock(), MAX_DUE_SOURCES, MAX_DUE_PER_HOST, self._visits
            )
        for host, host_sources in groupby(sorted(due, key=_get_host), key=_get_host):
            visit = self._visit(list(host_sources), {}, MAX_HOST_SECONDS)
            self._visits[host] = asyncio.create_task(visit, name="visit")
        visits = set(self._visits.values())
        done, _ = await asyncio.wait(visits, timeout=MAX_ROUND_SECONDS) if visits else (visits, ())
        self._visits = {host: one for host, one in self._visits.items() if one not in done}
        await asyncio.gather(*done)
        return bool(done) or not visits

    async def close(self) -> None:
        """Give up the hosts that are being visited."""
        for visit in self._visits.values():
            visit.cancel()
        await asyncio.gather(*self._visits.values(), return_exceptions=True)

    async def update(
        self, selected: Sequence[Source], on_fetched: Callable[[], None] = lambda: None
    ) -> list[tuple[Source, FetchResult]]:
        """Fetch some sources now; return the result of each, in the order of ``selected``.

        ``on_fetched`` is called after each.
        """
        outcomes: dict[int, FetchResult] = {}
        hosts = groupby(sorted(selected, key=_get_host), key=_get_host)
        await asyncio.gather(
            *(self._visit(list(group), outcomes, None, on_fetched) for _, group in hosts)
        )
        return [(source, outcomes[source.id]) for source in selected]

    async def _visit(
        self,
        host_sources: Sequence[Source],
        outcomes: dict[int, FetchResult],
        seconds: float | None,
        on_fetched: Callable[[], None] = lambda: None,
    ) -> None:
        """Fetch the sources of a host one after the other; begin none after ``seconds``."""
        clock = asyncio.get_running_loop().time
        started = clock()
        for source in host_sources:
            if seconds is not None and clock() - started > seconds:
                break
            outcomes[source.id] = await self._update_one(source)
            on_fetched()

    async def _update_one(self, source: Source) -> FetchResult:
        try:
            return await self._fetch_and_import(source)
        except Exception as error:
            if isinstance(error, AnalyzerUnavailable) or to_database_failure(error) is not None:
                raise  # that is no fault of the source, which stays due
            log.exception("source %d failed unexpectedly", source.id)
            failure = SourceError(str(error), url=source.url, reason="unexpected")
            await self._record_failure(source, failure)
            return failure

    async def _fetch_and_import(self, source: Source) -> FetchResult:
        """Hold a slot until all is imported, so that fetches wait for a busy analysis worker."""
        if not source.is_fetched:
            return ImportReport()
        async with self._slots:
            try:
                response = await self._fetcher.fetch(
                    source.url,
                    etag=source.etag,
                    last_modified=source.last_modified,
                    headers=source.headers,
                )
                identity = _identify_body(source, response)
                is_known = response.not_modified or self._imported.get(source.id) == identity
                feed = None if is_known else await self._parse(source, response)
            except SourceError as error:
                log.warning("source %d: %s", source.id, error)
                await self._record_failure(source, error)
                return error
            report = ImportReport()
            if feed is not None:
                report = await self._importer.import_articles(
                    _apply_source_settings(feed, source),
                    fetch_full_text=self._build_full_text_fetch(),
                    wait_for_slot=True,
                )
            if report.rejected:
                count, first = len(report.rejected), report.rejected[0]
                log.warning("source %d: %d articles are rejected: %s", source.id, count, first)
            elif feed is not None:
                self._remember(source, identity)
            await self._record_success(source, response, feed)
            return report

    def _remember(self, source: Source, identity: bytes) -> None:
        """Remember a body whose articles are all stored: many servers send it whole each time."""
        self._imported.pop(source.id, None)
        self._imported[source.id] = identity
        if len(self._imported) > MAX_REMEMBERED_BODIES:
            del self._imported[next(iter(self._imported))]

    def _build_full_text_fetch(self) -> FetchFullText | None:
        """Return the full-text fetch for one fetch of one source; None if it is switched off."""
        return (
            FullTextFetcher(self._fetcher, self._analysis_worker).fetch_full_text
            if self._policy.full_texts
            else None
        )

    async def _parse(self, source: Source, response: Response) -> Feed:
        async with self._importer.analysis_slots:
            return await self._analysis_worker.parse_feed(
                response.body, response.url, response.content_type, kind=source.kind
            )

    async def _record_success(self, source: Source, response: Response, feed: Feed | None) -> None:
        now = self._clock()
        if feed is not None:
            source = replace(
                source,
                title=feed.title or source.title,
                ttl=feed.ttl,
                skip_hours=frozenset(map(str, feed.skip_hours)),
            )
        async with self._database.write() as connection:
            published = await sources.list_publication_times(
                connection, source.id, INTERVAL_SAMPLE_SIZE
            )
            due = rhythm.schedule_next_fetch(
                now,
                rhythm.compute_interval(published, now, self._policy.interval),
                ttl=source.ttl,
                skip_hours=set(map(int, source.skip_hours)),
                jitter=self._policy.jitter(),
            )
            await sources.record_success(
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
                moved = await sources.change_url(connection, source, response.moved_to)
                log.info(
                    "source %d moved to %s%s",
                    source.id,
                    response.moved_to,
                    "" if moved else ", which is another source already: it is paused",
                )
        self._metrics.fetches.labels("ok").inc()

    async def _record_failure(self, source: Source, error: SourceError) -> None:
        """Store a failure and back off; pause the source if the server says that it is gone."""
        retry_after = int(error.details.get("retry_after", 0))
        async with self._database.write() as connection:
            await sources.record_failure(
                connection,
                source,
                now=self._clock(),
                reason=str(error.details.get("reason", error)),
                wait=rhythm.compute_backoff(source.failures, self._policy.interval, retry_after),
            )
            if error.details.get("status") == _HTTP_GONE:
                await sources.change(connection, source.id, paused_reason=PauseReason.GONE)
        self._metrics.fetches.labels("failed").inc()


def _identify_body(source: Source, response: Response) -> bytes:
    """Return the hash of a body, and of what else decides what is imported of it."""
    found = hashlib.sha256(response.body)
    beside = (source.kind, source.own_title, response.url, response.content_type)
    found.update(repr(beside).encode(errors="replace"))
    return found.digest()


def _get_host(source: Source) -> str:
    return source.host


def _apply_source_settings(feed: Feed, source: Source) -> list[RawArticle]:
    """Return the entries with the topics, the language and the name that an editor set for their
    source.

    The language that a feed declares is ignored, because it is often wrong; that of its headlines
    decides for texts that may be in two.
    """
    topics = tuple(sorted(source.topics))
    return [
        replace(
            entry,
            source_id=source.id,
            source=source.own_title or entry.source,
            topics=topics,
            language=source.language,
            likely_language=feed.likely_language,
        )
        for entry in feed.entries
    ]
