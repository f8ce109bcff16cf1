"""Test that the fault of one entry or header costs that entry at most, never its source."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SourceError
from news.model import RawArticle
from news.sources.cleaning import clean
from news.sources.fetcher import parse_retry_after
from service.articles.analysis_worker import AnalysisWorker, AnalyzerUnavailable
from service.articles.importer import ArticleImporter, ImportReport
from service.bootstrap import Services
from service.sources.updater import FetchPolicy
from storage.archive import articles as stored_articles
from storage.archive import sources
from storage.schema.tables import articles
from tests.service.sources.test_ingest import add_source, the
from tests.support.factories import NOON
from tests.support.feeds.server import FeedServer, raw_server
from tests.support.processes.command import Svodka

GOOD = {
    "id": "good",
    "url": "https://harbour.example/good",
    "title": "Хорошая новость",
    "content_html": "<p>В городе открыли новый парк. Мэр доволен.</p>",
}
BAD = {
    "id": "bad",
    "url": "https://harbour.example/bad",
    "title": "Плохая новость",
    "content_html": "<p>Новый мост через реку открыли утром. Движение уже началось.</p>",
}
LONE = "\ud83d"

FAULTS: dict[str, dict[str, Any]] = {
    "id": {"id": f"a{LONE}b"},
    "url": {"url": f"https://harbour.example/{LONE}"},
    "author": {"authors": [{"name": f"Оля{LONE}"}]},
    "tag": {"tags": [LONE, "река"]},
    "image": {"image": f"https://harbour.example/{LONE}.png"},
    "title": {"title": f"Мост {LONE} открыт"},
    "language": {"language": LONE},
    "picture in the text": {
        "content_html": f"<p>Мост открыли утром.</p><img src='https://h.example/{LONE}'>"
    },
    "NUL in the id": {"id": "a\0b"},
    "NUL in the address": {"url": "https://harbour.example/\0"},
    "control characters": {"title": "Мост\x07 \x1bоткрыт", "authors": [{"name": "\x00Оля"}]},
    "year 9999, ahead": {"date_published": "9999-12-31T23:59:59-10:00"},
    "year 9999": {"date_published": "9999-12-31T23:59:59Z"},
    "year 1, behind": {"date_published": "0001-01-01T00:00:00+10:00"},
    "address in brackets": {"url": "http://[::1"},
    "huge port": {"url": "http://a.example:99999999/"},
    "numbers": {"id": 10**400, "title": 7, "url": 7},
}


def feed(*items: object, **top: object) -> bytes:
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps(
        {"version": version, "title": "Лента", "items": [*items, GOOD], **top}
    ).encode()


async def list_titles(services: Services) -> list[str]:
    async with services.database.read() as connection:
        rows = await connection.execute(select(articles.c.title).order_by(articles.c.id))
        return list(rows.scalars())


async def fetch(services: Services, url: str) -> ImportReport | SourceError:
    source = await the(services, url)
    ((_, outcome),) = await services.source_updater.update([source])
    return outcome


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
async def test_fault_of_an_entry_costs_that_entry_at_most(
    services: Services, fault: dict[str, Any]
) -> None:
    async with FeedServer() as server:
        body = feed({**BAD, **fault})
        url = server.give("/f.json", body, headers={"Content-Type": "application/feed+json"})
        await add_source(services, url)
        outcome = await fetch(services, url)
    assert isinstance(outcome, ImportReport), outcome
    assert "Хорошая новость" in await list_titles(services)
    assert outcome.added + len(outcome.rejected) == 2
    assert (await the(services, url)).failures == 0


async def test_title_of_a_feed_is_cleaned(services: Services) -> None:
    async with FeedServer() as server:
        url = server.give("/f.json", feed(title=f"Лента{LONE}\0"))
        await add_source(services, url)
        assert isinstance(await fetch(services, url), ImportReport)
    assert (await the(services, url)).title == "Лента\N{REPLACEMENT CHARACTER}"


HEADERS = {
    "ETag of bytes": b'ETag: "\xff\xfe"\r\n',
    "ETag in letters": 'ETag: "привет"\r\n'.encode(),
    "ETag with DEL": b'ETag: "a\x7f"\r\n',
    "ETag with a tab": b'ETag: "a\tb"\r\n',
    "Last-Modified of bytes": b"Last-Modified: \xff\xff\r\n",
    "Content-Type of bytes": b"Content-Type: application/\xff; charset=\xfe\r\n",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=list(HEADERS))
async def test_odd_header_breaks_no_later_fetch(services: Services, header: bytes) -> None:
    body = feed()
    answer = b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n" % (
        header,
        len(body),
    )
    async with raw_server(answer + body) as url:
        await add_source(services, url)
        for _ in range(2):
            outcome = await fetch(services, url)
            assert isinstance(outcome, ImportReport), outcome
    assert (await the(services, url)).failures == 0


@pytest.mark.parametrize("name", ["etag", "last_modified"])
async def test_odd_validator_that_is_stored_already_breaks_nothing(
    services: Services, name: str
) -> None:
    async with FeedServer() as server:
        url = server.give("/f.json", feed())
        source = await add_source(services, url)
        async with services.database.write() as connection:
            await sources.change(connection, source.id, **{name: '"привет\x7f"'})
        assert isinstance(await fetch(services, url), ImportReport)


@pytest.mark.parametrize(
    "value",
    [
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Mon, 01 Jan 2024 00:00:00 +99999999999999999999",
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "Mon, 01 Jan 0001 00:00:00 +1400",
        "9" * 5000,
        "-5",
        "\udcff",
        "²",
    ],
)
def test_odd_retry_after_is_a_number_or_none(value: str) -> None:
    seconds = parse_retry_after(value, NOON)
    assert seconds is None or 0 <= seconds <= 24 * 60 * 60


def test_bad_lines_of_a_file_cost_themselves(svodka: Svodka, tmp_path: Path) -> None:
    text = "Мост через реку открыли в {} часов. Движение уже началось."
    faults = [
        {},
        {"url": f"https://h.example/{LONE}"},
        {"author": LONE},
        {"title": f"{LONE}\0"},
        {"published": "9999-12-31T23:59:59-10:00"},
        {"published": "9999-12-31T23:59:59"},
        {"published": "0001-01-01T00:00:00"},
        {"published": 10**30},
        {"published": -(10**11)},
        {"source": f"a{LONE}"},
        {"language": LONE},
        {"url": "http://[::1"},
    ]
    file = tmp_path / "in.jsonl"
    lines = [{"text": text.format(number), **fault} for number, fault in enumerate(faults)]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    given = {"DATABASE_URL": f"sqlite:///{tmp_path / 'svodka.db'}"}
    done = svodka("import", file, **given)
    assert "Traceback" not in done.stderr + done.stdout
    shown = svodka("stats", **given)
    assert shown.returncode == 0, shown.stderr
    again = svodka("import", file, **given)
    assert "Traceback" not in again.stderr + again.stdout


def test_clean_values_stay_the_same_object() -> None:
    raw = RawArticle(text="Мост\nоткрыт\t.", title="Мост", published=NOON, categories=("река",))
    assert clean(raw) is raw
    dirty = RawArticle(text="\0", categories=("а\ud800",), published=NOON.replace(year=9999))
    assert clean(dirty) == RawArticle(text="", categories=("а\N{REPLACEMENT CHARACTER}",))


async def test_article_that_fails_unexpectedly_is_rejected_alone(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = stored_articles.add

    async def fail_at_one(connection: AsyncConnection, article: Any, **given: Any) -> Any:
        if "сломан" in article.title:
            raise ValueError("on purpose")
        return await add(connection, article, **given)

    monkeypatch.setattr(stored_articles, "add", fail_at_one)
    report = await services.importer.import_articles(
        [
            RawArticle(title=f"Мост {state}", text=f"Мост через реку {state} с утра, сказал мэр.")
            for state in ("открыт", "сломан", "закрыт")
        ]
    )
    assert report.added == 2
    (rejected,) = report.rejected
    assert "on purpose" in str(rejected)
    assert await list_titles(services) == ["Мост открыт", "Мост закрыт"]


async def test_failing_database_rejects_no_article(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(
        importer: ArticleImporter, raws: Sequence[RawArticle], **given: Any
    ) -> ImportReport:
        cause = sqlite3.OperationalError("database or disk is full")
        cause.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise OperationalError("INSERT", {}, cause)

    monkeypatch.setattr(ArticleImporter, "_import_batch", fail)
    with pytest.raises(OperationalError):
        await services.importer.import_articles([RawArticle(text="Мост открыт.")] * 2)


@pytest.mark.parametrize("work", ["parse_feed", "read_page", "analyze"])
async def test_failing_analyzer_is_no_fault_of_a_source(
    services: Services, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    """Its sources are fetched again in the next round."""
    teaser = {"id": "1", "title": "Мост открыт", "content_html": "<p>Мост открыли…</p>"}

    async def fail(*_: Any, **__: Any) -> None:
        raise AnalyzerUnavailable("the analysis worker does not start")

    policy = FetchPolicy(timedelta(minutes=10), full_texts=True)
    monkeypatch.setattr(services.source_updater, "_policy", policy)
    async with FeedServer() as server:
        page = server.give(
            "/page", "<html><body><article><p>Мост</p></article></body></html>".encode()
        )
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Гавань"}
        body = json.dumps({**feed, "items": [{**teaser, "url": page}]}).encode()
        source = await add_source(services, server.give("/feed.json", body))
        with monkeypatch.context() as outage:
            outage.setattr(AnalysisWorker, work, fail)
            for _ in range(7):
                with pytest.raises(AnalyzerUnavailable):
                    await services.source_updater.update_due()
        after = await the(services, source.url)
        assert after == source
        await services.source_updater.update_due()
        assert (await the(services, source.url)).last_success_at is not None
