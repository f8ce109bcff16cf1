"""Test that updates from polling and the webhook are handled once, whatever fails."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import logging
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import TelegramConflictError
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from bot.app import App
from bot.telegram.updates import inbox, polling
from bot.telegram.updates.inbox import Inbox
from bot.telegram.updates.webhook import MAX_BODY_BYTES, SECRET_HEADER, build_webhook_path
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.articles.analysis_worker import AnalysisWorker
from service.bootstrap import Services, open_services
from service.config import BadSettings, Settings, UpdateMode
from storage.database.engine import Database
from storage.messaging import inbox as messaging_inbox
from storage.schema.tables import inbox as tables_updates
from tests.conftest import running
from tests.support.waiting import wait_until

pytestmark = pytest.mark.both_engines

SECRET = {SECRET_HEADER: "very-secret"}


def message(person: Person, number: int, words: str = "/help") -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 0,
            "chat": {"id": person.id, "type": "private"},
            "from": {"id": person.id, "is_bot": False, "first_name": "Оля"},
            "text": words,
        },
    }


def replies(person: Person) -> int:
    return sum(1 for one in person.messages if one.outgoing)


@pytest.fixture
def by_webhook(settings: Settings) -> Settings:
    return settings.model_copy(
        update={
            "updates": UpdateMode.WEBHOOK,
            "webhook_url": "https://bot.example",
            "webhook_secret": SecretStr("very-secret"),
        }
    )


@asynccontextmanager
async def alive(
    settings: Settings, clock: ManualClock, analysis_worker: AnalysisWorker
) -> AsyncIterator[tuple[App, aiohttp.ClientSession]]:
    """Run the service, with a client as its proxy."""
    async with open_services(
        settings, clock, analysis_worker, monotonic=clock.monotonic
    ) as services:
        app = App(services)
        async with running(app):
            await wait_until(lambda: app.web.is_up)
            host, port = app.web.address
            async with aiohttp.ClientSession(f"http://{host}:{port}") as client:
                yield app, client


async def rows(database: Database) -> list[tuple[int, bool]]:
    """Return the ids in the inbox, and whether each is handled."""
    async with database.read() as connection:
        found = await connection.execute(
            select(tables_updates.c.update_id, tables_updates.c.body.is_(None)).order_by(
                tables_updates.c.id
            )
        )
        return [(row[0], bool(row[1])) for row in found]


async def until_handled(app: App, count: int) -> None:
    async def is_handled() -> bool:
        return [done for _, done in await rows(app.services.database)].count(True) >= count

    await wait_until(is_handled)


async def test_an_update_that_telegram_repeats_is_handled_once_also_after_a_restart(
    by_webhook: Settings,
    sandbox_clock: ManualClock,
    analysis_worker: AnalysisWorker,
    person: Callable[..., Person],
) -> None:
    olya, path = person(), build_webhook_path(by_webhook)
    async with alive(by_webhook, sandbox_clock, analysis_worker) as (app, client):
        for _ in range(2):
            async with client.post(path, json=message(olya, 7), headers=SECRET) as answer:
                assert answer.status == 200
        assert "Что я умею" in (await olya.wait()).text
        await until_handled(app, 1)
    async with alive(by_webhook, sandbox_clock, analysis_worker) as (app, client):
        for number in (7, 8):
            async with client.post(path, json=message(olya, number), headers=SECRET) as answer:
                assert answer.status == 200
        await until_handled(app, 2)
        assert replies(olya) == 2


async def test_webhook_rejects_wrong_secret_unread(
    by_webhook: Settings,
    sandbox_clock: ManualClock,
    analysis_worker: AnalysisWorker,
    person: Callable[..., Person],
) -> None:
    olya, path = person(), build_webhook_path(by_webhook)
    good = message(olya, 1)
    huge = b'"' + b"x" * MAX_BODY_BYTES + b'"'
    packed = gzip.compress(json.dumps(good).encode())
    kind = {"Content-Type": "application/json"}

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(huge), 65536):
            yield huge[start : start + 65536]

    async with alive(by_webhook, sandbox_clock, analysis_worker) as (app, client):
        for status, at, given in (
            (404, "/telegram/guessed", {"json": good, "headers": SECRET}),
            (404, path[:-1], {"json": good, "headers": SECRET}),
            (401, path, {"json": good}),
            (401, path, {"json": good, "headers": {SECRET_HEADER: "very-secre"}}),
            (401, path, {"json": good, "headers": {SECRET_HEADER: "секрет"}}),
            (415, path, {"data": "a=b", "headers": SECRET}),
            (413, path, {"data": huge, "headers": {**SECRET, **kind}}),
            (413, path, {"data": chunks(), "headers": {**SECRET, **kind}}),
            (400, path, {"data": b"{", "headers": {**SECRET, **kind}}),
            (
                400,
                path,
                {"data": packed, "headers": {**SECRET, **kind, "Content-Encoding": "gzip"}},
            ),
            (400, path, {"json": [1], "headers": SECRET}),
            (400, path, {"json": {"update_id": "7"}, "headers": SECRET}),
            (405, path, None),
        ):
            request = client.get(at) if given is None else client.post(at, **given)
            async with request as answer:
                assert answer.status == status, (at, given)
        assert await rows(app.services.database) == []
        async with client.post(path, json=good, headers=SECRET) as answer:
            assert answer.status == 200
        await olya.wait()


async def test_unknown_update_kind_is_skipped(
    by_webhook: Settings, sandbox_clock: ManualClock, analysis_worker: AnalysisWorker
) -> None:
    async with alive(by_webhook, sandbox_clock, analysis_worker) as (app, client):
        odd = {"update_id": 3, "message": {"chat": "none"}}
        async with client.post(build_webhook_path(by_webhook), json=odd, headers=SECRET) as answer:
            assert answer.status == 200
        await until_handled(app, 1)


async def test_webhook_with_full_disk_asks_for_retry(
    by_webhook: Settings,
    sandbox_clock: ManualClock,
    analysis_worker: AnalysisWorker,
    person: Callable[..., Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    olya, path = person(), build_webhook_path(by_webhook)
    take_in = messaging_inbox.add_updates

    async def full(*_: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    async with alive(by_webhook, sandbox_clock, analysis_worker) as (app, client):
        monkeypatch.setattr(messaging_inbox, "add_updates", full)
        async with client.post(path, json=message(olya, 7), headers=SECRET) as answer:
            assert answer.status == 503
            assert answer.headers["Retry-After"]
        await olya.wait()
        monkeypatch.setattr(messaging_inbox, "add_updates", take_in)
        async with client.post(path, json=message(olya, 7), headers=SECRET) as answer:
            assert answer.status == 200
        assert await rows(app.services.database) == [(7, True)]
        assert replies(olya) == 1


async def test_failed_handled_mark_is_retried(
    by_webhook: Settings,
    sandbox_clock: ManualClock,
    analysis_worker: AnalysisWorker,
    person: Callable[..., Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "MARK_RETRY_SECONDS", 0.01)
    olya, path = person(), build_webhook_path(by_webhook)
    mark, failures = messaging_inbox.mark_handled, itertools.count(1)

    async def fail_twice(*given: Any) -> None:
        if next(failures) <= 2:
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        await mark(*given)

    async with alive(by_webhook, sandbox_clock, analysis_worker) as (app, client):
        monkeypatch.setattr(messaging_inbox, "mark_handled", fail_twice)
        async with client.post(path, json=message(olya, 7), headers=SECRET) as answer:
            assert answer.status == 200
        await until_handled(app, 1)
        assert next(failures) > 2


async def test_the_webhook_registers_itself_and_stays(
    by_webhook: Settings,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    analysis_worker: AnalysisWorker,
) -> None:
    async with alive(by_webhook, sandbox_clock, analysis_worker):
        await wait_until(lambda: sandbox.telegram.webhook.is_active)
    hook = sandbox.telegram.webhook
    assert hook.url == "https://bot.example" + build_webhook_path(by_webhook)
    assert hook.secret == "very-secret"
    assert "very-secret" not in hook.url
    assert {"message", "callback_query", "my_chat_member"} <= set(
        sandbox.telegram.updates.allowed_list or ()
    )


async def test_rejected_webhook_url_stops_start(
    by_webhook: Settings, sandbox_clock: ManualClock, analysis_worker: AnalysisWorker
) -> None:
    wrong = by_webhook.model_copy(update={"webhook_url": "https://bot.example:81"})
    async with open_services(wrong, sandbox_clock, analysis_worker) as services:
        with pytest.raises(BadSettings, match="WEBHOOK_URL: Telegram does not take it"):
            await App(services).run()


async def test_update_polled_again_after_kill_is_handled_once(
    services: Services, sandbox: Sandbox, person: Callable[..., Person]
) -> None:
    """Killed after the update was handled, before the next poll confirmed it."""
    olya = person()
    app = App(services)
    await app.inbox.accept([message(olya, sandbox.telegram.updates.next_id)])
    await olya.wait()
    await until_handled(app, 1)
    second = App(services)
    async with running(second):
        await olya.send("/help")  # the sandbox's first update has the same id
        await olya.send("/help")
        await until_handled(second, 2)
        assert replies(olya) == 2
    await app.bot.session.close()


async def test_inbox_is_resumed_after_kill(
    services: Services, person: Callable[..., Person]
) -> None:
    olya = person()
    async with services.database.write() as connection:
        await messaging_inbox.add_updates(connection, {5: message(olya, 5)}, services.clock())
    app = App(services)
    async with running(app):
        assert "Что я умею" in (await olya.wait()).text
        await until_handled(app, 1)
    async with running(App(services)):
        await olya.settle()
    assert replies(olya) == 1


async def test_update_that_always_kills_is_dropped(services: Services) -> None:
    database = services.database
    async with database.write() as connection:
        await messaging_inbox.add_updates(connection, {5: {"update_id": 5}}, services.clock())
    most, lives = messaging_inbox.MAX_TRIES_TOGETHER + 2, 1
    while lives <= most:
        async with database.write() as connection:
            left, _ = await messaging_inbox.claim_unhandled(connection, died=True)
            if not left:
                break
            if left[0].is_alone:
                await messaging_inbox.mark_handled_alone(connection, 5)
        lives += 1
    assert lives == most
    assert await rows(database) == [(5, True)]


async def test_stop_leaves_unfinished_updates_in_inbox(
    services: Services, person: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = App(services)

    async def never(*_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(app.dispatcher, "feed_update", never)
    await app.inbox.accept([message(person(), 9)])
    await app.inbox.finish(0.01)
    assert await rows(services.database) == [(9, False)]
    await app.bot.session.close()


async def test_inbox_deletes_only_oldest_handled(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messaging_inbox, "MAX_KNOWN_IDS", 10)
    database = services.database
    async with database.write() as connection:
        await messaging_inbox.add_updates(connection, {1: {"update_id": 1}}, services.clock())
        for number in range(1000, 950, -1):  # after a quiet week, ids start anywhere
            await messaging_inbox.add_updates(connection, {number: None}, services.clock())
    stored = await rows(database)
    assert stored[0] == (1, False)
    assert [number for number, _ in stored[1:]] == list(range(960, 950, -1))


class Counting:
    """A dispatcher that only counts."""

    def __init__(self) -> None:
        self.handled: Counter[int] = Counter()

    async def feed_update(self, bot: object, update: Any) -> None:
        await asyncio.sleep(0)
        self.handled[update.update_id] += 1


async def count_started_a_turn(counting: Counting, work: Coroutine[Any, Any, None]) -> int:
    """Return how many updates were begun in a turn of the event loop at most during the work."""
    task, most = asyncio.create_task(work), 0
    while not task.done() or counting.handled.total() < 100:
        before = counting.handled.total()
        await asyncio.sleep(0)
        most = max(most, counting.handled.total() - before)
    await task
    return most


@pytest.mark.parametrize("is_resumed", [False, True])
async def test_many_updates_do_not_hold_the_loop(services: Services, is_resumed: bool) -> None:
    """Telegram gives up to a hundred at once, and a kill may leave more."""
    counting = Counting()
    bodies: dict[int, dict[str, Any]] = {n: {"update_id": n} for n in range(1, 101)}
    own = Inbox(counting, None, services.database, services.clock)  # type: ignore[arg-type]
    if is_resumed:
        async with services.database.write() as connection:
            await messaging_inbox.add_updates(connection, bodies, services.clock())
        most = await count_started_a_turn(counting, own.resume())
    else:
        most = await count_started_a_turn(counting, own.accept([*bodies.values()]))
    await own.finish(5)
    assert len(counting.handled) == 100
    assert most <= 2 * inbox.STARTED_A_TURN


@how(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(lives=st.lists(st.lists(st.lists(st.integers(1, 12), min_size=1, max_size=5), max_size=5)))
async def test_inbox_handles_each_update_once(
    services: Services, lives: list[list[list[int]]]
) -> None:
    async with services.database.write() as connection:
        await connection.execute(text("DELETE FROM inbox"))
    counting, given_ids = Counting(), set()
    for life in lives:
        inbox = Inbox(counting, None, services.database, services.clock)  # type: ignore[arg-type]
        await inbox.resume()
        await asyncio.gather(*(inbox.accept([{"update_id": n} for n in batch]) for batch in life))
        await inbox.finish(5)
        given_ids |= {number for batch in life for number in batch}
    assert counting.handled == Counter(given_ids)


async def other_program(app: App) -> None:
    """Two pollers interrupt each other until this one gives up."""
    async with asyncio.timeout(20):
        while True:
            await app.bot.get_updates(timeout=10)


async def test_a_second_poller_is_explained_once_and_waited_out(
    app: App,
    sandbox: Sandbox,
    person: Callable[..., Person],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "MAX_BACKOFF_SECONDS", 0.2)
    olya = person()
    await olya.send("/help")
    await olya.wait()
    caplog.set_level(logging.INFO, "bot.telegram.updates.polling")
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await other_program(app)
    async with asyncio.timeout(20):
        while "come in again" not in caplog.text:
            await olya.send("/help")
            await asyncio.sleep(0.2)
    assert caplog.text.count("another program polls with this bot's token") == 1


async def test_a_webhook_in_the_way_of_polling_is_explained_and_kept(
    services: Services,
    sandbox: Sandbox,
    person: Callable[..., Person],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "MAX_BACKOFF_SECONDS", 0.2)
    sandbox.telegram.webhook.set("https://bot.example/hook", "", 40, limited=False)
    app = App(services)
    async with running(app):
        await wait_until(lambda: "`svodka webhook remove`" in caplog.text)
        assert sandbox.telegram.webhook.is_active
        await app.bot.delete_webhook()
        olya = person()
        await olya.send("/help")
        await olya.wait()
    assert caplog.text.count("`svodka webhook remove`") == 1


async def test_the_webhook_is_shown_and_removed_on_request(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    async def svodka(*words: str) -> str:
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("svodka"),
            *words,
            env={**os.environ, "BOT_TOKEN": sandbox.token, "TELEGRAM_API_URL": sandbox.url},
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        return out.decode()

    hook = sandbox.telegram.webhook
    hook.set("https://bot.example/hook", "", 40, limited=False)
    assert "registered: https://bot.example/hook; waiting: 0" in await svodka("webhook", "show")
    assert "removed" in await svodka("webhook", "remove")
    assert not hook.is_active
