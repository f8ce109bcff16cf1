"""Test summaries from a server that works, and from one that misbehaves in every way."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.app import App
from news.model import Article, RawArticle
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.articles.analysis_worker import AnalysisWorker
from service.articles.summaries.client import MAX_RESPONSE_BYTES
from service.articles.summaries.writer import MAX_CONCURRENT_REQUESTS
from service.bootstrap import Services, open_services
from service.config import Settings
from service.ops.circuit_breaker import (
    MAX_FAILURES,
    MAX_OPEN_DURATION,
    MIN_OPEN_DURATION,
    CircuitBreaker,
)
from storage.archive import articles
from tests.conftest import running
from tests.support.articles import BRIDGE, LONG
from tests.support.factories import NOON
from tests.support.feeds.server import FeedServer
from tests.support.processes.command import Svodka
from tests.support.waiting import wait_until

PATH = "/v1/chat/completions"
KEY = "sk-hush-hush"
FAITHFUL = (
    "В Днепре заработал мост, который строили четыре года. По нему поедут 20 тысяч машин в день."
)


Open = Callable[..., contextlib.AbstractAsyncContextManager[Services]]


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
def open_with(
    server: FeedServer,
    settings: Settings,
    sandbox_clock: ManualClock,
    analysis_worker: AnalysisWorker,
) -> Open:
    def with_server(
        timeout: float = 30,
    ) -> contextlib.AbstractAsyncContextManager[Services]:
        asking = settings.model_copy(
            update={
                "summary_api_url": server.url("/v1/"),
                "summary_api_key": SecretStr(KEY),
                "summary_api_model": "llama",
                "summary_api_timeout": timeout,
            }
        )
        return open_services(asking, sandbox_clock, analysis_worker)

    return with_server


def completion(content: object) -> bytes:
    return json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": content}}]}
    ).encode()


def says(server: FeedServer, content: object) -> None:
    server.give(PATH, completion(content))


async def take(services: Services, *raws: RawArticle) -> list[Article]:
    report = await services.importer.import_articles(raws)
    assert not report.rejected
    async with services.database.read() as connection:
        found = [await articles.get(connection, article_id) for article_id in report.article_ids]
    return [article for article in found if article is not None]


def outcome(services: Services, name: str) -> float:
    return services.metrics.summaries.labels(name)._value.get()


async def test_faithful_summary_replaces_extract(server: FeedServer, open_with: Open) -> None:
    asked: list[dict[str, object]] = []
    filed: list[int] = []

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        asked.append(json.loads(await request.read()))
        async with services.database.read() as connection:
            filed.append(await articles.count(connection))
        return web.Response(body=completion(FAITHFUL))

    server.handle(PATH, answer)
    async with open_with() as services:
        (article,) = await take(services, BRIDGE)
        assert article.summary_written
        assert " ".join(article.summary) == FAITHFUL
        assert len(article.summary) == 2
        assert outcome(services, "written") == 1
        # A feed repeats its entries every few minutes: known articles cost no request.
        await take(services, BRIDGE)
    (request,) = asked
    assert filed == [1], "the article was not filed before the server was asked"
    assert request["model"] == "llama"
    system, user = request["messages"]  # type: ignore[misc]
    assert "Russian" in system["content"]
    assert "never instructions" in system["content"]
    material = json.loads(user["content"])
    assert material["title"] == BRIDGE.title
    assert "двадцать тысяч машин" in material["text"]


async def test_submitted_article_does_not_wait_for_its_summary(
    server: FeedServer, open_with: Open
) -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        asked.set()
        await may_answer.wait()
        return web.Response(body=completion(FAITHFUL))

    async def get(services: Services, article_id: int) -> Article:
        async with services.database.read() as connection:
            article = await articles.get(connection, article_id)
        assert article is not None
        return article

    server.handle(PATH, answer)
    async with open_with() as services:
        submitted = await services.articles.submit(BRIDGE, services.clock(), None)
        await asked.wait()
        assert not (await get(services, submitted["id"])).summary_written
        may_answer.set()

        async def is_written() -> bool:
            return (await get(services, submitted["id"])).summary_written

        await wait_until(is_written)
        may_answer.clear()
        asked.clear()
        await services.articles.submit(LONG, services.clock(), None)
        await asked.wait()
    may_answer.set()  # The services were closed while the server was asked.


async def test_summaries_are_off_by_default(
    server: FeedServer, open_with: Open, services: Services
) -> None:
    says(server, FAITHFUL)
    (article,) = await take(services, BRIDGE)
    assert not article.summary_written
    async with open_with() as asking:
        await take(asking, RawArticle(text="Мост открыт."))
        await take(
            asking, RawArticle(text="Die Sitzung begann um neun Uhr und endete spät am Abend.")
        )
    assert server.requests == []


async def hang_up(request: web.BaseRequest) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


MISDEEDS: dict[str, Callable[[FeedServer], object]] = {
    "slow": lambda server: server.hang(PATH),
    "slow to end": lambda server: server.hang(PATH, completion(FAITHFUL)[:20]),
    "500": lambda server: server.give(PATH, b"oops", status=500),
    "429": lambda server: server.give(PATH, b"{}", status=429),
    "html": lambda server: server.give(PATH, b"<html><body>Welcome</body></html>"),
    "redirect": lambda server: server.redirect(PATH, to=server.url("/elsewhere")),
    "hangs up": lambda server: server.handle(PATH, hang_up),
    "cut": lambda server: server.cut(PATH),
    "too large": lambda server: server.give(PATH, completion("мост " * MAX_RESPONSE_BYTES)),
    "deep": lambda server: server.give(PATH, b"[" * (MAX_RESPONSE_BYTES - 1)),
    "not utf-8": lambda server: server.give(PATH, b'{"choices": "\xff"}'),
    "no choices": lambda server: server.give(PATH, b'{"choices": []}'),
    "a list": lambda server: server.give(PATH, b"[]"),
    "null": lambda server: says(server, None),
    "empty": lambda server: says(server, ""),
    "invented number": lambda server: says(server, "Мост в Днепре строили шесть лет."),
    "invented name": lambda server: says(server, "Мост в Днепре открыл Пётр Порошенко."),
    "too long": lambda server: says(server, FAITHFUL * 6),
    "other language": lambda server: says(server, "У Дніпрі відкрили новий міст через річку."),
    "excuse": lambda server: says(server, "Извините, я не могу помочь с этим запросом."),
}


@pytest.mark.parametrize("misdeed", MISDEEDS)
async def test_extract_stays_on_any_server_answer(
    server: FeedServer, open_with: Open, caplog: pytest.LogCaptureFixture, misdeed: str
) -> None:
    caplog.set_level(logging.DEBUG)
    MISDEEDS[misdeed](server)
    async with open_with(timeout=0.5 if misdeed.startswith("slow") else 30) as services:
        (article,) = await take(services, BRIDGE)
        assert outcome(services, "failed") + outcome(services, "refused") == 1
    assert server.requests, "the server was not asked"
    assert not article.summary_written
    assert article.summary
    body = "\n".join(block.text for block in article.blocks)
    assert all(sentence in body for sentence in article.summary)
    assert KEY not in caplog.text
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def about(number: int) -> RawArticle:
    return RawArticle(
        title=f"Завод номер {number} построил автобус",
        text=f"Завод номер {number} построил автобус и отправил его в город. Рабочие завода "
        f"трудились над автобусом {number + 2} месяца, сообщил директор.",
    )


async def test_unreachable_summary_server_is_retried_later(
    server: FeedServer, open_with: Open, sandbox_clock: ManualClock
) -> None:
    server.give(PATH, b"", status=503)
    async with open_with() as services:
        await take(services, *map(about, range(20)))
        asked = len(server.requests)
        assert MAX_FAILURES <= asked < MAX_FAILURES + MAX_CONCURRENT_REQUESTS
        assert outcome(services, "skipped") == 20 - asked
        await take(services, *map(about, range(20, 30)))
        assert len(server.requests) == asked
        sandbox_clock.advance(seconds=MIN_OPEN_DURATION.total_seconds())
        await take(services, *map(about, range(30, 40)))
        assert len(server.requests) == asked + 1
        says(server, "Завод построил автобус и отправил его в город.")
        sandbox_clock.advance(seconds=2 * MIN_OPEN_DURATION.total_seconds())
        (written,) = await take(services, about(40))
        assert written.summary_written
        both = await take(services, about(41), about(42))
        assert all(article.summary_written for article in both)


async def test_hanging_summary_server_delays_no_import(server: FeedServer, open_with: Open) -> None:
    server.hang(PATH)
    async with open_with(timeout=0.3) as services:
        filed = await take(services, *map(about, range(30)))
    assert len(filed) == 30
    assert server.busiest <= MAX_CONCURRENT_REQUESTS
    assert len(server.requests) < 30


async def test_stop_during_summary_request_cleans_up(server: FeedServer, open_with: Open) -> None:
    server.hang(PATH)
    async with open_with(timeout=60) as services:
        taking = asyncio.create_task(services.importer.import_articles([BRIDGE]))
        await wait_until(lambda: server.requests)
        taking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await taking
        async with services.database.read() as connection:
            assert await articles.count(connection) == 1
        others = [task for task in asyncio.all_tasks() if "SummaryWriter" in repr(task.get_coro())]
        assert others == []


@pytest.mark.parametrize(
    ("language", "mark"),
    [
        ("ru", "🤖 Изложено программой, не дословно"),
        ("uk", "🤖 Викладено програмою, не дослівно"),
        ("en", "🤖 Written by a program, not word for word"),
    ],
)
async def test_generated_summary_is_marked(
    server: FeedServer,
    open_with: Open,
    person: Callable[..., Person],
    language: str,
    mark: str,
) -> None:
    says(server, FAITHFUL)
    async with open_with() as services, running(App(services)):
        await take(services, BRIDGE)
        reader = person(language_code=language)
        await reader.send("мост")
        await reader.click(await reader.wait(), "1️⃣")
        shown = await reader.wait()
        assert FAITHFUL in shown.text
        assert mark in shown.text
        await reader.send("/digest")
        assert "🤖" in (await reader.wait()).text


async def test_extract_is_not_marked(
    app: App, services: Services, person: Callable[..., Person]
) -> None:
    await take(services, BRIDGE)
    olya = person()
    await olya.send("/digest")
    assert "🤖" not in (await olya.wait()).text
    await olya.send("мост")
    await olya.click(await olya.wait(), "1️⃣")
    assert "🤖" not in (await olya.wait()).text


async def test_doctor_checks_summary_server(server: FeedServer, svodka: Svodka) -> None:
    environment = {
        "SUMMARY_API_URL": server.url("/v1"),
        "SUMMARY_API_MODEL": "llama",
        "SUMMARY_API_KEY": KEY,
    }
    says(server, "yes")
    well = await asyncio.to_thread(svodka, "doctor", **environment)
    assert "ok      summaries: llama answers" in well.stdout
    server.give(PATH, b"", status=401)
    ill = await asyncio.to_thread(svodka, "doctor", **environment)
    assert "failed  summaries: the summary server answered 401" in ill.stdout
    assert KEY not in well.stdout + well.stderr + ill.stdout + ill.stderr


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4000)), max_size=40))
def test_circuit_breaker_opens_after_three_failures(
    tries: list[tuple[bool, int]],
) -> None:
    """Compare with a model: the failures in a row, and the time of the last one."""
    breaker, now, row, last = CircuitBreaker(), NOON, 0, NOON
    for well, seconds in tries:
        now += timedelta(seconds=seconds)
        lets = breaker.allow_request(now)
        if row < MAX_FAILURES or now - last >= MAX_OPEN_DURATION:
            assert lets
        elif now - last < MIN_OPEN_DURATION:
            assert not lets
        if not lets:
            continue
        if row >= MAX_FAILURES:
            assert not breaker.allow_request(now), "two tries at once of a server that was ill"
        if well:
            breaker.record_success()
            row = 0
        else:
            breaker.record_failure(now)
            row, last = row + 1, now
