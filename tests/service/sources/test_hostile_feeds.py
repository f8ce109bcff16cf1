"""Test servers that misbehave on purpose: each fetch gives a clear reason, or what can be read."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from news.errors import SourceError
from news.limits import MAX_CATEGORIES, MAX_ENTRY_CHARS, MAX_NAME_CHARS, MAX_TITLE_CHARS
from news.model import RawArticle
from news.sources.addresses import FailureReason
from news.sources.fetcher import MAX_VALIDATOR_CHARS, Fetcher, FetchLimits
from news.sources.formats.entries import Feed
from service.articles.analysis_worker import AnalysisWorker
from service.articles.limits import CpuLimitExceeded, limit_cpu_time
from tests.support.factories import NOON
from tests.support.feeds.hostile import BODIES, MAX_BYTES, RAW, TIMEOUT, TRANSPORT, Case, nested
from tests.support.feeds.server import FeedServer, raw_server

CASES = (*TRANSPORT, *BODIES)


@pytest.fixture
async def feed_server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


async def read(analysis_worker: AnalysisWorker, url: str, seconds: float = 10.0) -> Feed:
    async with Fetcher(
        user_agent="tests",
        allow_private=True,
        clock=lambda: NOON,
        limits=FetchLimits(timeout=TIMEOUT, max_bytes=MAX_BYTES),
    ) as fetcher:
        response = await fetcher.fetch(url)
        assert len(response.etag) <= MAX_VALIDATOR_CHARS
        return await analysis_worker.parse_feed(
            response.body, response.url, response.content_type, seconds
        )


async def refusal(analysis_worker: AnalysisWorker, url: str, seconds: float = 10.0) -> object:
    with pytest.raises(SourceError) as caught:
        await read(analysis_worker, url, seconds)
    assert caught.value.details["url"] == url
    return caught.value.details["reason"]


def is_sane(feed: Feed) -> bool:
    """Return whether all articles are within the limits that other code expects."""
    return len(feed.title) <= MAX_NAME_CHARS and all(
        len(entry.title) <= MAX_TITLE_CHARS
        and len(entry.html) <= MAX_ENTRY_CHARS
        and len(entry.author) <= MAX_NAME_CHARS
        and len(entry.categories) <= MAX_CATEGORIES
        and (not entry.url or entry.url.startswith(("http://", "https://")))
        and "root:" not in entry.html
        and "\0" not in entry.title + entry.html
        and (entry.published is None or entry.published.tzinfo is UTC)
        for entry in feed.entries
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_misbehaving_server_is_a_source_failure(
    analysis_worker: AnalysisWorker, feed_server: FeedServer, case: Case
) -> None:
    url = case.misbehave(feed_server, "/feed.xml")
    if isinstance(case.expected, FailureReason):
        assert await refusal(analysis_worker, url) is case.expected
        return
    feed = await read(analysis_worker, url)
    assert len(feed.entries) == case.expected
    assert is_sane(feed)
    assert not [request for request in feed_server.requests if "trap" in request.path]


@pytest.mark.parametrize(("name", "answer", "reason"), RAW, ids=lambda value: str(value)[:40])
async def test_non_http_server_is_a_source_failure(
    analysis_worker: AnalysisWorker, name: str, answer: bytes, reason: FailureReason
) -> None:
    async with raw_server(answer) as url:
        assert await refusal(analysis_worker, url) is reason


async def test_endless_continue_is_a_source_failure(analysis_worker: AnalysisWorker) -> None:
    async with raw_server(b"HTTP/1.1 100 Continue\r\n\r\n", again=True) as url:
        assert await refusal(analysis_worker, url) is FailureReason.TIMEOUT


async def test_slow_feed_parsing_is_stopped(
    analysis_worker: AnalysisWorker, feed_server: FeedServer
) -> None:
    """The analysis worker survives and reads the next one."""
    url = feed_server.give("/feed.xml", nested("a", 90_000))
    assert await refusal(analysis_worker, url, seconds=0.05) is FailureReason.TOO_COMPLEX
    good = feed_server.give("/good.xml", nested("a", 3))
    assert len((await read(analysis_worker, good)).entries) == 1


def test_cpu_limit_allows_work_within_it() -> None:
    with limit_cpu_time(10):
        assert sum(range(1_000)) == 499_500


def work_for_ever() -> None:
    while True:
        with contextlib.suppress(Exception):
            sum(range(1_000))


def test_cpu_limit_stops_work_that_catches_everything() -> None:
    with pytest.raises(CpuLimitExceeded), limit_cpu_time(0.05):
        work_for_ever()


async def test_impossible_dates_become_arrival_time(
    analysis_worker: AnalysisWorker,
) -> None:
    for date in (datetime(2100, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), None):
        (article,) = await analysis_worker.analyze(
            [RawArticle(title="Мост открыт", published=date)], NOON
        )
        assert not isinstance(article, Exception)
        assert article.published == NOON
