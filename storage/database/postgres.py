"""A database in PostgreSQL, for services that outgrow one machine. Needs asyncpg (`[postgres]`)."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Integer, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.database.dialect import SIGNAL_CHANNEL, SIGNALS_MISSED
from storage.database.errors import StorageError, get_reason, to_database_failure
from storage.database.fencing import CheckIn, check_fence

try:
    import asyncpg
except ImportError as missing:
    raise StorageError(
        "PostgreSQL needs a driver: pip install 'svodka[postgres]'", path=""
    ) from missing

log = logging.getLogger(__name__)

READ_POOL_SIZE = 5
WRITE_POOL_SIZE = 5
"""Connections of a process. Of the writers, one at a time writes much."""

PREPARED_STATEMENTS = 500
"""Statements that a connection keeps prepared: the service has some hundred."""

POOL_TIMEOUT_SECONDS = 120
CONNECT_TIMEOUT_SECONDS = 10

LISTENER_NAME = "svodka-signals"
"""What `pg_stat_activity` shows of the connection that a process listens on."""

CHECK_IN_TIMEOUT_SECONDS = 2.0
"""Within this time the server answers one that checks in, or the connection counts as lost."""

RECONNECT_SECONDS, MAX_RECONNECT_SECONDS = 0.5, 10.0
"""Before the first attempt to connect the listener again, and at most between two."""

CLOSE_SECONDS = 1.0

SERVER_SETTINGS = {
    "application_name": "svodka",
    "timezone": "UTC",
    # The server ends the transaction of a process that is suspended or out of reach, for others
    # wait for its locks.
    "idle_in_transaction_session_timeout": "15000",
    # Statements are short; and a search relies on reading the parts of a union in their order.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # A plan for any value uses no index of some rows only, such as that of pending deliveries.
    "plan_cache_mode": "force_custom_plan",
}

_LOCK = 4_837_201
"""The key of the advisory lock of writers, which no other program in the database should use."""

# As with SQLite, what one large transaction reads does not change before it writes. Small ones
# exclude it, but not each other: each changes rows of its own chat.
_BECOME_ONLY_WRITER = text(f"SELECT pg_advisory_xact_lock({_LOCK})")
_BECOME_ONE_OF_SMALL_WRITERS = text(f"SELECT pg_advisory_xact_lock_shared({_LOCK})")


_HOLD_LOCK = "SELECT pg_try_advisory_lock_shared($1)"
_LIST_LOCKS = """
SELECT ((classid::int8 << 32) | objid::int8) AS key, pid FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class _WideInteger(BigInteger):
    """The type of parameters. An id that somebody typed may be larger than its column, and is then
    not found, as with SQLite."""

    render_bind_cast = True


