"""Test that the page of a teaser is fetched, and that the teaser stays if this fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app import App
from bot.features.articles.views import build_full_text
from bot.ui.document import Divider, Paragraph
from news.errors import SourceError
from news.model import Article, RawArticle
from news.sources.formats.page import MAX_TEASER_CHARS, is_teaser, read_page
from sandbox.testing import Person
from service.articles.analysis_worker import AnalysisWorker
from service.articles.full_text import MAX_CONSECUTIVE_FAILURES
from service.bootstrap import Services
from service.i18n.translations import Translations
from service.sources.updater import FetchPolicy, SourceUpdater
from storage.archive import articles, sources
from tests.conftest import EDITOR_ID
from tests.service.sources.test_ingest import add_source, count
from tests.support.conversation import ask
from tests.support.factories import NOON
from tests.support.feeds.server import FeedServer

TEASER = "The new bridge over the river opened on Wednesday."
PARAGRAPHS = [
    f"Part {number} of the long story of the bridge over the river, which took four years to build and cost more than anybody had thought."
    for number in range(8)
]


def page(*paragraphs: str, head: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!doctype html><html><head><title>Bridge opens</title>
    <meta property="og:image" content="/bridge.jpg"><meta name="author" content="Ann Terry">{head}</head>
    <body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
    <div class="cookie-banner"><p>We use cookies; accept all of them to go on reading this site.</p></div>
    <article><h1>Bridge opens</h1>
    <figure><img src="/bridge.jpg"><figcaption>The bridge at noon. Photo: Ann Terry / Harbour Post</figcaption></figure>{body}<p>Read also: <a href="/2">Ferry stops for good</a></p></article>
    <div class="ad"><p>Buy shoes now at half the price, today and today only.</p></div>
    <footer>All rights reserved by Harbour Post</footer></body></html>""".encode()


def feed(server: FeedServer, *paths: str, text: str = TEASER) -> bytes:
    items = "".join(
        f"<item><title>Bridge {path}</title><link>{server.url(path)}</link><guid>{path}</guid>"
        f"<description>{text}</description></item>"
        for path in paths
    )
    return f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>".encode()


@pytest.fixture
def ingest(services: Services, analysis_worker: AnalysisWorker) -> SourceUpdater:
    return SourceUpdater(
        services.database,
        analysis_worker,
        services.fetcher,
        services.importer,
        services.clock,
        services.metrics,
        FetchPolicy(timedelta(minutes=10), full_texts=True),
    )


async def the_article(services: Services, article_id: int = 1) -> Article:
    async with services.database.read() as connection:
        article = await articles.get(connection, article_id)
    assert article is not None
    return article


def asked(server: FeedServer) -> list[str]:
    return [request.path for request in server.requests if request.path != "/feed.xml"]


async def test_full_text_replaces_teaser(services: Services, ingest: SourceUpdater) -> None:
    async with FeedServer() as server:
        server.redirect("/go", to="/1", status=302)
        server.give("/1", page(*PARAGRAPHS), headers={"Content-Type": "text/html"})
        source = await add_source(services, server.give("/feed.xml", feed(server, "/go")))
        await ingest.update([source])
        article = await the_article(services)
        assert [block.text for block in article.blocks] == PARAGRAPHS
        assert article.url == server.url("/1")
        assert article.image == server.url("/bridge.jpg")
        assert (article.author, article.is_teaser) == ("Ann Terry", False)
        # Known articles are not fetched again.
        await ingest.update([source])
        assert asked(server) == ["/go", "/1"]
    assert await count(services) == 1


def test_teaser_is_decided_by_parsed_length() -> None:
    """The markup is not read again: the process that answers people must not."""
    raw = RawArticle(html="<p>Мост", url="https://a.example/1", length=MAX_TEASER_CHARS)
    assert not is_teaser(raw)
    assert is_teaser(replace(raw, html="а" * MAX_TEASER_CHARS, length=1))


async def test_full_text_is_not_fetched_for_whole_text(
    services: Services, ingest: SourceUpdater
) -> None:
    async with FeedServer() as server:
        body = feed(server, "/1", text=" ".join(PARAGRAPHS))
        await ingest.update([await add_source(services, server.give("/feed.xml", body))])
        assert asked(server) == []
    assert not (await the_article(services)).is_teaser


