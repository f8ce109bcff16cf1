"""The desk at work in a process of its own, so that no reply ever waits for it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING

from news.errors import EmptyArticle
from news.model import Article, RawArticle

if TYPE_CHECKING:
    from news.desk import Desk
    from news.sources.feed import Feed

_desk: Desk | None = None


def _open_desk() -> None:
    # A Ctrl-C in the terminal reaches every process; this one is closed by its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _desk  # noqa: PLW0603 - a worker process has one desk, loaded once
    # One thread does it: the desk is one core's work, and more only fight over small matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Imported here, so that only the worker process holds the desk's libraries in memory.
    from news.desk import Desk

    _desk = Desk()


def _edit(raws: Sequence[RawArticle], now: datetime) -> list[Article | EmptyArticle]:
    assert _desk is not None
    edited: list[Article | EmptyArticle] = []
    for raw in raws:
        try:
            edited.append(_desk.edit(raw, now))
        except EmptyArticle as error:
            edited.append(error)
    return edited


def _parse(body: bytes, url: str, content_type: str) -> Feed:
    from news.sources.feed import parse_feed

    return parse_feed(body, url, content_type)


class DeskProcess:
    """One worker process with a desk in it. It starts with the first article; close it."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_open_desk,
        )

    async def edit(self, raws: Sequence[RawArticle], now: datetime) -> list[Article | EmptyArticle]:
        """An article, or why there is none, for each that came in, in their order."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, _edit, list(raws), now)

    async def parse_feed(self, body: bytes, url: str, content_type: str) -> Feed:
        """What a feed holds: a hostile one can take seconds, so it is read here too.

        Raises SourceError for what is no feed.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, _parse, body, url, content_type)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
