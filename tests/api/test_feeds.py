"""Test the feeds that PUBLIC_FEEDS publishes, as feed readers see them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.feed_documents import Feed, FeedItem, build_json_feed, build_rss
from bot.api.feeds import CACHE_SECONDS
from bot.app import App
from news.model import RawArticle
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.articles.analysis_worker import AnalysisWorker
from service.bootstrap import open_services
from service.config import Settings
from service.search.service import SearchService
from tests.api.conftest import get_address
from tests.conftest import EDITOR_ID, running
from tests.support.articles import load
from tests.support.conversation import ask, subscribe
from tests.support.outbox import People

MATCH = RawArticle(
    title="Сборная выиграла «матч» & вышла в финал <b>чемпионата</b>",
    text="Футбольная сборная выиграла матч со счётом 2:1 и вышла в финал чемпионата. Гол забил нападающий на последней минуте.",
    url="https://sport.example/match?a=1&b=2",
    source="Спорт & жизнь",
)
MARKET = RawArticle(
    title="Parliament raises taxes on banks",
    text="Parliament voted on Tuesday to raise taxes on banks. The finance minister said the budget needs the money.",
    source="City Desk",
)


@pytest.fixture
async def app(
    settings: Settings, sandbox_clock: ManualClock, analysis_worker: AnalysisWorker
) -> AsyncIterator[App]:
    public = settings.model_copy(update={"public_feeds": True})
    async with open_services(
        public, sandbox_clock, analysis_worker, monotonic=sandbox_clock.monotonic
    ) as services:
        app = App(services)
        async with running(app):
            await app.web.started.wait()
            yield app


@pytest.fixture
async def reader(app: App) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(get_address(app)) as client:
        yield client


async def read(client: aiohttp.ClientSession, path: str) -> feedparser.FeedParserDict:
    async with client.get(path) as response:
        assert response.status == 200
        assert response.content_type == "application/rss+xml"
        found = feedparser.parse(await response.read())
    assert not found.bozo
    return found


async def test_feed_of_a_topic_has_its_stories(app: App, reader: aiohttp.ClientSession) -> None:
    await load(app.services, MATCH, MARKET)
    found = await read(reader, "/feeds/sport.xml")
    assert found.version == "rss20"
    assert found.feed.title == "Сводка: Спорт"
    (entry,) = found.entries
    assert entry.link == MATCH.url
    assert entry.author == MATCH.source
    assert entry.id == "svodka:story:1"
    async with reader.get("/feeds/sport.json") as response:
        assert response.content_type == "application/feed+json"
        document = await response.json(content_type=None)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = document["items"]
    assert item["title"] == MATCH.title
    assert datetime.fromisoformat(item["date_published"]).tzinfo is not None


async def test_feed_in_a_language_has_its_articles_alone(
    app: App, reader: aiohttp.ClientSession
) -> None:
    await load(app.services, MATCH, MARKET)
    assert (await read(reader, "/feeds/sport.xml?language=en")).entries == []
    found = await read(reader, "/feeds/politics.xml?language=en")
    assert found.feed.title == "Svodka: Politics"
    (entry,) = found.entries
    # An article without an address opens in the chat.
    assert entry.link.startswith("https://t.me/")
    assert entry.link.endswith("?start=article_2")


async def test_unchanged_feed_is_not_sent_again(
    app: App, reader: aiohttp.ClientSession, sandbox_clock: ManualClock
) -> None:
    async with reader.get("/feeds/sport.xml") as response:
        etag = response.headers["ETag"]
    sandbox_clock.advance(seconds=CACHE_SECONDS + 1)
    for known in (etag, f'W/{etag}, "other"', "*"):
        async with reader.get("/feeds/sport.xml", headers={"If-None-Match": known}) as response:
            assert response.status == 304
            assert await response.read() == b""
    await load(app.services, MATCH)
    sandbox_clock.advance(seconds=CACHE_SECONDS + 1)
    async with reader.get("/feeds/sport.xml", headers={"If-None-Match": etag}) as response:
        assert response.status == 200
        assert response.headers["ETag"] != etag


async def test_feed_of_breaking_news_has_what_was_sent_and_not_retracted(
    app: App, reader: aiohttp.ClientSession, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await ask(editor, "/breaking Мост закрыт\nДо утра")
    question = await editor.wait()
    assert (await read(reader, "/feeds/broadcasts.xml")).entries == []
    await editor.click(question, "Отправить")
    await olya.wait()
    sandbox_clock.advance(seconds=CACHE_SECONDS + 1)
    (entry,) = (await read(reader, "/feeds/broadcasts.xml")).entries
    assert entry.title == "🔴 Мост закрыт"
    assert entry.summary == "🔴 Мост закрыт\nДо утра"
    await retract(editor)
    sandbox_clock.advance(seconds=CACHE_SECONDS + 1)
    assert (await read(reader, "/feeds/broadcasts.xml")).entries == []


async def retract(editor: Person) -> None:
    editor.skip()
    question = await ask(editor, "/retract 1")
    if question.labels:
        await editor.click(question, question.labels[0])
    await editor.settle()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/feeds/nonsense.xml", 404),
        ("/feeds/sport.html", 404),
        ("/feeds/", 404),
        ("/feeds/sport.xml?language=de", 422),
    ],
)
async def test_other_feeds_do_not_exist(
    reader: aiohttp.ClientSession, path: str, status: int
) -> None:
    async with reader.get(path) as response:
        assert response.status == status
        assert (await response.json(content_type=None))["status"] == status


async def test_feeds_are_off_by_default(
    settings: Settings, sandbox_clock: ManualClock, analysis_worker: AnalysisWorker
) -> None:
    async with open_services(settings, sandbox_clock, analysis_worker) as services:
        app = App(services)
        async with running(app):
            await app.web.started.wait()
            async with (
                aiohttp.ClientSession(get_address(app)) as client,
                client.get("/feeds/sport.xml") as response,
            ):
                assert response.status == 404


ITEM = FeedItem("svodka:story:1", "", "", "https://t.me/svodka", datetime(2026, 7, 1, tzinfo=UTC))


@given(st.text(), st.text())
def test_any_text_makes_a_well_formed_feed(title: str, text: str) -> None:
    feed = Feed(
        title, "https://t.me/svodka", "ru", [replace(ITEM, title=title, text=text, tags=[title])]
    )
    assert not feedparser.parse(build_rss(feed)).bozo
    assert json.loads(build_json_feed(feed))["items"][0]["id"] == ITEM.id


async def test_formats_of_a_feed_are_one_search(
    app: App, reader: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(app.services, MATCH)
    searched, find = [], SearchService.find

    async def count_searches(self: SearchService, *given: Any, **named: Any) -> Any:
        searched.append(given)
        return await find(self, *given, **named)

    monkeypatch.setattr(SearchService, "find", count_searches)
    async with reader.get("/feeds/sport.json") as response:
        (item,) = json.loads(await response.read())["items"]
    (entry,) = (await read(reader, "/feeds/sport.xml")).entries
    assert item["title"] == entry.title == MATCH.title
    assert len(searched) == 1
