"""Test importing articles from real files and feeds, through all layers."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from aiohttp import web
from sqlalchemy import select

from bot.app import App
from news.errors import EmptyArticleError, NewsError, SourceError, TooComplex
from news.model import Article, RawArticle
from news.sources.addresses import FailureReason
from news.sources.fetcher import Fetcher, FetchLimits
from news.sources.formats.entries import Feed
from news.sources.formats.file import ArticleFiles
from news.text.quotes import set_quotes
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.articles import importer
from service.articles.analysis_worker import AnalysisWorker
from service.articles.importer import MAX_CONCURRENT_ANALYSES, ImportReport
from service.bootstrap import Services
from service.sources import updater
from service.sources.updater import MAX_DUE_PER_HOST, FetchPolicy, SourceUpdater
from storage.archive import articles, sources
from storage.archive.sources import Source
from storage.schema.tables import stories, words
from tests.support.feeds.hostile import BODIES, MAX_BYTES, TIMEOUT, TRANSPORT
from tests.support.feeds.server import FeedServer
from tests.support.waiting import wait_until

FEED = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Harbour Post</title><link>https://harbour.example/</link>
<item><title>Bridge opens</title><link>https://harbour.example/1</link><guid>1</guid>
<pubDate>Wed, 01 Jul 2026 08:00:00 GMT</pubDate>
<description>The new bridge over the river opened on Wednesday after four years of work.</description>
</item></channel></rss>"""


async def add_source(services: Services, url: str) -> Source:
    async with services.database.write() as connection:
        source = await sources.add(connection, url=url, title="", now=services.clock())
    assert source is not None
    return source


async def count(services: Services) -> int:
    async with services.database.read() as connection:
        return await articles.count(connection)


async def the(services: Services, url: str) -> Source:
    async with services.database.read() as connection:
        source = await sources.get_by_url(connection, url)
    assert source is not None
    return source


async def test_ingest_of_real_and_broken_feeds(services: Services, shared_data: Path) -> None:
    paths = sorted((shared_data / "feeds").glob("*.xml"))
    async with FeedServer() as server:
        added = [
            await add_source(services, server.give(f"/{path.name}", path.read_bytes()))
            for path in paths
        ]
        first = await services.source_updater.update(added)
        before = await count(services)
        again = await services.source_updater.update(added)
    expected = {path.name: len(feedparser.parse(path.read_bytes()).entries) for path in paths}
    for source, outcome in first:
        name = source.url.rsplit("/", 1)[1]
        if isinstance(outcome, SourceError):
            assert source.url in str(outcome)
            assert expected[name] == 0
        else:
            assert outcome.added + outcome.already_known + len(outcome.rejected) == expected[name]
            assert not outcome.rejected
    assert before > 200
    assert sum(outcome.added for _, outcome in again if isinstance(outcome, ImportReport)) == 0
    assert await count(services) == before


async def test_a_second_copy_of_a_feed_adds_nothing(services: Services) -> None:
    async with FeedServer() as server:
        one = await add_source(services, server.give("/one.xml", FEED))
        two = await add_source(services, server.give("/two.xml", FEED))
        await services.source_updater.update([one, two])
    assert await count(services) == 1


async def test_unchanged_feed_is_not_downloaded_again(
    services: Services, sandbox_clock: ManualClock
) -> None:
    async with FeedServer() as server:
        url = server.give("/feed.xml", FEED, headers={"ETag": '"v1"'})
        await add_source(services, url)
        await services.source_updater.update_due()
        assert (await the(services, url)).title == "Harbour Post"
        await services.source_updater.update_due()
        assert len(server.requests) == 1
        sandbox_clock.advance(minutes=10)
        await services.source_updater.update_due()
        assert len(server.requests) == 2
        assert server.requests[1].headers["If-None-Match"] == '"v1"'
    assert (await the(services, url)).failures == 0


