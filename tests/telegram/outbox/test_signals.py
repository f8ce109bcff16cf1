"""Test that the sender learns at once of what another process has stored, and without signals by
looking.

``app`` is the process that sends. It looks into the database once an hour, so whatever arrives in
these tests arrives by a signal, unless a test says otherwise.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from bot.app import App
from bot.features.broadcasts.renderer import BroadcastMessages
from bot.telegram.outbox import worker as worker_module
from sandbox import Sandbox
from sandbox.clock import ManualClock
from service.articles.analysis_worker import AnalysisWorker
from service.bootstrap import Services, open_services
from service.broadcasts.submission import DraftSubmission, SuggestedNews
from service.config import Settings
from service.ops.api_tokens import Client
from storage.database.postgres import connections
from storage.database.postgres import listener as listener_module
from storage.database.postgres.connections import LISTENER_NAME
from storage.messaging import broadcasts
from storage.messaging.outbox import Priority
from storage.schema.tables import deliveries
from tests.conftest import EDITOR_ID
from tests.support.conversation import ask, get_subscriber, subscribe
from tests.support.databases import postgres
from tests.support.outbox import People, enqueue, waiting
from tests.support.paths import ROOT
from tests.support.waiting import wait_until

pytestmark = pytest.mark.postgresql

CLOSE = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{LISTENER_NAME}'"


@pytest.fixture(autouse=True)
def no_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "POLL_INTERVAL_SECONDS", 3600.0)


@pytest.fixture
async def other(
    settings: Settings, app: App, sandbox_clock: ManualClock, analysis_worker: AnalysisWorker
) -> AsyncIterator[Services]:
    """Yield the services of a process that does not send, once the sender listens and has nothing
    to do."""
    await until_idle(app)
    async with open_services(
        settings, sandbox_clock, analysis_worker, monotonic=sandbox_clock.monotonic
    ) as services:
        yield services


async def until_idle(app: App) -> None:
    """Wait until the sender has a listener, has looked, and waits for the next time."""
    worker, listener = app.outbox_worker, app.duties
    await wait_until(lambda: listener._is_connected)
    await wait_until(lambda: worker._wakeup._waiters and not worker._wakeup.is_set())
    worker.wake()
    await wait_until(lambda: worker._wakeup._waiters and not worker._wakeup.is_set())
    assert not worker._queues


async def test_delivery_of_another_process_is_sent_at_once(other: Services, person: People) -> None:
    olya = person("Оля")
    for text in ("мост", "река"):
        await enqueue(other, text, olya.id)
        assert (await olya.wait()).text == text


async def test_digest_of_the_command_line_is_sent_at_once(
    app: App,
    services: Services,
    settings: Settings,
    person: People,
    sandbox_clock: ManualClock,
) -> None:
    """The command is a process of its own, which ends when the digest is in the outbox."""
    sandbox_clock.now = datetime.now(UTC) + timedelta(minutes=5)
    olya = await subscribe(person("Оля"))
    await until_idle(app)
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from bot.cli.entry import main; main()", "digest", "--chat", str(olya.id), "--send",
        cwd=settings.data_folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": settings.require_token(),
            "DATABASE_URL": settings.database_url,
        },
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, _ = await command.communicate()
    assert "is in the outbox" in printed.decode()
    assert await olya.wait()
    await wait_until(lambda: not app.outbox_worker._queues)
    assert await waiting(services) == 0


async def test_editor_is_asked_at_once_about_a_draft_of_another_process(
    app: App, settings: Settings, person: People, other: Services
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await ask(editor, "/help")
    await until_idle(app)
    drafts = DraftSubmission(other.database, settings, BroadcastMessages(other.translations))
    client = Client(1, "cms", frozenset())
    await drafts.submit(SuggestedNews("Мост закрыт"), client, other.clock(), None)
    assert "Мост закрыт" in (await editor.wait()).text
    assert "cms" in (await editor.wait()).text


async def test_chat_that_another_process_erased_gets_nothing_more(
    app: App, other: Services, person: People, sandbox: Sandbox
) -> None:
    """One message is on its way when the chat is erased, one waits for its turn after it."""
    olya, ira = await subscribe(person("Оля")), person("Іра")
    await until_idle(app)
    delay = sandbox.faults.add_delay(1.0, method="sendMessage")
    await enqueue(other, "мост", olya.id)
    await enqueue(other, "река", olya.id)
    await wait_until(lambda: delay.hits)
    await wait_until(lambda: len(app.outbox_worker._queues[olya.id]) == 2)
    app.rate_limiter.pause(3600)
    await enqueue(other, "лес", ira.id)
    await wait_until(lambda: ira.id in app.outbox_worker._queues)
    await other.chats.erase_data(await get_subscriber(other, olya), other.clock())
    await wait_until(lambda: olya.id not in app.outbox_worker._queues)
    assert [message.text for message in olya.messages if message.text in ("мост", "река")] == [
        "мост"
    ]
    assert ira.id in app.outbox_worker._queues
    assert not app.outbox_worker._outdated


async def test_broadcast_that_another_process_paused_waits(
    app: App, other: Services, person: People
) -> None:
    olya = person("Оля")
    now = other.clock()
    await enqueue(other, "мост", olya.id, priority=Priority.BREAKING, due_at=now + timedelta(1))
    async with other.database.write() as connection:
        draft = await broadcasts.create_draft(
            connection, editor_id=1, payload_id=1, text="мост", now=now
        )
        await connection.execute(
            deliveries.update().values(broadcast_id=draft.id, due_at=now, payload_id=1)
        )
        await broadcasts.transition(connection, draft.id, from_states="draft", to_state="sending")
        app.rate_limiter.pause(3600)
    await wait_until(lambda: olya.id in app.outbox_worker._queues)
    async with other.database.write() as connection:
        await broadcasts.transition(connection, draft.id, from_states="sending", paused=True)
    await wait_until(lambda: not app.outbox_worker._queues)
    assert await waiting(other) == 1
    app.rate_limiter._paused_until.clear()
    async with other.database.write() as connection:
        await broadcasts.transition(connection, draft.id, from_states="sending", paused=False)
    assert (await olya.wait()).text == "мост"


async def test_without_a_listener_polling_delivers_until_it_comes_back(
    app: App,
    other: Services,
    settings: Settings,
    person: People,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "storage.database.postgres")
    olya, connect, may_connect = person("Оля"), connections.connect, False

    async def connect_others(url: str, server: dict[str, str], **others: Any) -> Any:
        if server["application_name"] == LISTENER_NAME and not may_connect:
            raise asyncpg.CannotConnectNowError("starting up")
        return await connect(url, server, **others)

    monkeypatch.setattr(listener_module, "RECONNECT_SECONDS", 0.01)
    monkeypatch.setattr(listener_module, "MAX_RECONNECT_SECONDS", 0.01)
    monkeypatch.setattr(connections, "connect", connect_others)
    postgres.execute(settings.database_url, CLOSE)
    await wait_until(lambda: "signals of other processes do not arrive" in caplog.text)

    monkeypatch.setattr(worker_module, "POLL_INTERVAL_SECONDS", 0.05)
    app.outbox_worker.wake()
    await enqueue(other, "мост", olya.id)
    assert (await olya.wait()).text == "мост"

    monkeypatch.setattr(worker_module, "POLL_INTERVAL_SECONDS", 3600.0)
    may_connect = True
    await wait_until(lambda: "signals of other processes arrive again" in caplog.text)
    await until_idle(app)
    await enqueue(other, "река", olya.id)
    assert (await olya.wait()).text == "река"
    assert caplog.text.count("signals of other processes do not arrive") == 1
