"""The desk at work in a process of its own, so that no reply ever waits for it."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple, Unpack

from bot.cpu_limit import OutOfTime, cpu_limit
from news.errors import EmptyArticle, NewsError
from news.model import Article, IndexText, RawArticle, SourceKind, Topic

if TYPE_CHECKING:
    from news.desk import Desk
    from news.sources.entries import Feed
    from news.sources.opml import Outline
    from news.sources.page import Page

log = logging.getLogger(__name__)

TRIES = 2
LONGEST_SECONDS = 120.0
"""For one batch of articles or one feed; the first call also loads the desk."""
LONGEST_PARSE = 10.0
"""Seconds of the processor for what one source gave: a feed of a megabyte takes less than one."""

Given = TypeVarTuple("Given")
Result = TypeVar("Result")

_desk: Desk | None = None


class DeskUnavailable(NewsError):
    """The desk's process does not live through the work that it is given."""


def _end_with_parent() -> None:
    """However the parent ends, a kill included, its worker does not outlive it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _open_desk() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # A Ctrl-C in the terminal reaches every process; this one is closed by its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _desk  # noqa: PLW0603 - a worker process has one desk, loaded once
    # One thread does it: the desk is one core's work, and more only fight over small matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Imported here, so that only the worker process holds the desk's libraries in memory.
    from news.desk import Desk

    _desk = Desk()


def _edit(
    raws: Sequence[RawArticle], now: datetime, topics: tuple[Topic, ...]
) -> list[Article | NewsError]:
    assert _desk is not None
    edited: list[Article | NewsError] = []
    for raw in raws:
        try:
            edited.append(_desk.edit(raw, now, topics))
        except EmptyArticle as error:
            edited.append(error)
        except Exception as error:
            # A mistake of ours: it costs this article, and not the others of its batch.
            log.exception("the desk failed at %s", raw.url or raw.title)
            edited.append(NewsError(f"the desk failed at {raw.url or raw.title!r}: {error}"))
    return edited


def _read_page(body: bytes, url: str) -> Page:
    from news.sources.addresses import FailureReason, failure
    from news.sources.page import read_page

    try:
        with cpu_limit(LONGEST_PARSE):
            return read_page(body, url)
    except OutOfTime as error:
        raise failure(url, FailureReason.TOO_COMPLEX, str(error)) from None


def _find_feeds(body: bytes, url: str) -> list[Outline]:
    from news.sources.discovery import find_feeds

    return find_feeds(body, url)


def _accept(
    written: Sequence[tuple[str, Article]],
) -> list[tuple[str, ...] | NewsError]:
    assert _desk is not None
    judged: list[tuple[str, ...] | NewsError] = []
    for text, article in written:
        try:
            judged.append(_desk.accept(text, article))
        except NewsError as error:
            judged.append(error)
        except Exception as error:
            log.exception("the desk failed at the summary of article %d", article.id)
            judged.append(NewsError(f"the desk failed at a summary: {error}"))
    return judged


def _parse(body: bytes, url: str, content_type: str, seconds: float, kind: SourceKind) -> Feed:
    from news.sources.addresses import FailureReason, failure
    from news.sources.kinds import READERS

    try:
        with cpu_limit(seconds):
            return READERS[kind](body, url, content_type)
    except OutOfTime as error:
        raise failure(url, FailureReason.TOO_COMPLEX, str(error)) from None


class DeskProcess:
    """One worker process with a desk in it. It starts with the first article; close it.

    A process that dies, or that is at one thing for too long, is replaced.
    """

    def __init__(self) -> None:
        self._pool = _new_pool()

    async def edit(
        self, raws: Sequence[RawArticle], now: datetime, topics: Sequence[Topic] = ()
    ) -> list[Article | NewsError]:
        """An article, or why there is none, for each that came in, in their order. ``topics`` are
        the editors' own, as they are now.

        Raises DeskUnavailable where the process dies on it twice.
        """
        return await self._run(_edit, list(raws), now, tuple(topics))

    async def accept(
        self, written: Sequence[tuple[str, Article]]
    ) -> list[tuple[str, ...] | NewsError]:
        """The sentences of each summary that a server wrote of an article, or why it can not
        stand.

        Raises DeskUnavailable where the process dies on it.
        """
        # What only storage needs is most of an article's weight.
        light = [
            (text, replace(article, index=IndexText(), fingerprint=())) for text, article in written
        ]
        return await self._run(_accept, light)

    async def parse_feed(
        self,
        body: bytes,
        url: str,
        content_type: str,
        seconds: float = LONGEST_PARSE,
        kind: SourceKind = "feed",
    ) -> Feed:
        """What a feed, or a source of another kind, holds. A hostile one can take long, so it is
        read here too, and for no more than ``seconds`` of the processor.

        Raises SourceError for what is no feed, DeskUnavailable where the process dies on it.
        """
        return await self._run(_parse, body, url, content_type, seconds, kind)

    async def read_page(self, body: bytes, url: str) -> Page:
        """The article that a page holds. Raises SourceError where there is none."""
        return await self._run(_read_page, body, url)

    async def find_feeds(self, body: bytes, url: str) -> list[Outline]:
        """The feeds that a page says it has."""
        return await self._run(_find_feeds, body, url)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _run(self, work: Callable[[Unpack[Given]], Result], *given: *Given) -> Result:
        for _ in range(TRIES):
            pool = self._pool
            try:
                async with asyncio.timeout(LONGEST_SECONDS):
                    return await asyncio.get_running_loop().run_in_executor(pool, work, *given)
            except (BrokenProcessPool, TimeoutError) as error:
                log.error("the desk's process is replaced: %s", type(error).__name__)
                if self._pool is pool:
                    _end(pool)
                    self._pool = _new_pool()
        raise DeskUnavailable(f"the desk's process died {TRIES} times on the same work")


def _new_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_open_desk,
    )


def _end(pool: ProcessPoolExecutor) -> None:
    """End a pool whose process may never finish what it is at."""
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)
