"""Analyzes articles and parses sources in a separate process, so that no reply waits for it."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple, Unpack

from news.errors import NewsError, TooComplex
from news.model import Article, EventFacts, IndexText, RawArticle, SourceKind, Topic
from news.sources.addresses import FailureReason, build_source_error
from service.articles import analysis_tasks
from service.articles.analysis_tasks import MAX_ARTICLE_CPU_SECONDS, MAX_SOURCE_CPU_SECONDS
from service.articles.limits import get_resident_bytes

if TYPE_CHECKING:
    from news.sources.formats.entries import Feed
    from news.sources.formats.opml import Outline
    from news.sources.formats.page import Page

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 2
TASK_TIMEOUT_SECONDS = 120.0
"""Wall-clock time of one task from its start; the first one also loads the analyzer. It ends tasks
that the limit on CPU time cannot interrupt."""
MAX_RESIDENT_BYTES = 480 * 1024 * 1024
"""Memory of the worker above which it is replaced after a task; 280 MB are usual."""

Args = TypeVarTuple("Args")
Result = TypeVar("Result")


class AnalyzerUnavailable(NewsError):
    """The worker process cannot be started or does not stay alive."""


class _Fatal(Exception):
    """A task ended the worker; a new worker runs without that task."""


class AnalysisWorker:
    """A worker process with the analyzer. It starts with the first task; call `close` at the end.

    Each article and each source is one task, run in the order of the calls, so a batch of one
    caller does not block the tasks of others. A process that dies, exceeds a time limit or grows
    too large is replaced. ``max_article_cpu_seconds``: CPU time of one article;
    ``task_timeout_seconds``: wall-clock time of one task; ``max_resident``: bytes that the process
    may keep after a task.
    """

    def __init__(
        self,
        *,
        max_article_cpu_seconds: float = MAX_ARTICLE_CPU_SECONDS,
        task_timeout_seconds: float = TASK_TIMEOUT_SECONDS,
        max_resident: int = MAX_RESIDENT_BYTES,
    ) -> None:
        self._max_article_cpu_seconds = max_article_cpu_seconds
        self._task_timeout_seconds = task_timeout_seconds
        self._max_resident = max_resident
        self._pool = _create_pool()
        self._closed = False
        self._failure = ""
        self._replacing = threading.Lock()
        # Tasks queue in this process: time in the queue does not count as time of the worker.
        self._queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="analysis")

    async def analyze(
        self, raws: Sequence[RawArticle], now: datetime, topics: Sequence[Topic] = ()
    ) -> list[Article | NewsError]:
        """Return an article, or why there is none, for each input in its order.

        ``topics``: the custom topics. Raises AnalyzerUnavailable.
        """
        return [await self._edit(raw, now, tuple(topics)) for raw in raws]

    async def _edit(
        self, raw: RawArticle, now: datetime, topics: tuple[Topic, ...]
    ) -> Article | NewsError:
        try:
            return await self._run(
                analysis_tasks.analyze, raw, now, topics, self._max_article_cpu_seconds
            )
        except _Fatal as error:
            return analysis_tasks.too_complex(raw, error)

    async def check_summaries(
        self, summaries: Sequence[tuple[str, Article]]
    ) -> list[tuple[str, ...] | NewsError]:
        """Return the sentences of each summary that a server wrote, or why it is rejected.

        Raises AnalyzerUnavailable.
        """
        return [await self._accept(text, article) for text, article in summaries]

    async def _accept(self, text: str, article: Article) -> tuple[str, ...] | NewsError:
        # Do not send to the process what only storage needs: that is most of the data.
        light = replace(article, index=IndexText(), fingerprint=(), facts=EventFacts())
        try:
            return await self._run(analysis_tasks.check_summary, text, light)
        except _Fatal as error:
            return TooComplex(f"a summary of article {article.id}: {error}", url=article.url)

    async def parse_feed(
        self,
        body: bytes,
        url: str,
        content_type: str,
        seconds: float = MAX_SOURCE_CPU_SECONDS,
        kind: SourceKind = "feed",
    ) -> Feed:
        """Parse a feed or a source of another kind in at most ``seconds`` of CPU time.

        It runs in the worker because a hostile feed takes long. Raises SourceError for what is no
        feed, AnalyzerUnavailable.
        """
        return await self._read(
            url, analysis_tasks.parse_feed, body, url, content_type, seconds, kind
        )

    async def read_page(self, body: bytes, url: str, content_type: str) -> Page:
        """Parse the article of a page. Raises SourceError, AnalyzerUnavailable."""
        return await self._read(url, analysis_tasks.read_page, body, url, content_type)

    async def find_feeds(self, body: bytes, url: str, content_type: str) -> list[Outline]:
        """Return the feeds that a page links to. Raises SourceError, AnalyzerUnavailable."""
        return await self._read(url, analysis_tasks.find_feeds, body, url, content_type)

    def get_failure(self) -> str:
        """Return why the process cannot be used; empty if it can, or was not needed yet."""
        return self._failure

    def close(self) -> None:
        """Kill the process; unfinished tasks have stored nothing."""
        with self._replacing:
            self._closed = True
            _kill_pool(self._pool)
        self._queue.shutdown(wait=True, cancel_futures=True)

    async def _read(self, url: str, work: Callable[[Unpack[Args]], Result], *args: *Args) -> Result:
        try:
            return await self._run(work, *args)
        except _Fatal as error:
            raise build_source_error(url, FailureReason.TOO_COMPLEX, str(error)) from None

    async def _run(self, work: Callable[[Unpack[Args]], Result], *args: *Args) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._queue, self._do, work, *args)

    def _do(self, work: Callable[[Unpack[Args]], Result], *args: *Args) -> Result:
        """Run one task in the worker, from the thread of the queue.

        If the worker dies, the task is repeated: something else may have killed the process.
        Raises AnalyzerUnavailable, or _Fatal if the worker can run other tasks.
        """
        for _ in range(MAX_ATTEMPTS):
            try:
                return self._try(work, *args)
            except BrokenProcessPool:
                reason = f"the worker process died {MAX_ATTEMPTS} times on it"
                self._replace("it died")
            except TimeoutError:
                reason = f"the task took more than {self._task_timeout_seconds:g} s"
                self._replace(reason)
                break
        try:
            self._try(analysis_tasks.ping)
        except (BrokenProcessPool, TimeoutError) as error:
            self._failure = "the process does not start"
            self._replace("it does not start")
            raise AnalyzerUnavailable("the analysis worker does not start") from error
        raise _Fatal(reason)

    def _try(self, work: Callable[[Unpack[Args]], Result], *args: *Args) -> Result:
        if self._closed:
            raise AnalyzerUnavailable("the analysis worker is closed")
        pool = self._pool
        try:
            future = pool.submit(work, *args)
            wait([future], self._task_timeout_seconds)
            if not future.done():
                raise TimeoutError
            if not isinstance(future.exception(), BrokenProcessPool):
                self._failure = ""
            return future.result()
        except (RuntimeError, CancelledError) as error:
            if self._closed:  # meanwhile
                raise AnalyzerUnavailable("the analysis worker is closed") from error
            raise
        finally:
            grown = max((get_resident_bytes(pid) for pid in list(pool._processes or ())), default=0)
            if grown > self._max_resident:
                self._replace(f"it has grown to {grown // 2**20} MB")

    def _replace(self, why: str) -> None:
        with self._replacing:
            if self._closed:
                raise AnalyzerUnavailable("the analysis worker is closed")
            log.warning("the analysis worker is replaced: %s", why)
            _kill_pool(self._pool)
            self._pool = _create_pool()


def _create_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=analysis_tasks.load_analyzer,
    )


def _kill_pool(pool: ProcessPoolExecutor) -> None:
    """End a pool with a process that may never finish its task.

    The shutdown comes first: it waits for a process that is being started by another thread, and
    lets no other start.
    """
    processes = pool._processes
    pool.shutdown(wait=False, cancel_futures=True)
    for process in list((processes or {}).values()):
        process.kill()
