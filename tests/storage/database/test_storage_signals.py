"""Test that processes hear of each other's changes, and know which of them are connected."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import processes, signals
from storage.chats import subscribers, user_data
from storage.database.engine import Database, open_database
from storage.database.fencing import CheckIn
from storage.database.postgres import connections
from storage.database.postgres import listener as listener_module
from storage.database.postgres.connections import LISTENER_NAME
from storage.database.postgres.listener import PostgresListener
from storage.messaging import amendments, broadcasts, outbox
from storage.messaging.outbox import Priority, QueuedDelivery
from storage.processes import ProcessRow
from storage.schema.tables import subscribers as subscribers_table
from storage.signals import Signal
from tests.support.databases import postgres
from tests.support.factories import NOON
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("engine")]

HOUR = timedelta(hours=1)
CLOSE = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{LISTENER_NAME}'"

Change = Callable[[AsyncConnection], Awaitable[object]]


@contextlib.asynccontextmanager
async def listening(url: str) -> AsyncIterator[tuple[PostgresListener, list[str]]]:
    """Listen as another process does; yield what is heard after the beginning."""
    other, heard = open_database(url), list[str]()
    try:
        async with other.listen(heard.append) as listener:
            assert isinstance(listener, PostgresListener)
            await wait_until(lambda: heard == [Signal.MISSED])
            heard.clear()
            yield listener, heard
    finally:
        await other.close()


async def test_signal_arrives_only_if_it_is_committed(
    database: Database, database_url: str
) -> None:
    async with listening(database_url) as (_, heard):
        with contextlib.suppress(ZeroDivisionError):
            async with database.write() as connection:
                await signals.send(connection, Signal.WITHDRAWN)
                raise ZeroDivisionError
        async with database.write(inline=True) as connection:
            for _ in range(3):
                await signals.send(connection, Signal.OUTBOX)
        async with database.write() as connection:
            await signals.send(connection, Signal.DUTIES)
        await wait_until(lambda: Signal.DUTIES in heard)
        assert heard == [Signal.OUTBOX, Signal.DUTIES]


async def enqueue(connection: AsyncConnection) -> None:
    payload_id = await outbox.add_payload(connection, {"text": "мост"}, NOON)
    await outbox.enqueue(
        connection,
        payload_id,
        [7],
        priority=Priority.REPLY,
        due_at=NOON,
        expires_at=NOON + HOUR,
    )


async def enqueue_to_nobody(connection: AsyncConnection) -> None:
    nobody = select(subscribers_table.c.chat_id).where(subscribers_table.c.chat_id < 0)
    await outbox.enqueue(
        connection, 1, nobody, priority=Priority.REPLY, due_at=NOON, expires_at=NOON + HOUR
    )


async def enqueue_all(connection: AsyncConnection) -> None:
    queued = [QueuedDelivery(7, 1, NOON + HOUR, None)]
    await outbox.enqueue_all(connection, queued, priority=Priority.DIGEST, due_at=NOON)


async def enqueue_amendments(connection: AsyncConnection) -> None:
    await amendments.enqueue_amendments(connection, 1, "edit", 1, now=NOON, expires_at=NOON + HOUR)


async def pause(connection: AsyncConnection) -> None:
    assert await broadcasts.transition(connection, 1, from_states="draft", paused=True)


async def pause_again(connection: AsyncConnection) -> None:
    assert not await broadcasts.transition(connection, 1, from_states="done", paused=True)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (enqueue, Signal.OUTBOX),
        (enqueue_to_nobody, None),
        (enqueue_all, Signal.OUTBOX),
        (enqueue_amendments, Signal.OUTBOX),
        (pause, Signal.WITHDRAWN),
        (pause_again, None),
        (lambda connection: user_data.delete_all(connection, 7), Signal.WITHDRAWN),
        (lambda connection: subscribers.migrate(connection, 7, -8), Signal.WITHDRAWN),
        (lambda one: processes.register(one, ProcessRow("a", NOON)), Signal.DUTIES),
        (lambda connection: processes.leave(connection, "a", NOON), Signal.DUTIES),
    ],
)
async def test_change_that_others_wait_for_is_signalled(
    database: Database, database_url: str, change: Change, expected: Signal | None
) -> None:
    async with database.write() as connection:
        payload_id = await outbox.add_payload(connection, {"text": "мост"}, NOON)
        await broadcasts.create_draft(
            connection, editor_id=1, payload_id=payload_id, text="мост", now=NOON
        )
    async with listening(database_url) as (_, heard):
        async with database.write() as connection:
            await change(connection)
        async with database.write() as connection:
            await signals.send(connection, Signal.MISSED)
        await wait_until(lambda: Signal.MISSED in heard)
        assert heard == [*([] if expected is None else [expected]), Signal.MISSED]


async def test_lost_listener_comes_back_and_says_so_once(
    database: Database,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "storage.database.postgres")
    monkeypatch.setattr(listener_module, "RECONNECT_SECONDS", 0.01)
    monkeypatch.setattr(listener_module, "MAX_RECONNECT_SECONDS", 0.02)
    connect, refused = connections.connect, list[str]()

    async def refuse(url: str, settings: dict[str, str], **others: Any) -> Any:
        if settings["application_name"] == LISTENER_NAME and len(refused) < 5:
            refused.append(url)
            raise asyncpg.CannotConnectNowError("starting up")
        return await connect(url, settings, **others)

    async with listening(database_url) as (_, heard):
        monkeypatch.setattr(connections, "connect", refuse)
        postgres.execute(database_url, CLOSE)
        await wait_until(lambda: heard)
        async with database.write() as connection:
            await enqueue(connection)
        await wait_until(lambda: Signal.OUTBOX in heard)
    assert heard == [Signal.MISSED, Signal.OUTBOX]
    assert len(refused) == 5
    said = [record.getMessage().partition(" (")[0] for record in caplog.records]
    assert said == [
        "signals of other processes do not arrive",
        "signals of other processes arrive again",
    ]


async def check_in_until(
    listener: PostgresListener, name: str, others: list[str], expected: set[str]
) -> CheckIn:
    async with asyncio.timeout(30):
        while True:
            found = await listener.check_in(name, others)
            if found is not None and found.present == expected:
                return found
            await asyncio.sleep(0.01)


async def test_process_is_seen_as_long_as_it_is_connected(database_url: str) -> None:
    async with listening(database_url) as (first, _):
        await check_in_until(first, "a", ["b"], {"a"})
        async with listening(database_url) as (second, _):
            await check_in_until(second, "b", ["a", "c"], {"a", "b"})
            await check_in_until(second, "c", ["a"], {"a", "c"})
            await check_in_until(first, "a", ["b", "c"], {"a", "c"})
        await check_in_until(first, "a", ["b", "c"], {"a"})


async def test_process_that_was_connected_anew_has_another_session(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener_module, "RECONNECT_SECONDS", 0.01)
    async with listening(database_url) as (listener, heard):
        before = await check_in_until(listener, "a", [], {"a"})
        assert (await check_in_until(listener, "a", [], {"a"})).session == before.session
        postgres.execute(database_url, CLOSE)
        await wait_until(lambda: heard)
        after = await check_in_until(listener, "a", [], {"a"})
        assert after.session != before.session


class Between:
    """A server between a client and PostgreSQL. ``pid_change``: what it adds to the process id that
    clients are told, as a pool of connections tells one of its own."""

    def __init__(self, url: str, folder: str, pid_change: int = 0) -> None:
        server = make_url(url)
        self._target = Path(str(server.query["host"]), ".s.PGSQL.5432")
        self._path = Path(folder, ".s.PGSQL.5432")
        self._pid_change = pid_change
        self.url = server.set(query={"host": folder}).render_as_string(hide_password=False)
        self.answers = asyncio.Event()
        self.answers.set()
        self._tasks: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        server = await asyncio.start_unix_server(self._accept, self._path)
        try:
            yield
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_unix_connection(self._target)
        ways = self._pass_on(reader, to_server), self._answer(from_server, writer)
        self._tasks |= {asyncio.create_task(way) for way in ways}

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            while data := await reader.read(65536):
                writer.write(data)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kind = b""
        with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError):
            while kind != b"K":
                kind = await reader.readexactly(1)
                size = await reader.readexactly(4)
                body = await reader.readexactly(int.from_bytes(size) - 4)
                if kind == b"K":
                    pid = int.from_bytes(body[:4]) + self._pid_change
                    body = pid.to_bytes(4) + body[4:]
                writer.write(kind + size + body)
            while data := await reader.read(65536):
                await self.answers.wait()
                writer.write(data)


@pytest.fixture
def folder() -> Any:
    """Return a folder whose name is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="svodka-between-", dir="/tmp") as name:
        yield name