async def test_short_text_equal_to_its_page_is_no_teaser(
    services: Services, ingest: SourceUpdater
) -> None:
    async with FeedServer() as server:
        server.give("/1", page(TEASER + " It is blue."), headers={"Content-Type": "text/html"})
        body = feed(server, "/1", text=TEASER + " It is blue.")
        await ingest.update([await add_source(services, server.give("/feed.xml", body))])
    article = await the_article(services)
    assert TEASER in article.blocks[0].text


@pytest.mark.parametrize("status", [401, 403, 404, 451, 500])
async def test_refused_page_keeps_marked_teaser(
    services: Services, ingest: SourceUpdater, status: int
) -> None:
    async with FeedServer() as server:
        server.give("/1", page(*PARAGRAPHS), status=status)
        source = await add_source(services, server.give("/feed.xml", feed(server, "/1")))
        ((_, report),) = await ingest.update([source])
    assert not isinstance(report, SourceError)
    article = await the_article(services)
    assert article.is_teaser
    t = Translations()["ru"]
    parts = build_full_text(t, article, "Europe/Kyiv", NOON).parts
    assert parts[-2] == Divider()
    assert isinstance(parts[-1], Paragraph)
    assert "только начало" in parts[-1].spans[0].text
    whole = build_full_text(t, replace(article, is_teaser=False), "Europe/Kyiv", NOON)
    assert whole.parts == parts[:-2]


async def test_full_text_respects_robots_txt(services: Services, ingest: SourceUpdater) -> None:
    paths = [f"/news/{number}" for number in range(6)]
    async with FeedServer() as server:
        server.give("/robots.txt", b"User-agent: *\nDisallow: /news/")
        await ingest.update(
            [await add_source(services, server.give("/feed.xml", feed(server, *paths)))]
        )
        assert asked(server) == []
    assert (await the_article(services)).is_teaser


async def test_refusing_site_is_not_asked_for_every_page(
    services: Services, ingest: SourceUpdater
) -> None:
    paths = [f"/{number}" for number in range(6)]
    async with FeedServer() as server:
        await ingest.update(
            [await add_source(services, server.give("/feed.xml", feed(server, *paths)))]
        )
        assert len(asked(server)) == MAX_CONSECUTIVE_FAILURES
    assert await count(services) == 6


@pytest.mark.parametrize("body", [b"", b"\0", b"<html></html>", b"\x89PNG\r\n", b"<" * 1_000])
def test_full_text_of_page_without_article(body: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        read_page(body, "https://a.example/1")
    assert caught.value.details == {"url": "https://a.example/1", "reason": "no_article"}


async def test_page_source_keeps_newest_text(
    app: App, services: Services, person: Callable[..., Person]
) -> None:
    anna = person("Анна", id=EDITOR_ID)
    async with FeedServer() as server:
        url = server.give("/bridge", page(*PARAGRAPHS), headers={"Content-Type": "text/html"})
        assert f"Добавил {url}" in (await ask(anna, f"/sources add {url}")).text
        async with services.database.read() as connection:
            (source,) = await sources.list_all(connection)
        assert (source.kind, source.title) == ("page", "Bridge opens")
        await services.source_updater.update([source])
        first = await the_article(services)
        assert (first.title, first.author) == ("Bridge opens", "Ann Terry")
        assert first.photo_credit == "Ann Terry / Harbour Post"
        assert [block.text for block in first.blocks if block.text in PARAGRAPHS] == PARAGRAPHS
        news = "On Friday the bridge was closed again, for a bolt was found on the road below it."
        server.give("/bridge", page(news, *PARAGRAPHS), headers={"Content-Type": "text/html"})
        await services.source_updater.update([source])
        assert any(block.text == news for block in (await the_article(services)).blocks)
        assert await count(services) == 1


def test_caption_keeps_photo_credit_in_any_alphabet() -> None:
    body = page(*PARAGRAPHS).replace(
        b"Photo: Ann Terry / Harbour Post", "Фото: Анна Терехова".encode()
    )
    assert read_page(body, "https://a.example/1").photo_credit == "Анна Терехова"
    assert read_page(page(*PARAGRAPHS).replace(b"Photo:", b"Seen by"), "").photo_credit == ""
