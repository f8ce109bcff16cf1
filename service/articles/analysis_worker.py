"""The desk at work in a process of its own, so that no reply ever waits for it."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple, Unpack

from news.errors import NewsError, TooComplex
from news.model import Article, IndexText, RawArticle, SourceKind, Topic
from news.sources.addresses import FailureReason, build_source_error
from service.articles import analysis_tasks
from service.articles.analysis_tasks import MAX_ARTICLE_CPU_SECONDS, MAX_SOURCE_CPU_SECONDS
from service.articles.memory_limit import resident_bytes

if TYPE_CHECKING:
    from news.sources.entries import Feed
    from news.sources.opml import Outline
    from news.sources.page import Page

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 2
TASK_TIMEOUT_SECONDS = 120.0
"""On the clock, for one article or one source, from when the worker begins it; the first also loads
the desk. What holds off the bound on processor time ends here."""
MAX_RESIDENT_BYTES = 480 * 1024 * 1024
"""Of the worker after a piece of work; it is replaced above that. It has 280 MB in usual work."""

Given = TypeVarTuple("Given")
Result = TypeVar("Result")


class AnalyzerUnavailable(NewsError):
    """The desk's process can not be kept alive, whatever it is given."""


class _Fatal(Exception):
    """The worker did not live through a piece of work; another worker lives without it."""


class AnalysisWorker:
    """One worker process with a desk in it. It starts with the first article; close it.

    Each article and each source is a piece of work of its own, in the order in which they are
    asked for: many articles of one caller let those of others in between. A process that dies, or
    that is at one thing for too long, or that has grown too large, is replaced. ``article_seconds``
    are those of the processor for one article, ``longest_seconds`` those on the clock for one piece
    of work, ``max_resident`` the bytes that the process may keep after one.
    """

    def __init__(
        self,
        *,
        article_seconds: float = MAX_ARTICLE_CPU_SECONDS,
        longest_seconds: float = TASK_TIMEOUT_SECONDS,
        max_resident: int = MAX_RESIDENT_BYTES,
    ) -> None:
        self._article_seconds = article_seconds
        self._longest_seconds = longest_seconds
        self._max_resident = max_resident
        self._pool = _create_pool()
        self._closed = False
        self._replacing = threading.Lock()
        # The queue stands on this side of the pipe: time spent in it is not the worker's.
        self._queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    async def analyze(
        self, raws: Sequence[RawArticle], now: datetime, topics: Sequence[Topic] = ()
    ) -> list[Article | NewsError]:
        """An article, or why there is none, for each that came in, in their order. ``topics`` are
        the editors' own, as they are now.

        Raises DeskUnavailable.
        """
        return [await self._edit(raw, now, tuple(topics)) for raw in raws]

    async def _edit(
        self, raw: RawArticle, now: datetime, topics: tuple[Topic, ...]
    ) -> Article | NewsError:
        try:
            return await self._run(analysis_tasks.edit, raw, now, topics, self._article_seconds)
        except _Fatal as error:
            return analysis_tasks.too_complex(raw, error)

    async def check_summaries(
        self, summaries: Sequence[tuple[str, Article]]
    ) -> list[tuple[str, ...] | NewsError]:
        """The sentences of each summary that a server wrote of an article, or why it can not
        stand.

        Raises DeskUnavailable.
        """
        return [await self._accept(text, article) for text, article in summaries]

    async def _accept(self, text: str, article: Article) -> tuple[str, ...] | NewsError:
        # What only storage needs is most of an article's weight.
        light = replace(article, index=IndexText(), fingerprint=())
        try:
            return await self._run(analysis_tasks.accept, text, light)
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
        """What a feed, or a source of another kind, holds. A hostile one can take long, so it is
        read here too, and for no more than ``seconds`` of the processor.

        Raises SourceError for what is no feed, DeskUnavailable.
        """
        return await self._read(
            url, analysis_tasks.parse_feed, body, url, content_type, seconds, kind
        )

    async def read_page(self, body: bytes, url: str) -> Page:
        """The article that a page holds. Raises SourceError, DeskUnavailable."""
        return await self._read(url, analysis_tasks.read_page, body, url)

    async def find_feeds(self, body: bytes, url: str) -> list[Outline]:
        """The feeds that a page says it has. Raises SourceError, DeskUnavailable."""
        return await self._read(url, analysis_tasks.find_feeds, body, url)

    def close(self) -> None:
        """End the process, whatever it is at: nothing of its work is filed before it is done."""
        with self._replacing:
            self._closed = True
            _kill_pool(self._pool)
        self._queue.shutdown(wait=True, cancel_futures=True)

    async def _read(
        self, url: str, work: Callable[[Unpack[Given]], Result], *given: *Given
    ) -> Result:
        try:
            return await self._run(work, *given)
        except _Fatal as error:
            raise build_source_error(url, FailureReason.TOO_COMPLEX, str(error)) from None

    async def _run(self, work: Callable[[Unpack[Given]], Result], *given: *Given) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._queue, self._do, work, *given)

    def _do(self, work: Callable[[Unpack[Given]], Result], *given: *Given) -> Result:
        """Have the worker do one thing, from the queue's thread; a worker that dies on it is given
        it once more, for it may have been killed for another reason.

        Raises DeskUnavailable, and _Fatal where other work can be done.
        """
        for _ in range(MAX_ATTEMPTS):
            try:
                return self._try(work, *given)
            except BrokenProcessPool:
                said = f"the desk's process died {MAX_ATTEMPTS} times on it"
                self._replace("it died")
            except TimeoutError:
                said = f"the desk was at it for more than {self._longest_seconds:g} s"
                self._replace(said)
                break
        try:
            self._try(analysis_tasks.ping)
        except (BrokenProcessPool, TimeoutError) as error:
            self._replace("it does not start")
            raise AnalyzerUnavailable("the desk's process does not start") from error
        raise _Fatal(said)

    def _try(self, work: Callable[[Unpack[Given]], Result], *given: *Given) -> Result:
        if self._closed:
            raise AnalyzerUnavailable("the desk is closed")
        pool = self._pool
        future = pool.submit(work, *given)
        wait([future], self._longest_seconds)
        if not future.done():
            raise TimeoutError
        try:
            return future.result()
        finally:
            grown = max((resident_bytes(pid) for pid in list(pool._processes or ())), default=0)
            if grown > self._max_resident:
                self._replace(f"it has grown to {grown // 2**20} MB")

    def _replace(self, why: str) -> None:
        with self._replacing:
            if self._closed:
                raise AnalyzerUnavailable("the desk is closed")
            log.warning("the desk's process is replaced: %s", why)
            _kill_pool(self._pool)
            self._pool = _create_pool()


def _create_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=analysis_tasks.open_desk,
    )


def _kill_pool(pool: ProcessPoolExecutor) -> None:
    """End a pool whose process may never finish what it is at."""
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)