needs_private_server = pytest.mark.skipif(
    postgres.SERVER_VARIABLE in os.environ, reason="that server may have no socket"
)


@needs_private_server
async def test_behind_a_pool_of_connections_nothing_is_waited_for(
    database: Database, database_url: str, folder: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Its sessions are not this process's: a lock would outlive it, a signal reach another one."""
    between = Between(database_url, folder, pid_change=1)
    other, heard = open_database(between.url), list[str]()
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(between.serve())
        stack.push_async_callback(other.close)
        listener = await stack.enter_async_context(other.listen(heard.append))
        assert listener is not None
        await wait_until(lambda: "a pool of connections is between" in caplog.text)
        assert not listener.is_connected
        assert await listener.check_in("a", ["b"]) is None
        async with other.write() as connection:
            await enqueue(connection)
    assert heard == []
    async with database.read() as connection:
        assert await outbox.count_unfinished(connection) == 1


@needs_private_server
async def test_server_that_does_not_answer_counts_as_lost(
    database_url: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind a network that is cut, where no end of the connection is ever told."""
    monkeypatch.setattr(listener_module, "CHECK_IN_TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(listener_module, "RECONNECT_SECONDS", 0.01)
    between = Between(database_url, folder)
    async with between.serve(), listening(between.url) as (listener, heard):
        before = await check_in_until(listener, "a", [], {"a"})
        between.answers.clear()
        assert await listener.check_in("a", []) is None
        assert not listener.is_connected
        between.answers.set()
        await wait_until(lambda: heard)
        after = await check_in_until(listener, "a", [], {"a"})
        assert after.session != before.session
