"""Check that the token is in no log, error or page, whatever fails."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterator

import aiohttp
import pytest

from bot.app import App
from sandbox import Sandbox
from sandbox.clock import ManualClock
from service.bootstrap import Services
from service.config import LogFormat, LogLevel, Settings
from service.ops.logs import setup_logging
from tests.ops.test_web import address, up
from tests.support.outbox import People, enqueue, waiting


@pytest.fixture(params=LogFormat)
def written(
    settings: Settings, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[io.StringIO]:
    """Collect everything that the service and its libraries log, at all levels."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    setup_logging(
        settings.model_copy(update={"log_format": request.param, "log_level": LogLevel.DEBUG})
    )
    yield stream
    root.handlers, root.level = before, level


async def test_token_is_never_disclosed(
    written: io.StringIO,
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    person: People,
) -> None:
    olya, blocked = person("Оля"), person("Тарас")
    await up(app)
    secret = sandbox.token.partition(":")[2]
    sandbox.faults.add_server_error(method="sendMessage", times=2)
    sandbox.faults.add_dropped_connection(method="sendMessage", times=2)
    sandbox.faults.add_dropped_connection(method="getUpdates", times=1, after=True)
    sandbox.faults.add_too_many_requests(seconds=1, method="sendMessage", times=1)
    sandbox.faults.add_bot_blocked(chat=blocked.id)
    await enqueue(services, "мост", olya.id, blocked.id)
    app.outbox_worker.wake()
    for _ in range(3):
        await olya.send("/help")
    async with aiohttp.ClientSession(address(app)) as client:
        pages = [await (await client.get(path)).text() for path in ("/healthz", "/metrics", "/")]
    await services.source_updater.update_due()
    async with asyncio.timeout(20):
        while await waiting(services):
            sandbox_clock.advance(seconds=30)
            app.outbox_worker.wake()
            await asyncio.sleep(0.05)
    await olya.settle()
    lines = written.getvalue()
    assert " wait" in lines
    assert "is unreachable" in lines
    assert secret not in lines
    assert not any(secret in page for page in pages)
    assert not any(secret in message.text for message in olya.messages)