async def test_body_that_did_not_change_is_not_parsed_again(
    services: Services, analysis_worker: AnalysisWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a server that does not answer with 304; an entry that was rejected is tried again."""
    parse, analyze = analysis_worker.parse_feed, analysis_worker.analyze
    parsed: list[bytes] = []

    async def note(body: bytes, *given: Any, **named: Any) -> Feed:
        parsed.append(body)
        return await parse(body, *given, **named)

    async def reject(raws: Sequence[RawArticle], *_: object) -> list[NewsError]:
        return [NewsError(f"{raw.title} fails") for raw in raws]

    monkeypatch.setattr(analysis_worker, "parse_feed", note)
    monkeypatch.setattr(analysis_worker, "analyze", reject)
    async with FeedServer() as server:
        source = await add_source(services, server.give("/feed.xml", FEED))
        await services.source_updater.update([source])
        monkeypatch.setattr(analysis_worker, "analyze", analyze)
        for _ in range(3):
            await services.source_updater.update([await the(services, source.url)])
        changed = FEED.replace(b"Bridge opens", b"Ferry stops").replace(b"1<", b"2<")
        server.give("/feed.xml", changed)
        await services.source_updater.update([await the(services, source.url)])
    assert parsed == [FEED, FEED, changed]
    assert await count(services) == 2
    assert (await the(services, source.url)).title == "Harbour Post"


async def test_articles_of_two_sources_at_once_are_analyzed_once(
    services: Services, analysis_worker: AnalysisWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyze, analyzed = analysis_worker.analyze, []

    async def note(raws: Sequence[RawArticle], *given: Any) -> list[Article | NewsError]:
        analyzed.extend(raw.title for raw in raws)
        return await analyze(raws, *given)

    monkeypatch.setattr(analysis_worker, "analyze", note)
    raws = [
        RawArticle(
            title=f"Bridge {number} opens", text="It took years.", url=f"https://a.b/{number}"
        )
        for number in range(3)
    ]
    reports = await asyncio.gather(
        *(
            services.importer.import_articles([replace(raw, source=name) for raw in raws])
            for name in ("Post", "Mail", "Echo")
        )
    )
    assert sorted(analyzed) == [raw.title for raw in raws]
    assert sorted((one.added, one.already_known) for one in reports) == [(0, 3), (0, 3), (3, 0)]
    async with services.database.read() as connection:
        named = (await connection.execute(select(stories.c.sources))).scalars().all()
    assert [set(names) for names in named] == [{"Post", "Mail", "Echo"}] * len(named)


async def test_failing_source_backs_off_and_recovers(
    services: Services, sandbox_clock: ManualClock
) -> None:
    async with FeedServer() as server:
        bad = server.give("/bad.xml", b"oops", status=500)
        good = server.give("/good.xml", FEED)
        await add_source(services, bad)
        await add_source(services, good)
        for failures, wait in ((1, 10), (2, 20), (3, 40)):
            await services.source_updater.update_due()
            failing = await the(services, bad)
            assert failing.failures == failures
            assert failing.failure_reason
            assert failing.next_fetch_at == sandbox_clock() + timedelta(minutes=wait)
            sandbox_clock.advance(minutes=wait)
        assert await count(services) == 1
        server.give("/bad.xml", FEED)
        await services.source_updater.update_due()
    healed = await the(services, bad)
    assert (healed.failures, healed.failure_reason) == (0, "")


async def test_agency_article_is_found_and_complete(
    app: App, services: Services, person: Callable[..., Person], shared_data: Path
) -> None:
    path = shared_data / "000_94b16e0b1669fb3b.txt"
    report = await services.importer.import_articles(ArticleFiles([path]))
    assert report.added == 1
    olya = person()
    await olya.send("азербайджану")
    results = await olya.wait()
    await olya.click(results, "1️⃣")
    brief = await olya.wait()
    assert "Об этом сообщает" not in brief.text
    await olya.click(brief, "Читать")
    pages = [await olya.wait()]
    while any(label.endswith("Ещё") for label in pages[-1].labels):
        await olya.click(pages[-1], "Ещё")
        pages.append(await olya.wait())
    text = "\n\n".join(page.text for page in pages)
    paragraphs = [
        set_quotes(part.strip())
        for part in path.read_text(encoding="utf-8").strip().split("\n\n")[1:]
    ]
    places = [text.find(paragraph) for paragraph in paragraphs]
    assert -1 not in places
    assert places == sorted(places)
    heading = "Региональная дипломатия и энергетические перспективы"
    bold = {
        page.text.encode("utf-16-le")[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode(
            "utf-16-le"
        )
        for page in pages
        for e in page.entities
        if e["type"] == "bold"
    }
    assert heading in bold
    assert "📷 Фото: Reuters" in text
    assert "Источник: Reuters (через УНН)" in text
    headline = text.split("\n\n", 1)[0]
    words = iter(re.findall(r"\w+", paragraphs[0]))
    assert all(word in words for word in re.findall(r"\w+", headline))  # the lead's, in its order
    assert len(headline) < 90


async def test_ingest_of_development_sets(services: Services, shared_data: Path) -> None:
    for path in sorted((shared_data / "dev").glob("*_topics_dev.jsonl")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        report = await services.importer.import_articles(ArticleFiles([path]))
        assert not report.rejected
        assert report.added + report.already_known == len(lines)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/feed", "http://[::1]/feed", "file:///etc/passwd"]
)
async def test_private_networks_are_unreachable_by_default(
    services: Services, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    from service.bootstrap import open_services

    careful = services.settings.model_copy(update={"allow_private_networks": False})
    async with contextlib.AsyncExitStack() as stack:
        guarded = await stack.enter_async_context(open_services(careful, services.clock))
        ((_, outcome),) = await guarded.source_updater.update([await add_source(guarded, url)])
    assert isinstance(outcome, SourceError)
    assert url in str(outcome)


async def test_retry_after_is_respected(services: Services, sandbox_clock: ManualClock) -> None:
    async with FeedServer() as server:
        url = server.give("/busy.xml", b"", status=503, headers={"Retry-After": "7200"})
        await add_source(services, url)
        await services.source_updater.update_due()
    assert (await the(services, url)).next_fetch_at == sandbox_clock() + timedelta(hours=2)


async def test_source_removed_during_fetch_affects_no_other(services: Services) -> None:
    async with FeedServer() as server:
        gone = await add_source(services, server.give("/gone.xml", FEED))
        working = await add_source(services, server.give("/working.xml", FEED))
        async with services.database.write() as connection:
            await sources.remove(connection, gone.url)
        (_, failure), (_, report) = await services.source_updater.update([gone, working])
    assert isinstance(failure, SourceError)
    assert isinstance(report, ImportReport)
    assert report.added + report.already_known == 1


async def test_a_feed_that_changes_every_guid_adds_nothing_twice(services: Services) -> None:
    """With an address or without one; also with a tracking parameter that changes."""
    served = itertools.count()

    async def answer(request: web.BaseRequest) -> web.Response:
        number = next(served)
        body = FEED.replace(b"<guid>1</guid>", b"<guid>%d</guid>" % number)
        body = body.replace(b"harbour.example/1", b"harbour.example/1?utm_id=%d" % number)
        lone = b"<item><title>Ferry stops</title><guid>x%d</guid></item></channel>" % number
        return web.Response(body=body.replace(b"</channel>", lone))

    async with FeedServer() as server:
        source = await add_source(services, server.handle("/feed.xml", answer))
        reports = [
            report for _ in range(3) for _, report in await services.source_updater.update([source])
        ]
    assert all(isinstance(report, ImportReport) for report in reports)
    assert await count(services) == 2


async def test_hostile_sources_affect_no_other(
    services: Services, analysis_worker: AnalysisWorker, sandbox_clock: ManualClock
) -> None:
    """All hostile feeds in one round with honest ones between them, which are read completely."""
    hostile, honest = [], []
    fetcher = Fetcher(
        user_agent="tests",
        allow_private=True,
        clock=sandbox_clock,
        limits=FetchLimits(timeout=TIMEOUT, max_bytes=MAX_BYTES),
    )
    async with FeedServer() as server, fetcher:
        for number, case in enumerate((*TRANSPORT, *BODIES)):
            hostile.append(await add_source(services, case.misbehave(server, f"/{number}.xml")))
            if number % 10 == 0:
                body = FEED.replace(b"/1<", b"/%d<" % number).replace(b"river", b"%d" % number)
                honest.append(await add_source(services, server.give(f"/good{number}", body)))
        ingest = SourceUpdater(
            services.database,
            analysis_worker,
            fetcher,
            services.importer,
            sandbox_clock,
            services.metrics,
            FetchPolicy(timedelta(minutes=10)),
        )
        await ingest.update([*hostile, *honest])
    for source in honest:
        assert (await the(services, source.url)).last_success_at == sandbox_clock()
    for source, case in zip(hostile, (*TRANSPORT, *BODIES), strict=True):
        known = await the(services, source.url)
        expected = case.expected if isinstance(case.expected, FailureReason) else ""
        assert (case.name, known.failure_reason) == (case.name, expected)
    async with services.database.read() as connection:
        assert await articles.count(connection) > len(honest)


async def test_slow_articles_of_a_source_let_others_go_first(
    services: Services, analysis_worker: AnalysisWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "SLOT_SECONDS", 0)
    analyzed: list[str] = []
    may_end = asyncio.Event()
    slots = services.importer.analysis_slots

    async def analyze(raws: Sequence[RawArticle], *args: object) -> list[EmptyArticleError]:
        analyzed.extend(raw.title for raw in raws)
        await may_end.wait()
        return [EmptyArticleError("on purpose") for _ in raws]

    monkeypatch.setattr(analysis_worker, "analyze", analyze)

    def start(title: str, count: int) -> asyncio.Task[ImportReport]:
        raws = [RawArticle(title=title, text=f"{title} {number}") for number in range(count)]
        return asyncio.create_task(services.importer.import_articles(raws, wait_for_slot=True))

    tasks = [start("slow", 10) for _ in range(MAX_CONCURRENT_ANALYSES)]
    async with asyncio.timeout(20):
        await wait_until(slots.locked)
        tasks.append(start("quick", 1))
        await wait_until(lambda: slots._waiters)
        may_end.set()
        await asyncio.gather(*tasks)
    assert analyzed.index("quick") < 10


ITEMS = (
    "<item><title>Первая</title><description>Мост открыли утром. {words}</description></item>"
    "<item><title>Вторая</title><description>Река вышла из берегов.</description></item>"
)


async def test_rejected_articles_are_logged_once_per_source(
    services: Services,
    analysis_worker: AnalysisWorker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def reject(raws: Sequence[RawArticle], *_: object) -> list[NewsError]:
        return [TooComplex(f"{raw.title} is skipped") for raw in raws]

    monkeypatch.setattr(analysis_worker, "analyze", reject)
    async with FeedServer() as server:
        feed = f"<rss version='2.0'><channel>{ITEMS.format(words='')}</channel></rss>"
        source = await add_source(services, server.give("/feed.xml", feed.encode()))
        await services.source_updater.update([source])
    (line,) = (one.getMessage() for one in caplog.records if "rejected" in one.getMessage())
    assert line == f"source {source.id}: 2 articles are rejected: Первая is skipped"
    assert await count(services) == 0


async def test_an_article_that_was_too_complex_is_not_analyzed_again(
    services: Services, analysis_worker: AnalysisWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyze, seen = analysis_worker.analyze, []

    async def reject_first(raws: Sequence[RawArticle], *given: Any) -> list[Article | NewsError]:
        seen.extend(raw.title for raw in raws)
        found = await analyze(raws, *given)
        pairs = zip(raws, found, strict=True)
        return [TooComplex("slow") if raw.title == "Первая" else one for raw, one in pairs]

    monkeypatch.setattr(analysis_worker, "analyze", reject_first)
    async with FeedServer() as server:
        items = ITEMS.format(words="")
        more = items.replace("Вторая", "Третья").replace("Река", "Буря")
        path = server.give(
            "/feed.xml", f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
        )
        source = await add_source(services, path)
        await services.source_updater.update([source])
        server.give("/feed.xml", f"<rss version='2.0'><channel>{more}</channel></rss>".encode())
        await services.source_updater.update([await the(services, source.url)])
    assert seen == ["Первая", "Вторая", "Третья"]
    assert await count(services) == 2


async def test_vocabulary_words_per_article_are_limited(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "MAX_VOCABULARY_WORDS", 3)
    async with FeedServer() as server:
        feed = f"<rss version='2.0'><channel>{ITEMS.format(words='Паром стоит')}</channel></rss>"
        source = await add_source(services, server.give("/feed.xml", feed.encode()))
        await services.source_updater.update([source])
    assert await count(services) == 2
    async with services.database.read() as connection:
        known = set((await connection.execute(select(words.c.word))).scalars())
    assert 3 < len(known) <= 6


async def test_permanent_redirect_changes_source_url(services: Services) -> None:
    async with FeedServer() as server:
        new = server.give("/new.xml", FEED, headers={"ETag": '"1"'})
        old = server.redirect("/old.xml", to="/new.xml", status=301)
        passing = server.redirect("/passing.xml", to="/new.xml", status=302)
        added = await add_source(services, old)
        await add_source(services, passing)
        await services.source_updater.update_due()
        moved = await the(services, new)
        assert (moved.id, moved.etag) == (added.id, '"1"')
        assert (await the(services, passing)).paused_reason is None
        # A move to the address of another source stops one of the two.
        again = await add_source(services, old)
        await services.source_updater.update([again])
    assert (await the(services, old)).paused_reason == "moved"


async def test_redirect_to_no_feed_keeps_source_url(services: Services) -> None:
    async with FeedServer() as server:
        server.give("/login", b"<!doctype html><p>Sign in")
        old = server.redirect("/old.xml", to="/login", status=301)
        await services.source_updater.update([await add_source(services, old)])
    assert (await the(services, old)).failure_reason == "not_a_feed"


async def test_feed_ttl_and_skip_hours_are_respected(
    services: Services, sandbox_clock: ManualClock
) -> None:
    hour = sandbox_clock().hour
    skipped = b"".join(b"<hour>%d</hour>" % ((hour + n) % 24) for n in (1, 2))
    asks = b"<ttl>45</ttl><skipHours>%s</skipHours>" % skipped
    async with FeedServer() as server:
        body = FEED.replace(b"<item>", asks + b"<item>")
        url = server.give("/feed.xml", body, headers={"ETag": '"1"'})
        await add_source(services, url)
        await services.source_updater.update_due()
        first = await the(services, url)
        assert first.next_fetch_at == sandbox_clock() + timedelta(minutes=45)
        sandbox_clock.advance(minutes=45)
        await (
            services.source_updater.update_due()
        )  # not modified: the sent validator is still valid
    due = (await the(services, url)).next_fetch_at
    assert due.hour == (hour + 3) % 24


async def test_fetch_interval_follows_publishing_rate(
    services: Services, sandbox_clock: ManualClock
) -> None:
    now = sandbox_clock()
    items = b"".join(
        b"<item><title>Ferry %d</title><guid>%d</guid><pubDate>%s</pubDate></item>"
        % (n, n, format_datetime(now - timedelta(hours=4 * n)).encode())
        for n in range(20)
    )
    async with FeedServer() as server:
        body = FEED.replace(b"</channel>", items + b"</channel>")
        url = server.give("/feed.xml", body)
        await add_source(services, url)
        await services.source_updater.update_due()
    wait = (await the(services, url)).next_fetch_at - now
    assert timedelta(minutes=95) < wait < timedelta(minutes=120)


async def test_slow_host_delays_no_other(services: Services) -> None:
    """Many sources of a host that answers none, before those of another."""
    async with FeedServer() as server:
        answered = asyncio.Event()

        async def slow(request: web.BaseRequest) -> web.Response:
            await answered.wait()
            return web.Response(body=FEED)

        for number in range(100):
            await add_source(services, server.handle(f"/slow{number}", slow))
        server.give("/quick.xml", FEED)
        quick = server.url("/quick.xml", host="localhost")
        await add_source(services, quick)
        reading = asyncio.create_task(services.source_updater.update_due())

        async def is_read() -> bool:
            return (await the(services, quick)).last_success_at is not None

        await wait_until(is_read)
        assert not reading.done()
        answered.set()
        await reading
    assert server.busiest <= 2


async def test_source_that_takes_long_delays_no_round(
    services: Services, sandbox_clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updater, "MAX_ROUND_SECONDS", 0.1)
    is_answered, asked = asyncio.Event(), 0

    async def answer_late(request: web.BaseRequest) -> web.Response:
        nonlocal asked
        asked += 1
        await is_answered.wait()
        return web.Response(body=FEED)

    async def read_until_fetched(url: str) -> None:
        async with asyncio.timeout(20):
            while (await the(services, url)).last_success_at != sandbox_clock():
                await services.source_updater.update_due()

    async with FeedServer() as server:
        slow = server.handle("/slow.xml", answer_late)
        server.give("/quick.xml", FEED)
        quick = server.url("/quick.xml", host="localhost")
        for url in (slow, quick):
            await add_source(services, url)
        await read_until_fetched(quick)
        sandbox_clock.advance(days=1)
        await read_until_fetched(quick)
        assert asked == 1
        is_answered.set()
        await read_until_fetched(slow)
    assert asked == 1


async def test_host_share_of_a_round_is_limited(services: Services) -> None:
    for number in range(MAX_DUE_PER_HOST + 5):
        await add_source(services, f"https://many.example/{number}")
    await add_source(services, "https://one.example/feed")
    async with services.database.read() as connection:
        due = await sources.list_due(connection, services.clock(), 1_000, MAX_DUE_PER_HOST)
    assert [source.host for source in due].count("many.example") == MAX_DUE_PER_HOST
    assert "one.example" in {source.host for source in due}
