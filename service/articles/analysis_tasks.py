"""What the desk's process does: each function here is one piece of work, bounded by itself.

They run in the main thread of the worker, where the bound on processor time can interrupt them.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple, Unpack

from news.errors import EmptyArticleError, NewsError, TooComplex
from news.model import Article, RawArticle, SourceKind, Topic
from service.articles.cpu_limit import CpuLimitExceeded, limit_cpu_time
from service.articles.memory_limit import be_killed_first, limit_growth

if TYPE_CHECKING:
    from news.pipeline import ArticleAnalyzer
    from news.sources.entries import Feed
    from news.sources.opml import Outline
    from news.sources.page import Page

log = logging.getLogger(__name__)

MAX_ARTICLE_CPU_SECONDS = 20.0
"""Of the processor. An article of a usual length takes 0.02 s, the worst known 5 s."""
MAX_SOURCE_CPU_SECONDS = 10.0
"""Of the processor for a feed or a page: a feed of a megabyte takes less than one."""
MAX_GROWTH_BYTES = 768 * 1024 * 1024
"""Of address space beyond what the loaded desk has: the worst feed of 10 MB takes half of it."""

Given = TypeVarTuple("Given")
Result = TypeVar("Result")

_desk: ArticleAnalyzer | None = None


def _end_with_parent() -> None:
    """However the parent ends, a kill included, its worker does not outlive it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def open_desk() -> None:
    """Load the desk, once in the life of a worker."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # A Ctrl-C in the terminal reaches every process; this one is closed by its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _desk  # noqa: PLW0603 - a worker process has one desk, loaded once
    # One thread does it: the desk is one core's work, and more only fight over small matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Imported here, so that only the worker process holds the desk's libraries in memory.
    from news.pipeline import ArticleAnalyzer

    _desk = ArticleAnalyzer()
    limit_growth(MAX_GROWTH_BYTES)
    be_killed_first()


def ping() -> None:
    """Do nothing: a worker that returns from it lives."""


def edit(
    raw: RawArticle, now: datetime, topics: tuple[Topic, ...], seconds: float
) -> Article | NewsError:
    """Make an article in ``seconds`` of the processor, or say why there is none."""
    assert _desk is not None
    try:
        with limit_cpu_time(seconds):
            return _desk.analyze(raw, now, topics)
    except EmptyArticleError as error:
        return error
    except (CpuLimitExceeded, MemoryError) as error:
        return too_complex(raw, error)
    except Exception as error:
        # A mistake of ours: it costs this article, and not the others of its source.
        log.exception("the desk failed at %s", raw.url or raw.title)
        return NewsError(f"the desk failed at {raw.url or raw.title!r}: {error}")


def too_complex(raw: RawArticle, error: BaseException) -> TooComplex:
    """Make the error for an article that takes more than an article may."""
    said = str(error) or type(error).__name__
    return TooComplex(f"{raw.url or raw.title!r} is set aside: {said}", url=raw.url)


def accept(text: str, article: Article) -> tuple[str, ...] | NewsError:
    """Return the sentences of a summary that a server wrote, or why it can not stand."""
    assert _desk is not None
    try:
        with limit_cpu_time(MAX_ARTICLE_CPU_SECONDS):
            return _desk.check_summary(text, article)
    except NewsError as error:
        return error
    except (CpuLimitExceeded, MemoryError) as error:
        return TooComplex(f"a summary of article {article.id}: {error}", url=article.url)
    except Exception as error:
        log.exception("the desk failed at the summary of article %d", article.id)
        return NewsError(f"the desk failed at a summary: {error}")


def parse_feed(body: bytes, url: str, content_type: str, seconds: float, kind: SourceKind) -> Feed:
    """Read a source of any kind. Raises SourceError."""
    from news.sources.kinds import PARSERS

    return _read(seconds, url, PARSERS[kind], body, url, content_type)


def read_page(body: bytes, url: str) -> Page:
    """Read the article of a page. Raises SourceError."""
    from news.sources.page import read_page

    return _read(MAX_SOURCE_CPU_SECONDS, url, read_page, body, url)


def find_feeds(body: bytes, url: str) -> list[Outline]:
    """Find the feeds that a page says it has. Raises SourceError."""
    from news.sources.discovery import find_feeds

    return _read(MAX_SOURCE_CPU_SECONDS, url, find_feeds, body, url)


def _read(
    seconds: float, url: str, reader: Callable[[Unpack[Given]], Result], *given: *Given
) -> Result:
    from news.sources.addresses import FailureReason, build_source_error

    try:
        with limit_cpu_time(seconds):
            return reader(*given)
    except (CpuLimitExceeded, MemoryError) as error:
        said = str(error) or type(error).__name__
        raise build_source_error(url, FailureReason.TOO_COMPLEX, said) from None
