"""Test what the errors of a PostgreSQL server become, and that no statement waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.support.outages.kinds import Outage, begin, end, outage
from bench.support.outages.network import State
from bench.support.outages.server import OwnServer
from storage.database.engine import Database, open_database
from storage.database.errors import DatabaseAway, DatabaseFailure, to_database_failure
from storage.database.postgres import connections
from storage.database.postgres import database as database_module
from storage.database.postgres.database import PostgresDatabase, should_end
from storage.outages.availability import CALM_SECONDS
from tests.support.databases import postgres
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    database = open_database(database_url, tmp_path)
    yield database
    await database.close()


async def fail(database: Database, *statements: str, inline: bool = True) -> DatabaseFailure:
    """Run statements in a transaction, the last of which fails; return the failure."""
    with pytest.raises(OperationalError) as caught:
        await run(database, *statements, inline=inline)
    failure = to_database_failure(caught.value)
    assert failure is not None
    return failure


async def run(database: Database, *statements: str, inline: bool = False) -> None:
    async with database.write(inline=inline) as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def read(database: Database) -> int:
    async with database.read(inline=True) as connection:
        return int((await connection.execute(text("SELECT 1"))).scalar_one())


async def test_server_that_only_reads_is_said_and_left(database: Database) -> None:
    """Another server may have taken its place, so the next transaction has a new connection."""
    processes = "SELECT pg_backend_pid()"
    async with database.write() as connection:
        before = (await connection.execute(text(processes))).scalar_one()
    failure = await fail(database, "SET TRANSACTION READ ONLY", "DELETE FROM inbox", inline=False)
    assert "takes no writes" in str(failure)
    assert not isinstance(failure, DatabaseAway)
    problem = database.availability.problem
    assert problem is not None
    assert (problem.is_away, "takes no writes" in problem.reason) == (False, True)
    async with database.write() as connection:
        assert (await connection.execute(text(processes))).scalar_one() != before


async def test_too_many_connections_mean_away(database: Database, server: OwnServer) -> None:
    postgres.execute(
        server.own_url,
        "DROP ROLE IF EXISTS guest",
        "CREATE ROLE guest LOGIN CONNECTION LIMIT 1",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO guest",
    )
    guest = make_url(server.url).set(username="guest").render_as_string(hide_password=False)
    crowded = open_database(guest)
    try:
        async with crowded.read() as connection:
            await connection.execute(text("SELECT 1"))
            failure = await fail(crowded, "SELECT 1")
    finally:
        await crowded.close()
    assert isinstance(failure, DatabaseAway)
    assert "no more connections" in str(failure)


@pytest.mark.parametrize("kind", [Outage.RESTARTED, Outage.CUT], ids=["restarted", "cut"])
async def test_statement_and_commit_of_a_lost_connection_mean_away(
    database: Database, server: OwnServer, kind: Outage
) -> None:
    async with AsyncExitStack() as stack:

        async def lose() -> None:
            async with database.write() as connection:
                await connection.execute(text("SELECT 1"))
                await stack.enter_async_context(outage(server, kind))

        with pytest.raises(OperationalError) as caught:
            await lose()
        assert isinstance(to_database_failure(caught.value), DatabaseAway)
        failure = await fail(database, "SELECT 1")
        assert isinstance(failure, DatabaseAway)
        assert "does not answer" in str(failure)
    assert await read(database) == 1


async def test_statement_without_an_answer_ends(
    server: OwnServer, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nobody watches, as in a command."""
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", 0.5)
    monkeypatch.setattr(connections, "CONNECT_TIMEOUT_SECONDS", 0.5)
    database = open_database(database_url)
    assert await read(database) == 1
    await server.cable.change(State.SILENT)
    with pytest.raises(OperationalError, match="no answer within") as caught:
        await read(database)
    assert isinstance(to_database_failure(caught.value), DatabaseAway)
    assert isinstance(await fail(database, "SELECT 1"), DatabaseAway)
    await server.cable.change(State.UP)
    assert await read(database) == 1
    await database.close()


async def test_silent_server_is_noticed_and_the_waiting_are_freed(
    database: Database, server: OwnServer
) -> None:
    await read(database)
    async with database.watch():
        await server.cable.change(State.SILENT)
        with pytest.raises(OperationalError):
            await read(database)
        await wait_until(lambda: database.availability.is_away)
        with pytest.raises(OperationalError, match="does not answer"):
            await read(database)  # it is not even tried
        await server.cable.change(State.UP)
        await wait_until(lambda: database.availability.problem is None)
        assert await read(database) == 1


