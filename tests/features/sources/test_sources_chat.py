"""Test /sources in the chat: health lights, cards, buttons, and notices of failures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import pytest

from bot.app import App
from bot.features.sources.callbacks import SourceAction, SourceCallback
from bot.features.sources.views import PAGE_SIZE, SourceHealth, get_health
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from service.sources.service import OPML_BATCH_SIZE
from storage.archive import articles, sources
from storage.archive.sources import Source, SourceActivity
from storage.stats.audit_log import SERVICE_ACTOR
from tests.conftest import EDITOR_ID
from tests.news.sources.test_sources_kinds import post, preview, words
from tests.service.sources.test_ingest import FEED, add_source, the
from tests.support.factories import NOON
from tests.support.feeds.server import FeedServer

People = Callable[..., Person]


async def ask(user: Person, text: str) -> MessageSnapshot:
    await user.send(text)
    return await user.wait()


async def press(user: Person, message: MessageSnapshot, label: str) -> MessageSnapshot:
    await user.click(message, label)
    return await user.wait()


async def pass_until_due(services: Services, clock: ManualClock, url: str) -> None:
    due = (await the(services, url)).next_fetch_at
    clock.advance(seconds=(due - clock()).total_seconds())


def source(**values: Any) -> Source:
    known: dict[str, Any] = {
        "id": 1,
        "kind": "feed",
        "url": "https://a.example/",
        "title": "",
        "etag": "",
        "last_modified": "",
        "added_at": NOON - timedelta(days=30),
        "next_fetch_at": NOON,
        "last_success_at": NOON,
        "failures": 0,
        "failure_reason": "",
        "paused_reason": None,
    }
    return Source(**{**known, **values})


@pytest.mark.parametrize(
    ("values", "days_silent", "expected"),
    [
        ({}, 0, SourceHealth.HEALTHY),
        ({}, 6.9, SourceHealth.HEALTHY),
        ({}, 7, SourceHealth.SILENT),
        ({}, None, SourceHealth.SILENT),
        ({"added_at": NOON}, None, SourceHealth.HEALTHY),
        ({"last_success_at": None}, None, SourceHealth.NEW),
        ({"failures": 1}, 0, SourceHealth.FAILING),
        ({"failures": 1, "paused_reason": "editor"}, 0, SourceHealth.PAUSED),
        ({"failures": 1, "paused_reason": "gone"}, 0, SourceHealth.STOPPED),
        ({"paused_reason": "moved"}, 0, SourceHealth.STOPPED),
    ],
)
def test_source_status_lights(
    values: dict[str, Any], days_silent: float | None, expected: SourceHealth
) -> None:
    last = None if days_silent is None else NOON - timedelta(days=days_silent)
    assert get_health(source(**values), SourceActivity(last, 1), NOON) is expected


async def test_source_card_shows_health_and_actions(
    app: App, services: Services, person: People
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    async with FeedServer() as server:
        url = server.give("/feed.xml", FEED)
        await ask(anna, f"/sources add {url}")
        listed = await ask(anna, "/sources")
        assert "⚪️ 1." in listed.text
        card = await press(anna, listed, "1")
        assert url in card.text
        read = await press(anna, card, "Прочесть сейчас")
        assert "1 новая статья" in read.text
        assert "🟢 последняя статья" in read.text
        assert "Harbour Post" in read.text

        paused = await press(anna, read, "Пауза")
        assert "⏸" in paused.text
        assert (await the(services, url)).paused_reason == "editor"
        resumed = await press(anna, paused, "Читать снова")
        assert (await the(services, url)).paused_reason is None

        grid = await press(anna, resumed, "Темы")
        grid = await press(anna, grid, "Спорт")
        assert "✅ Спорт" in grid.labels
        card = await press(anna, grid, "Назад")
        assert "🗂 Спорт" in card.text
        languages = await press(anna, card, "Язык")
        card = await press(anna, languages, "Українська")
        assert "🌐 Українська" in card.text
        assert (await the(services, url)).language == "uk"
        assert (await anna.click(card, "Почему?")).text == "Всё в порядке."

        sure = await press(anna, card, "Убрать")
        assert "Статьи останутся" in sure.text
        assert "Убрал «Harbour Post»" in (await press(anna, sure, "Да, убрать")).text
    async with services.database.read() as connection:
        assert await sources.count(connection) == 0


async def test_source_language_setting_is_used(services: Services) -> None:
    async with FeedServer() as server:
        added = await add_source(services, server.give("/feed.xml", FEED))
        async with services.database.write() as connection:
            source = await sources.change(connection, added.id, language="uk")
        assert source is not None
        await services.source_updater.update([source])
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
    assert article is not None
    assert article.language == "uk"


async def test_sources_list_is_paginated_failing_first(
    app: App, services: Services, person: People
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    for number in range(PAGE_SIZE * 2 + 1):
        added = await add_source(services, f"https://n{number}.example/feed")
    async with services.database.write() as connection:
        await sources.record_failure(
            connection, added, now=services.clock(), reason="timeout", wait=timedelta(hours=1)
        )
    first = await ask(anna, "/sources")
    assert "🔴 1. https://n16.example/feed" in first.text
    assert "сайт не ответил вовремя" in first.text
    assert "◀️ Назад" not in first.labels
    last = await press(anna, await press(anna, first, "▶️ Ещё"), "▶️ Ещё")
    assert "n15.example" in last.text
    assert "▶️ Ещё" not in last.labels
    assert "1." in (await press(anna, await press(anna, last, "◀️ Назад"), "◀️ Назад")).text


async def test_source_failure_notifies_editors_once_per_outage(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    async with FeedServer() as server:
        url = server.give("/feed.xml", b"", status=403)
        await add_source(services, url)
        for _ in range(8):  # backing off from ten minutes, a day has passed after these
            await app.update_sources()
            await pass_until_due(services, sandbox_clock, url)
        await app.update_sources()
        notice = await anna.wait()
        assert "Источники, которые не читаются" in notice.text
        assert f"{url}: сайт ответил ошибкой" in notice.text
        await app.update_sources()
        await anna.settle()
        assert len([m for m in anna.messages if "не читаются" in m.text]) == 1
        assert "🔴" in (await ask(anna, "/sources")).text
        server.give("/feed.xml", FEED)
        await pass_until_due(services, sandbox_clock, url)
        await app.update_sources()
    healed = await the(services, url)
    assert (healed.failures, healed.failing_since, healed.failure_notified) == (0, None, False)


async def test_gone_source_is_stopped_and_editors_notified(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    async with FeedServer() as server:
        url = server.give("/feed.xml", b"", status=410)
        await add_source(services, url)
        await app.update_sources()
        assert "больше нет" in (await anna.wait()).text
        sandbox_clock.advance(days=3)
        await app.update_sources()
        assert len(server.requests) == 1
    card = await press(anna, await ask(anna, "/sources"), "1")
    assert "⛔️" in card.text
    assert "больше нет" in (await anna.click(card, "Почему?")).text


async def test_source_buttons_are_for_editors_only(
    app: App, services: Services, person: People
) -> None:
    olya = person("Оля")
    added = await add_source(services, "https://a.example/feed")
    shown = await ask(olya, "/help")
    for do in SourceAction:
        data = SourceCallback(source=added.id, action=do, value="sport").pack()
        assert "для редакторов" in (await olya.click_data(shown, data)).text
    assert await the(services, added.url) == added


async def test_buttons_of_removed_source_are_explained(
    app: App, services: Services, person: People
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    await add_source(services, "https://a.example/feed")
    card = await press(anna, await ask(anna, "/sources"), "1")
    async with services.database.write() as connection:
        await sources.remove(connection, "https://a.example/feed")
    assert "Источника № 1 нет" in (await anna.click(card, "Почему?")).text
    assert "Источника № 1 нет" in (await press(anna, card, "Прочесть сейчас")).text


async def test_user_agent_names_the_bot(app: App, services: Services) -> None:
    async with FeedServer() as server:
        await services.source_updater.update(
            [await add_source(services, server.give("/feed.xml", FEED))]
        )
        me = await app.bot.me()
        said = {r.headers["User-Agent"] for r in (*server.requests, *server.robots)}
    assert said == {f"Svodka/{version('svodka')} (+https://t.me/{me.username})"}


def site(*paths: str) -> bytes:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="Feed {path}" href="{path}">'
        for path in paths
    )
    return f"<!doctype html><html><head>{links}</head><body><p>Hi</body></html>".encode()


async def test_add_source_finds_single_feed(app: App, services: Services, person: People) -> None:
    anna = person("Анна", id=EDITOR_ID)
    async with FeedServer() as server:
        home = server.give("/", site("/feed.xml"), headers={"Content-Type": "text/html"})
        feed = server.give("/feed.xml", FEED)
        assert f"Добавил {feed}" in (await ask(anna, f"/sources add {home}")).text
        assert "уже есть" in (await ask(anna, f"/sources add {home}")).text
    assert (await the(services, feed)).title == "Harbour Post"


async def test_add_source_offers_several_feeds(
    app: App, services: Services, person: People
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    async with FeedServer() as server:
        home = server.give("/", site("/a.xml", "/b.xml"), headers={"Content-Type": "text/html"})
        server.give("/b.xml", FEED)
        asked = await ask(anna, f"/sources add {home}")
        assert "несколько лент" in asked.text
        assert asked.labels == ["1", "2"]
        assert f"Добавил {server.url('/b.xml')}" in (await press(anna, asked, "2")).text
        await the(services, server.url("/b.xml"))
    async with services.database.read() as connection:
        assert await sources.count(connection) == 1


async def test_add_source_reads_channel_preview(
    app: App, services: Services, person: People
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    added = await ask(anna, "/sources add @harbour_post")
    assert "Добавил https://t.me/s/harbour_post" in added.text
    assert (await the(services, "https://t.me/s/harbour_post")).kind == "channel"
    async with FeedServer() as server:
        body = preview(post(1, words("Мост через реку открыли утром после четырёх лет работ.")))
        url = server.give("/s/harbour_post", body)
        async with services.database.write() as connection:
            channel = await sources.add(
                connection, url=url, title="", kind="channel", now=services.clock()
            )
        assert channel is not None
        ((_, report),) = await services.source_updater.update([channel])
        ((_, again),) = await services.source_updater.update([channel])
    assert (report.added, again.added) == (1, 0)  # type: ignore[union-attr]
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
    assert article is not None
    assert (article.url, article.source) == ("https://t.me/harbour_post/1", "Harbour Post")


async def test_opml_import_and_export(app: App, services: Services, person: People) -> None:
    anna = person("Анна", id=EDITOR_ID)
    listed = b"""<opml version="2.0"><body><outline text="News">
        <outline text="A" xmlUrl="https://a.example/feed"/>
        <outline text="B" xmlUrl="https://b.example/feed"/>
        <outline text="C" xmlUrl="ftp://c.example/feed"/>
        <outline text="D" xmlUrl="http://user:pass@d.example/feed"/>
        <outline text="E"/></outline></body></opml>"""
    await anna.send_document("feeds.opml", listed)
    taken = await anna.wait()
    assert "Добавлено: 2, уже было: 0." in taken.text
    assert "Не подошли: 3" in taken.text
    await anna.send_document("Feeds.OPML", listed)
    assert "Добавлено: 0, уже было: 2." in (await anna.wait()).text
    await anna.send_document("bad.opml", b"<opml")
    assert "bad.opml" in (await anna.wait()).text
    handed = await ask(anna, "/sources opml")
    assert "Источников в списке: 2" in (handed.raw.get("caption") or handed.text)
    assert handed.raw["document"]["file_name"] == "svodka.opml"


async def test_large_opml_lets_other_writers_in(services: Services) -> None:
    count = 20 * OPML_BATCH_SIZE
    outlines = "".join(f'<outline xmlUrl="https://s{n}.example/rss"/>' for n in range(count))
    body = f"<opml><body>{outlines}</body></opml>".encode()
    turns = 0

    async def write() -> None:
        nonlocal turns
        while not importing.done():
            async with services.database.write():
                turns += 1

    importing = asyncio.create_task(
        services.sources.import_opml(body, "feeds.opml", SERVICE_ACTOR, services.clock())
    )
    await write()
    report = await importing
    assert (report.added, report.already_known, report.rejected) == (count, 0, [])
    assert turns >= 20


async def test_opml_import_is_for_editors_only(
    app: App, services: Services, person: People
) -> None:
    olya = person("Оля")
    await olya.send_document(
        "feeds.opml", b'<opml><body><outline xmlUrl="https://a.example/"/></body></opml>'
    )
    await olya.wait()
    async with services.database.read() as connection:
        assert await sources.count(connection) == 0


async def test_edited_channel_post_updates_article(services: Services) -> None:
    first = "Мост через реку открыли утром после четырёх лет работ."
    second = "Мост через реку открыли вечером после пяти лет ремонта."
    async with FeedServer() as server:
        url = server.give("/s/harbour_post", preview(post(1, words(first))))
        async with services.database.write() as connection:
            channel = await sources.add(
                connection, url=url, title="", kind="channel", now=services.clock()
            )
        assert channel is not None
        await services.source_updater.update([channel])
        server.give("/s/harbour_post", preview(post(1, words(second), meta="edited ")))
        for _ in range(2):
            await services.source_updater.update([channel])
    async with services.database.read() as connection:
        assert await articles.count(connection) == 1
        article = await articles.get(connection, 1)
    assert article is not None
    assert article.blocks[0].text == second
    assert await found(services, "ремонт") == 1
    assert await found(services, "утром") == 0


async def found(services: Services, text: str) -> int:
    asked = await services.search.parse_query(text, now=services.clock())
    return (await services.search.find(asked, now=services.clock())).total