class PostgresDatabase:
    """Two pools of connections: those that may write, and those that may not."""

    def __init__(self, url: str, path: Path) -> None:
        self.path = path
        self._url = url
        self._writers = create_engine(url, pool_size=WRITE_POOL_SIZE)
        readers = create_engine(url, pool_size=READ_POOL_SIZE, read_only=True)
        self._readers = readers
        self._snapshots = readers.execution_options(isolation_level="REPEATABLE READ")
        self._last_commit = readers.execution_options(isolation_level="AUTOCOMMIT")
        # The writers of this process take turns in order, and wait without a connection.
        self._write_lock = asyncio.Lock()

    @asynccontextmanager
    async def write(
        self, *, inline: bool = False, alone: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        """See `Database.write`."""
        if inline and not alone:
            async with self._writers.begin() as connection:
                await connection.execute(_BECOME_ONE_OF_SMALL_WRITERS)
                await check_fence(connection)
                yield connection
            return
        async with self._write_lock, self._writers.begin() as connection:
            await connection.execute(_BECOME_ONLY_WRITER)
            await check_fence(connection)
            yield connection

    @asynccontextmanager
    async def read(self, *, inline: bool = False) -> AsyncIterator[AsyncConnection]:
        """See `Database.read`."""
        async with (self._last_commit if inline else self._snapshots).connect() as connection:
            yield connection

    @asynccontextmanager
    async def listen(self, on_signal: Callable[[str], None]) -> AsyncIterator[PostgresListener]:
        """See `Database.listen`."""
        listener = PostgresListener(self._url, on_signal)
        listening = asyncio.create_task(listener.run(), name="signals")
        try:
            yield listener
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
            await listener.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._readers.dispose()
        await self._writers.dispose()


class _PoolBetween(Exception):
    """A pool of connections answers in the place of the server."""


class PostgresListener:
    """A connection of its own that waits for signals (LISTEN), and holds a lock in the name of the
    process: the server releases it as soon as the process ends.

    A pool between the two, as PgBouncer, may give each transaction another session: what a session
    listens for would be lost, and its locks would stay. Behind one this does nothing.
    """

    def __init__(self, url: str, on_signal: Callable[[str], None]) -> None:
        self._url = url
        self._on_signal = on_signal
        self._connection: Any = None
        self._session = 0
        self._held = (0, "")  # by which session, in which name
        self._is_lost = False

    @property
    def is_connected(self) -> bool:
        """See `Listener`."""
        return self._connection is not None and not self._connection.is_closed()

    async def run(self) -> None:
        """Listen, and connect again whenever the connection is lost."""
        wait = RECONNECT_SECONDS
        while True:
            lost = asyncio.Event()
            try:
                self._connection = await self._open(lost)
            except _PoolBetween:
                log.warning(
                    "a pool of connections is between this process and PostgreSQL: what other"
                    " processes change is found by looking every second"
                )
                return
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                self._note_loss(get_reason(error) or type(error).__name__)
            else:
                self._note_connection()
                wait = RECONNECT_SECONDS
                await lost.wait()
                self._note_loss("the connection was closed")
            await asyncio.sleep(wait)
            wait = min(2 * wait, MAX_RECONNECT_SECONDS)

    async def check_in(self, name: str, others: Collection[str]) -> CheckIn | None:
        """See `Listener`."""
        connection, session = self._connection, self._session
        if not self.is_connected:
            return None
        try:
            async with asyncio.timeout(CHECK_IN_TIMEOUT_SECONDS):
                if self._held != (session, name):
                    await connection.execute("SELECT pg_advisory_unlock_all()")
                    await connection.fetchval(_HOLD_LOCK, _build_lock_key(name))
                    self._held = (session, name)
                rows = await connection.fetch(_LIST_LOCKS)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            connection.terminate()  # `run` connects again
            return None
        keys = {row["key"] for row in rows}
        present = {other for other in others if _build_lock_key(other) in keys}
        mine = _build_lock_key(name), connection.get_server_pid()
        if mine in {(row["key"], row["pid"]) for row in rows}:
            present.add(name)
        return CheckIn(session, frozenset(present))

    async def close(self) -> None:
        """Close the connection, and so release the lock."""
        if not self.is_connected:
            return
        try:
            await self._connection.close(timeout=CLOSE_SECONDS)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            self._connection.terminate()

    async def _open(self, lost: asyncio.Event) -> Any:
        connection = await _connect(self._url, {"application_name": LISTENER_NAME})
        try:
            connection.add_termination_listener(lambda _: lost.set())
            pid = await connection.fetchval("SELECT pg_backend_pid()")
            if pid != connection.get_server_pid():
                raise _PoolBetween
            await connection.add_listener(SIGNAL_CHANNEL, self._receive)
        except BaseException:
            connection.terminate()
            raise
        return connection

    def _receive(self, connection: object, pid: int, channel: str, payload: str) -> None:
        self._on_signal(payload)

    def _note_connection(self) -> None:
        self._session += 1
        if self._is_lost:
            log.info("signals of other processes arrive again")
        self._is_lost = False
        self._on_signal(SIGNALS_MISSED)

    def _note_loss(self, reason: str) -> None:
        if not self._is_lost:  # log once, not at each attempt
            log.warning(
                "signals of other processes do not arrive (%s): what they change is found by"
                " looking every second",
                reason,
            )
        self._is_lost = True


def _build_lock_key(name: str) -> int:
    """Return the key of the advisory lock in the name of a process."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def create_engine(url: str, *, pool_size: int = 0, read_only: bool = False) -> AsyncEngine:
    """Create an engine; ``pool_size`` 0 opens a connection for each use."""
    settings = {**SERVER_SETTINGS, "default_transaction_read_only": "on" if read_only else "off"}
    pool: dict[str, Any] = {"poolclass": NullPool}
    if pool_size:
        pool = {
            "pool_size": pool_size,
            "max_overflow": 0,
            "pool_timeout": POOL_TIMEOUT_SECONDS,
        }
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={
            "async_creator_fn": partial(_connect, url, settings),
            "prepared_statement_cache_size": PREPARED_STATEMENTS,
        },
        hide_parameters=True,  # errors are logged, and values may be secret
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        **pool,
    )
    engine.dialect.colspecs = {**engine.dialect.colspecs, Integer: _WideInteger}
    event.listen(engine.sync_engine, "handle_error", _name_failure)
    event.listen(engine.sync_engine, "checkout", _replace_closed)
    return engine


async def _connect(url: str, settings: dict[str, str], **_: Any) -> Any:
    """Connect. asyncpg reads the url as libpq does, with sslmode and the like."""
    try:
        return await asyncpg.connect(url, server_settings=settings, timeout=CONNECT_TIMEOUT_SECONDS)
    except (OSError, TimeoutError) as error:
        raise asyncpg.CannotConnectNowError(str(error) or type(error).__name__) from error


def _replace_closed(connection: Any, *_: Any) -> None:
    """Have a connection that the server closed meanwhile, as at its restart, opened again."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _name_failure(context: ExceptionContext) -> None:
    """Raise failures of the server as OperationalError, as other drivers do."""
    known = context.sqlalchemy_exception
    if known is None or isinstance(known, OperationalError):
        return
    if to_database_failure(known) is None:
        return
    raised = OperationalError(
        context.statement,
        context.parameters,
        context.original_exception,
        connection_invalidated=context.is_disconnect,
    )
    raise raised from context.original_exception
