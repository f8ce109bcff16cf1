"""Tasks of the analysis worker's process, each with its own limits.

They run in the main thread of the process, where the limit on CPU time can interrupt them.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple, Unpack

from news.errors import EmptyArticleError, NewsError, TooComplex
from news.model import Article, RawArticle, SourceKind, Topic
from service.articles.limits import (
    CpuLimitExceeded,
    limit_cpu_time,
    limit_growth,
    lower_cpu_priority,
    raise_oom_priority,
)
from service.ops.memory import release_memory

if TYPE_CHECKING:
    from news.pipeline import ArticleAnalyzer
    from news.sources.formats.entries import Feed
    from news.sources.formats.opml import Outline
    from news.sources.formats.page import Page

log = logging.getLogger(__name__)

MAX_ARTICLE_CPU_SECONDS = 20.0
"""CPU time of one article: one of usual length takes 0.02 s, the worst known 5 s."""
MAX_SOURCE_CPU_SECONDS = 10.0
"""CPU time of a feed or a page: a feed of a megabyte takes less than one second."""
MAX_GROWTH_BYTES = 768 * 1024 * 1024
"""Address space beyond that of the loaded analyzer; the worst feed of 10 MB takes half of it."""
IDLE_SECONDS = 2.0
"""The worker releases memory when it has been idle for this long."""
MAX_IDLE_SHARE = 0.01
"""The CPU time of an idle process, as a share of the time that passes."""

Args = TypeVarTuple("Args")
Result = TypeVar("Result")

_analyzer: ArticleAnalyzer | None = None


def _watch(seconds: float) -> None:
    """Release memory when the process has been idle for ``seconds``, and end it when its parent
    ends, even if the parent is killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    is_released = False
    while parent.is_alive():
        before = time.process_time()
        parent.join(seconds)
        is_idle = time.process_time() - before < MAX_IDLE_SHARE * seconds
        if is_idle and not is_released:
            release_memory()
        is_released = is_idle
    os._exit(1)


def load_analyzer() -> None:
    """Load the analyzer, once in the life of a worker process."""
    threading.Thread(target=_watch, args=(IDLE_SECONDS,), daemon=True).start()
    # A Ctrl-C in the terminal reaches every process; this one is closed by its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _analyzer  # noqa: PLW0603 - a worker process has one analyzer, loaded once
    # More threads make the multiplication of small matrices slower, not faster.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Imported here, so that only the worker process holds the analyzer's libraries in memory.
    from news.pipeline import ArticleAnalyzer

    _analyzer = ArticleAnalyzer()
    gc.freeze()  # the dictionaries stay: no collection has to look through them
    limit_growth(MAX_GROWTH_BYTES)
    raise_oom_priority()
    lower_cpu_priority()


def ping() -> None:
    """Do nothing; a result shows that the worker is alive."""


def analyze(
    raw: RawArticle, now: datetime, topics: tuple[Topic, ...], seconds: float
) -> Article | NewsError:
    """Return the analyzed article, or why there is none; ``seconds`` limits the CPU time."""
    assert _analyzer is not None
    try:
        with limit_cpu_time(seconds):
            return _analyzer.analyze(raw, now, topics)
    except EmptyArticleError as error:
        return error
    except (CpuLimitExceeded, MemoryError) as error:
        return too_complex(raw, error)
    except Exception as error:
        # A bug: it must cost this article only, and not the others of its source.
        log.exception("the analysis failed at %s", raw.url or raw.title)
        return NewsError(f"the analysis failed at {raw.url or raw.title!r}: {error}")


def too_complex(raw: RawArticle, error: BaseException) -> TooComplex:
    """Return the error for an article that exceeds a limit."""
    reason = str(error) or type(error).__name__
    return TooComplex(f"{raw.url or raw.title!r} is skipped: {reason}", url=raw.url)


def check_summary(text: str, article: Article) -> tuple[str, ...] | NewsError:
    """Return the sentences of a summary that a server wrote, or why it is rejected."""
    assert _analyzer is not None
    try:
        with limit_cpu_time(MAX_ARTICLE_CPU_SECONDS):
            return _analyzer.check_summary(text, article)
    except NewsError as error:
        return error
    except (CpuLimitExceeded, MemoryError) as error:
        return TooComplex(f"a summary of article {article.id}: {error}", url=article.url)
    except Exception as error:
        log.exception("the check of the summary of article %d failed", article.id)
        return NewsError(f"the check of a summary failed: {error}")


def parse_feed(body: bytes, url: str, content_type: str, seconds: float, kind: SourceKind) -> Feed:
    """Parse a source of any kind. Raises SourceError."""
    from news.sources.kinds import parse_source

    return _read(seconds, url, parse_source, body, url, content_type, kind)


def read_page(body: bytes, url: str, content_type: str) -> Page:
    """Parse the article of a page. Raises SourceError."""
    from news.sources.formats.page import read_page

    return _read(MAX_SOURCE_CPU_SECONDS, url, read_page, body, url, content_type)


def find_feeds(body: bytes, url: str, content_type: str) -> list[Outline]:
    """Return the feeds that a page links to. Raises SourceError."""
    from news.sources.discovery import find_feeds

    return _read(MAX_SOURCE_CPU_SECONDS, url, find_feeds, body, url, content_type)


def _read(
    seconds: float, url: str, reader: Callable[[Unpack[Args]], Result], *args: *Args
) -> Result:
    from news.sources.addresses import FailureReason, build_source_error
    from news.sources.cleaning import clean

    try:
        with limit_cpu_time(seconds):
            return clean(reader(*args))
    except (CpuLimitExceeded, MemoryError) as error:
        reason = str(error) or type(error).__name__
        raise build_source_error(url, FailureReason.TOO_COMPLEX, reason) from None
