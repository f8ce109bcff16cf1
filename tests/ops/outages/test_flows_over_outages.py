"""Test that each flow goes through each outage of its database server: nothing is lost, nothing comes
twice but what was in flight, and the service is back by itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bench.support.outages.kinds import Outage, outage
from bench.support.outages.network import State
from bench.support.outages.server import OwnServer
from bot.app import App
from bot.ops.health import Component
from sandbox.testing import Person
from service.bootstrap import Services
from service.digests import dispatch
from service.ops.api_tokens import Scope
from service.ops.clock import system_clock
from storage.archive import articles, sources
from storage.chats import subscribers
from storage.database.engine import open_database
from storage.messaging import leases, outbox
from storage.messaging.outbox import Delivery
from storage.schema.tables import deliveries
from storage.stats.audit_log import Actor
from storage.stats.daily_counters import DailyCounter
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.conversation import subscribe
from tests.support.editors import amend_by_command, got
from tests.support.factories import subscriber
from tests.support.feeds.server import FeedServer
from tests.support.outbox import enqueue, wait_until_sent
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]

People = Callable[..., Person]
WAIT = 120
FEEDS, ENTRIES = 3, 8

each_outage = pytest.mark.parametrize("kind", list(Outage), ids=lambda kind: kind.name.lower())
away = pytest.mark.parametrize(
    "kind",
    [Outage.RESTARTED, Outage.CUT, Outage.SILENT, Outage.ANSWERS_LOST],
    ids=lambda kind: kind.name.lower(),
)


@pytest.fixture(autouse=True)
async def started(app: App) -> None:
    await app.web.started.wait()


@pytest.fixture(autouse=True)
def disk(request: pytest.FixtureRequest, server: OwnServer) -> None:
    """Skip a full disk where none can be made."""
    kind = getattr(request.node, "callspec", None) and request.node.callspec.params.get("kind")
    if kind is Outage.DISK_FULL and not server.has_small_disk:
        pytest.skip("a small disk needs root, who may mount one")


async def get_health(app: App) -> tuple[int, dict[str, str]]:
    host, port = app.web.address
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://{host}:{port}/healthz") as answer,
    ):
        return answer.status, (await answer.json()).get("why", {})


async def see_failing(app: App, services: Services, kind: Outage) -> None:
    """Wait until `/healthz` says what is wrong, and since when."""
    if kind is Outage.ENDED:
        return
    async with asyncio.timeout(WAIT):
        while True:
            if kind is Outage.DISK_FULL:
                await write_much(services)
            status, why = await get_health(app)
            if Component.DATABASE in why and "since 20" in why[Component.DATABASE]:
                assert status == 503
                words = "disk" if kind is Outage.DISK_FULL else "answer"
                assert words in why[Component.DATABASE]
                return
            await asyncio.sleep(0.05)


async def write_much(services: Services) -> None:
    """Try to write what does not fit on a full disk."""
    text = "".join(f"{number:x}" for number in range(100_000))
    with contextlib.suppress(OperationalError):
        async with services.database.write() as connection:
            await outbox.add_payload(connection, text, services.clock())


async def see_working(app: App) -> None:
    """Wait until `/healthz` says that everything works."""

    async def is_working() -> bool:
        return await get_health(app) == (200, {})

    await wait_until(is_working, WAIT)


@pytest.fixture
def readers(person: People) -> list[Person]:
    return [person(f"Читатель {number}") for number in range(60)]


def count_copies(readers: Sequence[Person], text: str) -> list[int]:
    return [len(got(reader, text)) for reader in readers]


@each_outage
async def test_broadcast_goes_on(
    app: App, services: Services, server: OwnServer, readers: list[Person], kind: Outage
) -> None:
    await enqueue(services, "мост", *(reader.id for reader in readers))
    app.outbox_worker.wake()
    await readers[4].wait()
    async with outage(server, kind):
        await see_failing(app, services, kind)
        if kind not in (Outage.ENDED, Outage.DISK_FULL):
            await wait_until(lambda: app.outbox_worker.is_stuck)
            sent = sum(count_copies(readers, "мост"))
            await asyncio.sleep(0.2)
            assert sum(count_copies(readers, "мост")) <= sent + 1, "it sends what it cannot store"
    await see_working(app)
    await wait_until_sent(services, WAIT)
    copies = count_copies(readers, "мост")
    assert min(copies) == 1, "lost"
    assert copies.count(1) == len(readers), "came twice, though the process knows what it sent"
    report = await services.stats.collect_report(1, services.clock())
    assert report.sums[DailyCounter.DELIVERED] == len(readers)


@each_outage
async def test_digests_are_enqueued_once(
    app: App,
    services: Services,
    server: OwnServer,
    readers: list[Person],
    kind: Outage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dispatch, "BATCH_SIZE", 5)
    monkeypatch.setattr(dispatch, "BATCH_PAUSE_SECONDS", 0.1)
    await load(services, BRIDGE)
    now = services.clock()
    async with services.database.write() as connection:
        for reader in readers:
            due = subscriber(reader.id, next_digest_at=now, watermark=now - timedelta(days=1))
            await subscribers.add(connection, due)
    app._schedule.modify_job("digests", next_run_time=system_clock())
    await readers[4].wait()
    async with outage(server, kind):
        await see_failing(app, services, kind)
    await see_working(app)
    await wait_until(lambda: min(count_copies(readers, BRIDGE.title)) >= 1, WAIT)
    await wait_until_sent(services, WAIT)
    assert count_copies(readers, BRIDGE.title) == [1] * len(readers)


@each_outage
async def test_feeds_are_read(
    app: App, services: Services, server: OwnServer, kind: Outage
) -> None:
    ids = []
    async with FeedServer() as web, asyncio.timeout(WAIT):
        async with services.database.write() as connection:
            for number in range(FEEDS):
                url = web.give(f"/{number}.xml", build_feed(number))
                source = await sources.add(connection, url=url, title="", now=services.clock())
                assert source is not None
                ids.append(source.id)
        app._schedule.modify_job("sources", next_run_time=system_clock())
        other = open_database(server.own_url)

        async def count() -> int:
            async with other.read() as connection:
                return await articles.count(connection)

        await wait_until(count, WAIT)
        async with outage(server, kind):
            await see_failing(app, services, kind)
        await see_working(app)

        async def is_read() -> bool:
            async with other.read() as connection:
                found = [await sources.get(connection, one) for one in ids]
            assert not any(one.failures for one in found if one), "a source is blamed"
            return all(one is not None and one.last_success_at for one in found)

        await wait_until(is_read, WAIT)
        assert await count() == FEEDS * ENTRIES
        await other.close()


def build_feed(number: int) -> bytes:
    items = "".join(
        f"<item><title>Harbour {number} news {one}</title>"
        f"<link>https://harbour{number}.example/{one}</link><guid>{number}-{one}</guid>"
        f"<description>Ship {one} of line {number} arrived with {one * 7} boxes.</description></item>"
        for one in range(ENTRIES)
    )
    return f'<rss version="2.0"><channel><title>H{number}</title>{items}</channel></rss>'.encode()


@each_outage
async def test_articles_are_posted_once(
    app: App, services: Services, server: OwnServer, kind: Outage
) -> None:
    await app.web.started.wait()
    host, port = app.web.address
    operator = Actor(None, "operator")
    token = await services.api_tokens.add("cms", tuple(Scope), operator, system_clock())
    answered: dict[int, int] = {}
    async with aiohttp.ClientSession(
        f"http://{host}:{port}", headers={"Authorization": f"Bearer {token}"}
    ) as client:

        async def post(number: int) -> None:
            """Post an article as a content system does: again after a 503."""
            article = {
                "title": f"Мост номер {number}",
                "text": f"Мост номер {number} открыли в среду. По нему поедут {number * 7} машин.",
                "url": f"https://most.example/{number}",
            }
            key = {"Idempotency-Key": f"most-{number}"}
            while number not in answered:
                async with client.post("/api/v1/articles", json=article, headers=key) as answer:
                    if answer.status in (200, 201):
                        answered[number] = answer.status
                    else:
                        assert answer.status == 503, await answer.text()
                await asyncio.sleep(0.05)

        async def post_all() -> None:
            for number in range(40):
                await post(number)

        posting = asyncio.create_task(post_all())
        await wait_until(lambda: len(answered) >= 5)
        async with outage(server, kind):
            await see_failing(app, services, kind)
        await see_working(app)
        async with asyncio.timeout(WAIT):
            await posting
    assert set(answered.values()) == {201}, "the answer of the first request is lost"
    async with services.database.read() as connection:
        assert await articles.count(connection) == 40


@each_outage
async def test_correction_reaches_everybody(
    app: App,
    services: Services,
    server: OwnServer,
    readers: list[Person],
    person: People,
    kind: Outage,
) -> None:
    async with services.database.write() as connection:
        for reader in readers:
            await subscribers.add(connection, subscriber(reader.id))
    editor = person("Анна", id=EDITOR_ID)
    await editor.send("/breaking Мост закрыт до утра")
    await editor.wait()
    await editor.click(await editor.wait(), "Отправить")
    await wait_until_sent(services)
    await amend_by_command(editor, "/correct 1 Мост закрыт до вечера")
    await wait_until(lambda: got(readers[4], "до вечера"), WAIT)
    async with outage(server, kind):
        await see_failing(app, services, kind)
    await see_working(app)
    await wait_until_sent(services, WAIT)
    assert count_copies(readers, "до вечера") == [1] * len(readers)
    assert count_copies(readers, "до утра") == [0] * len(readers)


@away
async def test_people_are_answered_when_it_is_back(
    app: App, services: Services, server: OwnServer, person: People, kind: Outage
) -> None:
    await load(services, BRIDGE)
    before, starting = await subscribe(person("Оля"), hour="20:00"), person("Тарас")
    mid_way, shown = person("Ира"), len(got(before, BRIDGE.title))
    await mid_way.send("/start")
    async with outage(server, kind):
        await starting.send("/start")
        await before.send("мост")
        await see_failing(app, services, kind)
    await see_working(app)
    assert BRIDGE.title in (await before.wait(WAIT)).text
    for newcomer in (starting, mid_way):
        assert "English" in (await newcomer.wait(WAIT)).labels
    await starting.settle()
    answers = {one.user.first_name: [m for m in one.messages if m.outgoing] for one in (starting,)}
    assert len(answers["Тарас"]) == 1
    assert len(got(before, BRIDGE.title)) == shown + 1
    assert not got(before, "недоступен")
    await starting.send("мост")
    assert BRIDGE.title in (await starting.wait()).text


async def test_full_disk_is_said_and_searches_go_on_afterwards(
    app: App, services: Services, server: OwnServer, person: People
) -> None:
    if not server.has_small_disk:
        pytest.skip("a small disk needs root, who may mount one")
    await load(services, BRIDGE)
    olya = await subscribe(person("Оля"), hour="20:00")
    async with outage(server, Outage.DISK_FULL):
        await see_failing(app, services, Outage.DISK_FULL)
        await olya.send("мост")
        answer = (await olya.wait(WAIT)).text
        assert BRIDGE.title in answer or "Не получилось сохранить" in answer
    await see_working(app)
    olya.skip()
    await olya.send("мост")
    assert BRIDGE.title in (await olya.wait()).text


@away
async def test_log_has_a_line_for_the_beginning_and_one_for_the_end(
    app: App,
    services: Services,
    server: OwnServer,
    readers: list[Person],
    kind: Outage,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await enqueue(services, "мост", *(reader.id for reader in readers))
    app.outbox_worker.wake()
    await readers[4].wait()
    caplog.clear()
    async with outage(server, kind):
        await see_failing(app, services, kind)
        await readers[0].send("мост")
        await asyncio.sleep(2.0)
    await see_working(app)
    await wait_until_sent(services)
    said = [one.getMessage() for one in caplog.records if one.levelname in ("WARNING", "ERROR")]
    assert [line.partition(":")[0].partition(",")[0] for line in said] == [
        "the database cannot be used",
        "the database answers again",
    ], said


async def test_leases_whose_commit_got_no_answer_are_not_waited_for(
    app: App,
    services: Services,
    server: OwnServer,
    readers: list[Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Time stands still in this test, so no lease ends by itself."""
    lease, is_lost = leases.lease, False

    async def lose_the_answer_to_the_commit(*given: Any, **named: Any) -> list[Delivery]:
        nonlocal is_lost
        leased = await lease(*given, **named)
        if leased and not is_lost:
            is_lost = True
            await server.cable.change(State.ANSWERS_LOST)
        return leased

    monkeypatch.setattr(leases, "lease", lose_the_answer_to_the_commit)
    await enqueue(services, "мост", *(reader.id for reader in readers[:20]))
    app.outbox_worker.wake()
    await wait_until(lambda: is_lost)
    async with outage(server, Outage.ANSWERS_LOST):
        await see_failing(app, services, Outage.ANSWERS_LOST)
    await see_working(app)
    await wait_until_sent(services, WAIT)
    assert count_copies(readers[:20], "мост") == [1] * 20
    async with services.database.read() as connection:
        states = (await connection.execute(select(deliveries.c.state))).scalars()
        assert set(states) == {"sent"}
