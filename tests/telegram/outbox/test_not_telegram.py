"""Test answers that are not Telegram's: a block page, a login page, a redirecting proxy."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from time import monotonic

import aiohttp
import pytest
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest, TelegramNetworkError
from aiogram.methods import SendMessage
from aiohttp import web
from sqlalchemy import select

from bot.app import App
from bot.telegram.client.error_text import MAX_REASON_CHARS, format_reason, sanitize_reason
from bot.telegram.client.rate_limiter import SlidingWindow
from bot.telegram.outbox.worker import OutboxWorker
from sandbox import Sandbox
from sandbox.clock import ManualClock
from service.bootstrap import Services
from service.config import Settings
from service.ops.logs import DELIVERY_WAITS, MIN_INTERVAL_SECONDS, ThrottledLog
from storage.schema.tables import deliveries
from tests.conftest import running
from tests.features.account.test_mydata import file_of
from tests.ops.test_web import address, up
from tests.support.conversation import subscribe
from tests.support.outbox import People, enqueue, waiting
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

PAGE = "<html><title>Доступ</title>" + "<p>ограничен&nbsp;здесь</p>" * 20_000
CHATS = 80
HOLLOW: dict[str, object] = {
    "no result": {"ok": True},
    "not done": {"ok": False, "error_code": 502, "result": {"message_id": 5}},
}


@dataclass
class Between:
    """A proxy in front of the sandbox.

    ``mode``: what it does to calls of ``method`` (in lower case; to all calls if it is empty).
    """

    sandbox: Sandbox
    mode: str = "pass"
    method: str = "sendmessage"
    stopped: list[str] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2].lower()
        if self.mode != "pass" and (not self.method or method == self.method):
            self.stopped.append(method)
            if self.mode == "redirect":
                return web.Response(status=302, headers={"Location": request.path})
            if self.mode == "server error":
                refusal = {"ok": False, "error_code": 502, "description": "Bad Gateway"}
                return web.json_response(refusal, status=502)
            if self.mode in HOLLOW:
                return web.json_response(HOLLOW[self.mode])
            body = PAGE.encode("cp1251")
            return web.Response(body=body, content_type="text/html", status=403)
        headers = {k: v for k, v in request.headers.items() if k.lower() == "content-type"}
        async with (
            aiohttp.ClientSession() as client,
            client.request(
                request.method,
                self.sandbox.url + request.path_qs,
                data=await request.read(),
                headers=headers,
            ) as answer,
        ):
            body = await answer.read()
            return web.Response(status=answer.status, body=body, content_type="application/json")


@pytest.fixture
async def between(sandbox: Sandbox) -> AsyncIterator[Between]:
    proxy = Between(sandbox)
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{tail:.*}", proxy.answer)
    # A poll that is open at the end is not waited for.
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    proxy.url = f"http://{host}:{port}"
    yield proxy
    await runner.cleanup()


@pytest.fixture
def settings(settings: Settings, between: Between) -> Settings:
    return settings.model_copy(update={"telegram_api_url": between.url})


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Collect what the service logs at INFO and above, with tracebacks."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    ours = logging.getLogger("bot")
    level = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield stream
    ours.removeHandler(handler)
    ours.setLevel(level)


async def reasons(services: Services) -> list[str]:
    async with services.database.read() as connection:
        return list((await connection.execute(select(deliveries.c.reason))).scalars())


async def attempts(services: Services) -> list[int]:
    async with services.database.read() as connection:
        return list((await connection.execute(select(deliveries.c.attempts))).scalars())


async def drained(services: Services, app: App, clock: ManualClock) -> None:
    async with asyncio.timeout(20):
        while await waiting(services):
            clock.advance(seconds=2)
            app.outbox_worker.wake()
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("mode", ["page", "redirect", "server error", "no result"])
async def test_an_outage_costs_few_requests_few_lines_and_no_attempts(
    services: Services,
    between: Between,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    written: io.StringIO,
    mode: str,
) -> None:
    app = App(services)
    async with running(app):
        await up(app)
        app.rate_limiter._free_window = SlidingWindow(1000, monotonic())
        readers = [person(f"Reader {number}") for number in range(CHATS)]
        between.mode = mode
        await enqueue(services, "мост", *(reader.id for reader in readers))
        for _ in range(60):
            sandbox_clock.advance(seconds=1)
            app.outbox_worker.wake()
            await asyncio.sleep(0.02)
        assert not any(reader.messages for reader in readers)
        assert len(between.stopped) <= CHATS, "some at once, then one now and then"
        assert sum(attempts_of > 1 for attempts_of in await attempts(services)) == 0
        assert max(map(len, await reasons(services))) <= MAX_REASON_CHARS
        lines = written.getvalue().splitlines()
        assert len([line for line in lines if "wait" in line]) <= 3
        assert len(lines) <= 15, lines
        assert max(map(len, lines)) <= 2 * MAX_REASON_CHARS
        assert sandbox.token.partition(":")[2] not in "".join(lines)
        async with aiohttp.ClientSession(address(app)) as client:
            shown = await (await client.get("/healthz")).json()
        assert "telegram" in shown["warnings"]
        between.mode = "pass"
        await drained(services, app, sandbox_clock)
        assert [[m.text for m in reader.messages] for reader in readers] == [["мост"]] * CHATS
        async with aiohttp.ClientSession(address(app)) as client:
            shown = await (await client.get("/healthz")).json()
            assert "telegram" not in shown.get("warnings", {})


@pytest.mark.parametrize("mode", HOLLOW)
async def test_empty_api_answer_is_no_delivery(
    services: Services, worker: OutboxWorker, between: Between, person: People, mode: str
) -> None:
    olya = person()
    await worker._bot.me()
    between.mode = mode
    await enqueue(services, "мост", olya.id)
    await worker.drain_once()
    assert between.stopped == ["sendmessage"]
    assert await waiting(services) == 1


async def test_polls_and_replies_that_fail_write_a_line_and_no_traceback(
    services: Services, between: Between, person: People, written: io.StringIO
) -> None:
    app = App(services)
    async with running(app):
        await up(app)
        between.mode = "page"
        people = [person(f"Reader {number}") for number in range(10)]
        for one in people:
            await one.send("/help")
        await wait_until(lambda: between.stopped.count("sendmessage") >= len(people))
        between.method = ""
        await people[0].send("/help")
        await wait_until(lambda: between.stopped.count("getupdates") >= 3)
    said = written.getvalue()
    assert "Traceback" not in said
    assert said.count("could not be answered") <= 2
    assert said.count("no updates come in") == 1
    assert max(map(len, said.splitlines())) <= 2 * MAX_REASON_CHARS


async def test_a_start_while_something_else_answers_is_waited_out(
    services: Services, between: Between, person: People
) -> None:
    between.mode, between.method = "page", ""
    app = App(services)
    async with running(app):
        await wait_until(lambda: between.stopped)
        between.mode = "pass"
        await up(app)
        await subscribe(person())


async def test_redirects_never_carry_the_token(
    services: Services, between: Between, person: People, sandbox: Sandbox
) -> None:
    app = App(services)
    async with running(app):
        await up(app)
        olya = await subscribe(person())
        olya.skip()
        between.mode = "redirect"
        await enqueue(services, "мост", olya.id)
        app.outbox_worker.wake()

        async def has_reason() -> bool:
            return any(await reasons(services))

        await wait_until(has_reason)
        assert len(between.stopped) == 1, "it was followed"
        between.mode = "pass"
        await olya.send("/mydata")
        while (message := await olya.wait()).document is None:
            pass
        export = file_of(olya, message)
    secret = sandbox.token.partition(":")[2]
    assert secret not in str(export)
    assert secret not in "".join(await reasons(services))
    assert "reason" not in export["messages"][-1]


async def test_download_follows_no_redirect(services: Services, between: Between) -> None:
    """The address of a file contains the token too."""
    app = App(services)
    between.mode, between.method = "redirect", ""
    with pytest.raises(TelegramNetworkError, match="status 302"):
        await app.bot.download_file("documents/list.opml", io.BytesIO())
    assert len(between.stopped) == 1, "it was followed"
    await app.bot.session.close()


METHOD = SendMessage(chat_id=1, text="мост")
ADDRESS = "http://127.0.0.1:9/bot123456:AAE-test_token/SendMessage"


@pytest.mark.parametrize(
    "error",
    [
        TelegramNetworkError(METHOD, f"TooManyRedirects: 0, message='', url=URL('{ADDRESS}')"),
        TelegramNetworkError(METHOD, "/bot123456%3AAAE-test_token/SendMessage"),
        ClientDecodeError("no", ValueError(ADDRESS), PAGE + ADDRESS),
        TelegramBadRequest(METHOD, f"first\nsecond\r\n\x1b[31m{'x' * 100_000} {ADDRESS}"),
        RuntimeError(f"{'<' * 100_000}{ADDRESS}"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_reason_is_one_short_line_without_secrets(error: Exception) -> None:
    reason = format_reason(error)
    assert len(reason) <= MAX_REASON_CHARS
    assert reason.isprintable()
    assert "AAE-test" not in reason
    assert "<" not in reason
    assert sanitize_reason(reason) == reason


def test_repeated_log_lines_are_limited(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    said = ThrottledLog(logging.getLogger("said"), monotonic=lambda: now)
    steps = [1.0, 2.0, MIN_INTERVAL_SECONDS + 1]
    with caplog.at_level(logging.INFO):
        for number, step in enumerate(steps, start=1):
            now = step
            for _ in range(number):
                said.add(DELIVERY_WAITS, number, "network: gone")
            said.flush()
        said.add(DELIVERY_WAITS, 9, "network: gone")
        said.flush(force=True)
    assert [record.getMessage() for record in caplog.records] == [
        "delivery 1 waits: network: gone",
        "5 deliveries wait, 2 among them: network: gone",
        "delivery 9 waits: network: gone",
    ]
