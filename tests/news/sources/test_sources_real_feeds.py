"""Fetch every real feed of the shared data folder from loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC
from pathlib import Path

import feedparser
import pytest

from news.errors import SourceError
from news.sources.fetcher import FailureReason, Fetcher
from news.sources.formats.feed import parse_feed
from tests.support.factories import NOON
from tests.support.feeds.server import FeedServer

UNREADABLE = "7ef13a42fa7e177a.xml"
MALFORMED_BUT_READ = "705749c3b1bd02d8.xml"


@pytest.fixture
async def feed_server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
def feeds(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "feeds").glob("*.xml"))


async def test_every_entry_comes_in(feeds: list[Path], feed_server: FeedServer) -> None:
    broken = []
    async with Fetcher(user_agent="tests", allow_private=True, clock=lambda: NOON) as fetcher:
        for path in feeds:
            body = path.read_bytes()
            url = feed_server.give(f"/{path.name}", body, headers={"ETag": f'"{path.name}"'})
            response = await fetcher.fetch(url)
            assert response.body == body
            assert (await fetcher.fetch(url, etag=response.etag)).not_modified
            try:
                feed = parse_feed(response.body, response.url, response.content_type)
            except SourceError as error:
                broken.append(error.details)
                continue
            assert len(feed.entries) == len(feedparser.parse(body).entries) > 0
            assert feed.title
            for entry in feed.entries:
                assert entry.title
                assert entry.url.startswith("http")
                assert entry.source == feed.title
                assert entry.published is not None
                assert entry.published.tzinfo is UTC
                assert entry.text == ""
    assert broken == [{"url": feed_server.url(f"/{UNREADABLE}"), "reason": FailureReason.MALFORMED}]


def test_a_malformed_feed_gives_what_can_be_read(feeds: list[Path]) -> None:
    body = next(path for path in feeds if path.name == MALFORMED_BUT_READ).read_bytes()
    assert feedparser.parse(body).bozo
    feed = parse_feed(body, "https://example.com/index.xml")
    assert len(feed.entries) == 15
    assert {entry.author for entry in feed.entries} == {"Oscar Dominguez"}


def test_authors_and_dates_are_what_the_files_say(feeds: list[Path]) -> None:
    feed = parse_feed(
        next(path for path in feeds if path.name == "4bf53cb602417030.xml").read_bytes(),
        "https://www.washingtonpost.com/world.xml",
    )
    first = feed.entries[0]
    assert first.author == "Adam Taylor, Cate Cadell"
    assert first.published is not None
    assert first.published.isoformat() == "2026-02-17T21:44:06+00:00"
    assert (feed.title, feed.ttl) == ("World", 1)