async def test_sessions_behind_a_cut_network_are_ended(
    database_url: str, tmp_path: Path, server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of them holds the lock of writers; the server would keep it."""
    off = {"idle_in_transaction_session_timeout": "0"}
    monkeypatch.setattr(connections, "SERVER_SETTINGS", connections.SERVER_SETTINGS | off)
    database = open_database(database_url, tmp_path)

    async def write_over_the_outage() -> None:
        async with database.write() as connection:
            async with outage(server, Outage.SILENT):
                await wait_until(lambda: database.availability.is_away)
            await connection.execute(text("SELECT 1"))

    assert isinstance(database, PostgresDatabase)
    async with database.watch():
        with pytest.raises(OperationalError):
            await write_over_the_outage()
        await wait_until(lambda: not database.availability.is_away)
        await write(database)
    await database.close()


async def test_watch_knows_the_server_before_anything_can_be_cut_off(database: Database) -> None:
    """Else it could not have sessions ended that the first moment of a process left behind."""
    assert isinstance(database, PostgresDatabase)
    async with database.watch():
        assert database._server_started_at is not None


async def test_sessions_that_got_their_numbers_after_a_restart_stay(
    database_url: str, tmp_path: Path
) -> None:
    """A server in a container gives its processes the same few numbers each time it starts."""
    async with abandoning(database_url, tmp_path) as (database, _, other):
        assert database._server_started_at is not None
        database._server_started_at -= timedelta(days=1)
        (await database._connect_to_watch()).terminate()
        await other.execute(text("SELECT pg_sleep(0.1)"))  # a signal would end it
        assert not database._abandoned


STARTED = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("abandoned", "known", "is_behind_pool", "expected"),
    [
        ({7}, STARTED, False, True),
        (set(), STARTED, False, False),
        ({7}, None, False, False),
        ({7}, STARTED - timedelta(days=1), False, False),
        ({7}, STARTED, True, False),
    ],
    ids=["same server", "none", "first connection", "restarted", "behind a pool"],
)
def test_sessions_are_ended_only_where_their_numbers_are_known(
    abandoned: set[int], known: datetime | None, is_behind_pool: bool, expected: bool
) -> None:
    assert should_end(abandoned, STARTED, known, is_behind_pool=is_behind_pool) is expected


async def test_numbers_that_a_pool_of_connections_invented_end_no_session(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with abandoning(database_url, tmp_path) as (database, pid, other):
        monkeypatch.setattr(asyncpg.Connection, "get_server_pid", lambda _: pid)
        (await database._connect_to_watch()).terminate()
        await other.execute(text("SELECT pg_sleep(0.1)"))  # a signal would end it
        assert not database._abandoned


async def test_session_of_another_role_stays(
    server: OwnServer, database_url: str, tmp_path: Path
) -> None:
    """Its process may have got the number of one that has ended."""
    postgres.execute(server.own_url, "DROP ROLE IF EXISTS stranger", "CREATE ROLE stranger LOGIN")
    url = make_url(server.url).set(username="stranger").render_as_string(hide_password=False)
    async with abandoning(database_url, tmp_path, url) as (database, _, other):
        (await database._connect_to_watch()).terminate()
        await other.execute(text("SELECT pg_sleep(0.1)"))


async def test_watch_goes_on_where_sessions_cannot_be_ended(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    refusal = "SELECT 1 / 0 WHERE $1::int[] IS NOT NULL AND $2::text[] IS NOT NULL"
    monkeypatch.setattr(database_module, "_END_SESSIONS", refusal)
    async with abandoning(database_url, tmp_path) as (database, _, other):
        for _ in range(2):
            (await database._connect_to_watch()).terminate()
        await other.execute(text("SELECT 1"))
    assert caplog.text.count("the server did not end abandoned sessions") == 1


@asynccontextmanager
async def abandoning(
    url: str, folder: Path, other_url: str = ""
) -> AsyncIterator[tuple[PostgresDatabase, int, AsyncConnection]]:
    """Open a database that believes it has abandoned the session of another one; yield it, the
    number of that session, and its connection."""
    database, other = open_database(url, folder), open_database(other_url or url, folder)
    assert isinstance(database, PostgresDatabase)
    (await database._connect_to_watch()).terminate()
    async with other.read() as connection:
        pid = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        database._abandoned.add(pid)
        yield database, pid, connection
    await other.close()
    await database.close()


async def test_what_begins_during_a_restart_waits_for_it(
    database: Database, server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "PATIENCE_SECONDS", 30.0)
    async with database.watch():
        await begin(server, Outage.RESTARTED)
        writing = asyncio.create_task(write(database))
        await wait_until(lambda: database.availability.is_away)
        reading = asyncio.create_task(read(database))
        await end(server, Outage.RESTARTED)
        assert await reading == 1
        await writing


async def write(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("DELETE FROM inbox"))


async def test_full_disk_is_over_when_nothing_fails_any_more(
    database: Database, server: OwnServer
) -> None:
    if not server.has_small_disk:
        pytest.skip("a small disk needs root, who may mount one")
    row = "SELECT to_json(md5(n::text)), 0 FROM generate_series(1, 200000) n"
    fill = f"INSERT INTO payloads (message, created_at) {row}"
    async with outage(server, Outage.DISK_FULL):
        failure = await fail(database, fill)
        assert "the disk of the database server is full" in str(failure)
        assert not isinstance(failure, DatabaseAway)
        await write(database)
        assert database.availability.problem is not None, "a small write is no end"
    await asyncio.sleep(CALM_SECONDS)
    await write(database)
    assert database.availability.problem is None
