"""`svodka sources` and `svodka fetch` call the same use cases as the chat."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.main import app
from news.clustering.lead import choose_lead
from service import bootstrap
from service.articles.analysis_worker import AnalysisWorker
from service.config import Settings
from service.ops.clock import system_clock
from storage.archive import articles, overrides, sources
from storage.archive.sources import Source
from storage.database.engine import open_database
from storage.stats import audit_log
from tests.service.sources.test_ingest import FEED
from tests.support.articles import BRIDGE
from tests.support.feeds.server import FeedServer
from tests.support.processes.command import Svodka

Cli = Callable[..., Awaitable[Result]]
HTML = {"Content-Type": "text/html"}
CARD = "title: Harbour Post\nlanguage: en\narticles: 1\n- Bridge opens\n"
TEXT = "".join(
    f"<p>The new bridge over the river, number {number}, opened on Wednesday after four years of "
    "work. Twenty thousand cars will use it every day, the mayor said at the ceremony.</p>"
    for number in range(6)
)

SHORT_TEXT = TEXT[: TEXT.index("</p>") + 4] * 2


@pytest.fixture
def cli(
    settings: Settings, analysis_worker: AnalysisWorker, monkeypatch: pytest.MonkeyPatch
) -> Cli:
    """Run a command with the settings of the test; a web server of the test can answer it."""
    monkeypatch.setattr("service.config.load_settings", lambda: settings)
    opened = partial(bootstrap.open_services, analysis_worker=analysis_worker)
    monkeypatch.setattr(bootstrap, "open_services", opened)

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, arguments)

    return run


def page(*feeds: str, published: str = "", kind: str = "", text: str = TEXT) -> bytes:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="Feed {path}" href="{path}">'
        for path in feeds
    )
    date = f'<meta property="article:published_time" content="{published}">' if published else ""
    named = f'<meta property="og:type" content="{kind}">' if kind else ""
    return (
        f"<!doctype html><html><head><title>Bridge opens</title>{links}{date}{named}</head>"
        f"<body><article><h1>Bridge opens</h1>{text}</article></body></html>"
    ).encode()


async def stored(settings: Settings) -> tuple[list[Source], int, list[str]]:
    """Return the sources, the number of articles, and the actions in the audit log."""
    database = open_database(settings.database_url)
    try:
        async with database.read() as connection:
            entries = await audit_log.list_page(connection, limit=10)
            return (
                await sources.list_all(connection),
                await articles.count(connection),
                [entry.action for entry in entries],
            )
    finally:
        await database.close()


async def test_the_one_feed_of_a_page_is_added(cli: Cli, settings: Settings) -> None:
    async with FeedServer() as server:
        home = server.give("/", page("/feed.xml"), headers=HTML)
        feed = server.give("/feed.xml", FEED)
        added = await cli("sources", "add", home, "--topic", "sport")
        again = await cli("sources", "add", home)
    assert (added.exit_code, added.stdout) == (0, f"added {feed}\n{CARD}"), added.output
    assert again.stdout == f"{feed} is known already\n{CARD}"
    (source,), _, acts = await stored(settings)
    assert (source.url, source.title, source.topics) == (feed, "Harbour Post", {"sport"})
    assert acts == ["source added"]


async def test_several_feeds_are_listed_and_one_is_chosen(cli: Cli, settings: Settings) -> None:
    async with FeedServer() as server:
        home = server.give("/", page("/a.xml", "/b.xml"), headers=HTML)
        server.give("/b.xml", FEED)
        listed = await cli("sources", "add", home)
        missing = await cli("sources", "add", home, "--feed", "3")
        before, _, _ = await stored(settings)
        chosen = await cli("sources", "add", home, "--feed", "2")
        urls = [server.url("/a.xml"), server.url("/b.xml")]
    assert (listed.exit_code, missing.exit_code, before) == (2, 2, [])
    assert listed.stdout == f"1\tFeed /a.xml\t{urls[0]}\n2\tFeed /b.xml\t{urls[1]}\n"
    assert "has several feeds; choose one with --feed N" in listed.stderr
    assert "there is no feed 3" in missing.stderr
    assert (chosen.exit_code, chosen.stdout) == (0, f"added {urls[1]}\n{CARD}")


async def test_an_address_that_cannot_be_reached_is_added_with_a_line(
    cli: Cli, settings: Settings
) -> None:
    async with FeedServer() as server:
        url = server.give("/feed.xml", b"", status=503)
        added = await cli("sources", "add", url)
    assert (added.exit_code, added.stdout) == (0, f"added {url}\n")
    assert (
        added.stderr == f"it could not be read yet: {url}: the site answered with an error (503)\n"
    )
    (source,), _, _ = await stored(settings)
    assert source.kind == "feed"


@pytest.mark.parametrize("feeds", [(), ("/feed.xml",), ("/a.xml", "/b.xml")])
async def test_the_page_of_an_article_is_imported_and_is_no_source(
    cli: Cli, settings: Settings, feeds: tuple[str, ...]
) -> None:
    async with FeedServer() as server:
        body = page(*feeds, published="2026-07-01T08:00:00Z")
        url = server.give("/bridge.html", body, headers=HTML)
        first = await cli("fetch", url)
        again = await cli("fetch", url)
    assert first.stdout == f"{url}: 1 added, 0 already known, 0 rejected\n", first.output
    assert again.stdout == f"{url}: 0 added, 1 already known, 0 rejected\n"
    assert await stored(settings) == ([], 1, ["article added"])


@pytest.mark.parametrize(
    ("path", "kind", "text", "is_article"),
    [
        ("/bridge.html", "", TEXT, True),
        ("/bridge.html", "article", SHORT_TEXT, True),
        ("/bridge.html", "Article", TEXT, True),
        ("/bridge.html", "", SHORT_TEXT, False),
        ("/news/", "website", TEXT, False),
        ("/", "", TEXT, False),
        ("/", "article", TEXT, False),
    ],
)
async def test_undated_page_with_a_feed_is_imported_if_it_reads_as_an_article(
    cli: Cli, settings: Settings, path: str, kind: str, text: str, is_article: bool
) -> None:
    async with FeedServer() as server:
        url = server.give(path, page("/feed.xml", kind=kind, text=text), headers=HTML)
        feed = server.give("/feed.xml", FEED)
        await cli("fetch", url)
    registered, count, acts = await stored(settings)
    assert count == 1
    assert acts == ["article added" if is_article else "source added"]
    assert [source.url for source in registered] == ([] if is_article else [feed])


async def test_address_of_an_undated_article_is_added_as_its_feed(
    cli: Cli, settings: Settings
) -> None:
    async with FeedServer() as server:
        url = server.give("/bridge.html", page("/feed.xml"), headers=HTML)
        feed = server.give("/feed.xml", FEED)
        added = await cli("sources", "add", url)
        assert added.stdout.startswith(f"added {feed}\n"), added.output
    assert (await stored(settings))[1:] == (0, ["source added"])


async def test_a_new_feed_that_is_fetched_becomes_a_source(cli: Cli, settings: Settings) -> None:
    async with FeedServer() as server:
        home = server.give("/", page("/feed.xml"), headers=HTML)
        feed = server.give("/feed.xml", FEED)
        fetched = await cli("fetch", home, feed)
        every = await cli("fetch")
    assert fetched.stdout == f"{feed}: 1 added, 0 already known, 0 rejected\n", fetched.output
    assert every.stdout == f"{feed}: 0 added, 1 already known, 0 rejected\n"
    (source,), count, acts = await stored(settings)
    assert (source.url, count, acts) == (feed, 1, ["source added"])


async def test_an_address_that_fails_becomes_no_source_by_being_fetched(
    cli: Cli, settings: Settings
) -> None:
    async with FeedServer() as server:
        missing = f"{server.give('/', page(), headers=HTML)}typo.html"
        fetched = await cli("fetch", missing)
    assert fetched.exit_code == 1
    assert f"{missing}: failed: " in fetched.stderr
    assert await stored(settings) == ([], 0, [])


async def test_a_site_with_several_feeds_is_not_fetched(cli: Cli, settings: Settings) -> None:
    async with FeedServer() as server:
        home = server.give("/", page("/a.xml", "/b.xml"), headers=HTML)
        fetched = await cli("fetch", home)
    assert fetched.exit_code == 1
    assert f"{home}: failed: " in fetched.stderr
    assert "links to 2 feeds); choose one with `svodka sources add URL --feed N`" in fetched.stderr
    assert await stored(settings) == ([], 0, [])


@pytest.mark.parametrize(
    "spelling", ["@durov_channel", "t.me/durov_channel", "t.me/s/durov_channel"]
)
async def test_every_command_finds_a_channel_in_any_spelling(
    cli: Cli, settings: Settings, spelling: str
) -> None:
    url = "https://t.me/s/durov_channel"
    added = await cli("sources", "add", "@durov_channel")
    about = await cli("sources", "topics", spelling, "politics")
    before, _, _ = await stored(settings)
    removed = await cli("sources", "remove", spelling)
    after, _, acts = await stored(settings)
    assert added.stdout == f"added {url}\n", added.output
    assert about.stdout == f"{url} is about politics\n", about.output
    assert [(source.url, source.topics) for source in before] == [(url, {"politics"})]
    assert removed.stdout == f"removed {url}\n", removed.output
    assert (after, acts) == ([], ["source removed", "source changed", "source added"])


async def test_a_source_is_removed_in_any_spelling_of_its_address(
    cli: Cli, settings: Settings
) -> None:
    async with FeedServer() as server:
        url = server.give("/feed.xml", FEED)
        await cli("sources", "add", url)
    removed = await cli("sources", "remove", f" {url.replace('http', 'HTTP')}#top")
    assert removed.stdout == f"removed {url}\n", removed.output
    assert (await stored(settings))[0] == []


async def test_channels_of_an_opml_file_stay_channels(
    cli: Cli, settings: Settings, tmp_path: Path
) -> None:
    await cli("sources", "add", "@durov_channel")
    path = str(tmp_path / "sources.opml")
    await cli("sources", "export-opml", path)
    await cli("sources", "remove", "@durov_channel")
    imported = await cli("sources", "import-opml", path)
    assert imported.stdout.startswith("1 added"), imported.output
    (source,), _, _ = await stored(settings)
    assert (source.kind, source.url) == ("channel", "https://t.me/s/durov_channel")


async def test_an_unknown_topic_names_the_command_that_lists_them(svodka: Svodka) -> None:
    added = svodka("sources", "add", "@durov_channel", "--topic", "fishing")
    assert added.returncode == 1
    assert added.stderr.endswith(
        "\nsvodka: there is no topic 'fishing'; see `svodka topics list`\n"
    )


async def remove_article(settings: Settings, article_id: int) -> None:
    database = open_database(settings.database_url)
    try:
        async with database.write() as connection:
            await overrides.remove_article(
                connection, article_id, choose_lead=choose_lead, now=system_clock()
            )
    finally:
        await database.close()


async def test_import_adds_a_removed_article_again_and_is_logged(
    cli: Cli, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "bridge.jsonl"
    path.write_text(json.dumps({"title": BRIDGE.title, "text": BRIDGE.text}), encoding="utf-8")
    await cli("import", str(path))
    await remove_article(settings, 1)
    again = await cli("import", str(path))
    assert again.stdout == "1 added, 0 already known, 0 rejected\n", again.output
    assert await stored(settings) == ([], 1, ["article added", "article added"])


async def test_the_page_of_a_removed_article_is_imported_again(
    cli: Cli, settings: Settings
) -> None:
    async with FeedServer() as server:
        body = page(published="2026-07-01T08:00:00Z")
        url = server.give("/bridge.html", body, headers=HTML)
        await cli("fetch", url)
        await remove_article(settings, 1)
        again = await cli("fetch", url)
    assert again.stdout == f"{url}: 1 added, 0 already known, 0 rejected\n", again.output
    assert await stored(settings) == ([], 1, ["article added", "article added"])


async def test_a_source_is_set_by_the_command_too(cli: Cli, settings: Settings) -> None:
    async with FeedServer() as server:
        url = server.give("/feed.xml", FEED)
        await cli("sources", "add", url, "--header", "X-Key: very-secret")
        changed = await cli(
            "sources",
            "set",
            url,
            "--title",
            "Порт",
            "--language",
            "uk",
            "--header",
            "X-Id: secret2",
        )
    assert changed.stdout == f"{url}: title Порт; language uk; headers X-Key, X-Id\n", (
        changed.output
    )
    (source,), _, acts = await stored(settings)
    assert source.headers == {"X-Key": "very-secret", "X-Id": "secret2"}
    assert acts == ["source changed", "source added"]
    listed = await cli("sources", "list", "--json")
    assert json.loads(listed.stdout)["headers"] == ["X-Id", "X-Key"]
    assert "secret" not in listed.stdout


async def test_a_dead_host_is_refused_by_the_command(svodka: Svodka) -> None:
    refused = svodka("sources", "add", "dead.invalid/rss")
    assert refused.returncode == 1
    assert "svodka: https://dead.invalid/rss: there is no such site" in refused.stderr
    assert svodka("sources", "list").stdout == ""


async def test_a_change_of_nothing_is_wrong_usage(cli: Cli, settings: Settings) -> None:
    async with FeedServer() as server:
        url = server.give("/feed.xml", FEED)
        await cli("sources", "add", url)
        unsaid = await cli("sources", "set", url)
    assert (unsaid.exit_code, unsaid.stdout) == (2, "")
    assert "name what to set: --title, --language or --header" in unsaid.stderr
    _, _, acts = await stored(settings)
    assert acts == ["source added"]
