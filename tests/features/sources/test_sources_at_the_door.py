"""Sources are read when they are added, and can be renamed; their headers stay secret."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from aiohttp import web

from bot.app import App
from news.errors import SourceError
from sandbox.testing import Person
from service.articles.analysis_worker import AnalysisWorker
from service.bootstrap import Services, open_services
from service.config import Settings
from service.sources.registration import parse_source_address
from storage.archive import articles
from storage.stats.audit_log import Actor
from tests.conftest import EDITOR_ID
from tests.service.sources.test_ingest import FEED
from tests.support.conversation import ask
from tests.support.factories import NOON
from tests.support.feeds.server import FeedServer

People = Callable[..., Person]


async def test_a_source_is_read_at_the_door(app: App, services: Services, person: People) -> None:
    anna = person("Анна", id=EDITOR_ID)
    entries = "".join(
        f"<item><title>Мост номер {day} открыли в Днепре</title>"
        f"<link>https://v.example/{day}</link><pubDate>0{day} Jan 2026 08:00:00 GMT</pubDate>"
        f"<description>Мост открыли утром. Автобусы пошли.</description></item>"
        for day in range(1, 6)
    )
    feed = f"<rss version='2.0'><channel><title>Вестник</title>{entries}</channel></rss>"
    async with FeedServer() as server:
        added = await ask(anna, f"/sources add {server.give('/rss', feed.encode())}")
    assert "Вестник" in added.text
    assert "🌐 Язык: Русский" in added.text
    assert "📰 5 статей" in added.text
    headlines = [line for line in added.text.splitlines() if "Мост номер" in line]
    assert [line[-len("5 открыли в Днепре") :][0] for line in headlines] == ["5", "4", "3"]
    assert "⏸ Пауза" in added.labels


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:1/rss", "сайт не принимает соединений"),
        ("http://dead.invalid/rss", "такого сайта не нашлось"),
        ("ftp://a.example/rss", "такой адрес прочитать нельзя (можно https://… и @канал)"),
        ("notaurl", "такой адрес прочитать нельзя (можно https://… и @канал)"),
    ],
)
async def test_what_cannot_be_read_is_refused_at_the_door(
    app: App, services: Services, person: People, address: str, said: str
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    refused = await ask(anna, f"/sources add {address}")
    assert said in refused.text
    assert await services.sources.list_all() == []


async def test_a_private_address_is_refused_at_the_door(
    settings: Settings, analysis_worker: AnalysisWorker
) -> None:
    strict = settings.model_copy(update={"allow_private_networks": False})
    async with open_services(strict, analysis_worker=analysis_worker) as services:
        for address in ("http://10.0.0.8/rss", "localhost.localdomain/rss", "192.168.0.1/rss"):
            with pytest.raises(SourceError) as refused:
                await services.sources.register_address(address, Actor(1, "Анна"), NOON)
            assert refused.value.details["reason"] in ("private_address", "dns")
        assert await services.sources.list_all() == []


async def test_a_page_that_is_no_source_is_refused(
    app: App, services: Services, person: People
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    async with FeedServer() as server:
        page = server.give(
            "/", b"<!doctype html><title>Hi</title>", headers={"Content-Type": "text/html"}
        )
        missing = server.give("/404", b"", status=404)
        busy = server.give("/busy", b"", status=503)
        assert "это не лента" in (await ask(anna, f"/sources add {page}")).text
        assert "сайт ответил ошибкой" in (await ask(anna, f"/sources add {missing}")).text
        later = await ask(anna, f"/sources add {busy}")
    assert f"Добавил {busy}, но прочесть пока не удалось: сайт ответил ошибкой" in later.text
    assert [source.url for source in await services.sources.list_all()] == [busy]


async def test_a_source_gets_a_name_a_language_and_headers(
    app: App, services: Services, person: People, caplog: pytest.LogCaptureFixture
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    seen: list[str] = []

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        seen.append(request.headers.get("X-Key", ""))
        return web.Response(body=FEED)

    async with FeedServer() as server:
        url = server.handle("/rss", answer)
        await ask(anna, f"/sources add {url}")
        (source,) = await services.sources.list_all()
        renamed = await ask(anna, f"/sources rename {source.id} Портовая почта")
        assert "«Портовая почта»" in renamed.text
        assert "Українська" in (await ask(anna, f"/sources language {url} uk")).text
        assert "ru, uk" in (await ask(anna, f"/sources language {url} xx")).text
        told = await ask(anna, f"/sources header {url} X-Key: very-secret")
        assert "X-Key" in told.text
        assert "very-secret" not in told.text
        assert not any("very-secret" in message.text for message in anna.messages)
        assert "нельзя" in (await ask(anna, f"/sources header {url} Host: evil")).text
        await services.sources.fetch_all()
        (source,) = await services.sources.list_all()
        assert (source.name, source.language) == ("Портовая почта", "uk")
        assert "very-secret" not in repr(source)
        async with services.database.read() as connection:
            article = await articles.get(connection, 1)
        assert article is not None
        assert (article.source, article.language) == ("Портовая почта", "uk")
        assert seen[-1] == "very-secret"
        none = await ask(anna, f"/sources header {url} X-Key:")
        assert "своих заголовков в запросе нет" in none.text
    page = await services.stats.get_audit_page(10)
    assert "very-secret" not in repr(page) + caplog.text
    assert [entry.action for entry in page.entries].count("source changed") == 4


async def test_headers_stay_at_the_origin(services: Services) -> None:
    async with FeedServer() as here, FeedServer() as there:
        seen: list[str | None] = []

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            seen.append(request.headers.get("X-Key"))
            return web.Response(body=FEED)

        target = there.handle("/rss", answer)
        moved = here.redirect("/old", to=target)
        await services.fetcher.fetch(moved, headers={"X-Key": "very-secret"})
    assert seen == [None]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("example.org", "https://example.org"),
        ("example.org/rss?x=1", "https://example.org/rss?x=1"),
        ("правда.укр/rss", "https://xn--80aafi6cg.xn--j1amh/rss"),
        ("example.org:8080/rss", "https://example.org:8080/rss"),
        ("http://example.org/rss", "http://example.org/rss"),
    ],
)
def test_https_is_added_by_itself(typed: str, stored: str) -> None:
    assert parse_source_address(typed).url == stored


@pytest.mark.parametrize("words", ["add", "rename", "language", "header 12", "remove 12", "help"])
async def test_an_unfinished_command_is_answered_with_how_it_is_written(
    app: App, services: Services, person: People, words: str
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    assert "/sources add https://" in (await ask(anna, f"/sources {words}")).text
    assert (await services.stats.get_audit_page(10)).entries == []


async def test_topics_are_set_by_the_number_of_a_source_too(
    app: App, services: Services, person: People
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    async with FeedServer() as server:
        await ask(anna, f"/sources add {server.give('/rss', FEED)}")
    (source,) = await services.sources.list_all()
    assert "Спорт" in (await ask(anna, f"/sources topics {source.id} спорт")).text
    (source,) = await services.sources.list_all()
    assert source.topics == {"sport"}
    assert "нет" in (await ask(anna, "/sources topics 999 спорт")).text
