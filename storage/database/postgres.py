"""A database in PostgreSQL, for services that outgrow one machine. Needs asyncpg (`[postgres]`)."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from time import monotonic
from typing import Any
from weakref import WeakSet

from sqlalchemy import BigInteger, Executable, Integer, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import (
    DisconnectionError,
    InvalidRequestError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.database.dialect import SIGNAL_CHANNEL, SIGNALS_MISSED
from storage.database.errors import (
    DatabaseAway,
    StorageError,
    get_reason,
    is_away,
    to_database_failure,
)
from storage.database.fencing import CheckIn, check_fence
from storage.outages.availability import Availability
from storage.outages.watch import Watch

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
CONNECT_TIMEOUT_SECONDS = 5.0

STATEMENT_SECONDS = 60.0
"""How long a statement may take, with its wait for the lock of writers. That a server is gone is
found sooner (`storage.outages.watch`); this is for one connection that is lost without a word."""

PATIENCE_SECONDS = 5.0
"""How long what begins while the server is away waits for it: a restart takes less."""

BEGIN_RETRY_SECONDS = 0.2

WATCH_SETTINGS = {
    "application_name": "svodka",
    # The server finds out within half a minute that this side is gone, and keeps no connection.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

LISTENER_NAME = "svodka-signals"
"""What `pg_stat_activity` shows of the connection that a process listens on."""

CHECK_IN_TIMEOUT_SECONDS = 2.0
"""Within this time the server answers one that checks in, or the connection counts as lost."""

RECONNECT_SECONDS, MAX_RECONNECT_SECONDS = 0.5, 10.0
"""Before the first attempt to connect the listener again, and at most between two."""

CLOSE_SECONDS = 1.0

SERVER_SETTINGS = {
    **WATCH_SETTINGS,
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

_ENDS_CONNECTION = ("08", "57P", "25006")
"""Beginnings of the SQLSTATE after which another connection is better."""

_NO_MORE_CONNECTIONS = "53300"

_UNWRITABLE = ("25006", "53", "58")
"""Beginnings of the SQLSTATE of a server that reads only, that has no disk or memory left, or
cannot use its files."""

_LOCK = 4_837_201
"""The key of the advisory lock of writers, which no other program in the database should use."""

# As with SQLite, what one large transaction reads does not change before it writes. Small ones
# exclude it, but not each other: each changes rows of its own chat.
_BECOME_ONLY_WRITER = text(f"SELECT pg_advisory_xact_lock({_LOCK})")
_BECOME_ONE_OF_SMALL_WRITERS = text(f"SELECT pg_advisory_xact_lock_shared({_LOCK})")


_END_SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid = ANY($1) AND datname = current_database() AND application_name = ANY($2)
"""

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
        self.availability = Availability()
        self._opened: WeakSet[Any] = WeakSet()
        self._abandoned: set[int] = set()  # processes of the server
        self._server_started_at: datetime | None = None
        self._writers = create_engine(url, pool_size=WRITE_POOL_SIZE, opened=self._opened)
        readers = create_engine(url, pool_size=READ_POOL_SIZE, opened=self._opened, read_only=True)
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
        until = monotonic() + PATIENCE_SECONDS
        async with AsyncExitStack() as stack:
            if not inline or alone:
                await stack.enter_async_context(self._write_lock)
            lock = _BECOME_ONE_OF_SMALL_WRITERS if inline and not alone else _BECOME_ONLY_WRITER
            try:
                connection = await self._begin(stack, self._writers, until, lock)
                yield connection
                await connection.commit()
            except SQLAlchemyError as error:
                self._note(error, was_writing=True)
                raise
        self.availability.report_written()

    @asynccontextmanager
    async def read(self, *, inline: bool = False) -> AsyncIterator[AsyncConnection]:
        """See `Database.read`."""
        until = monotonic() + PATIENCE_SECONDS
        engine = self._last_commit if inline else self._snapshots
        async with AsyncExitStack() as stack:
            try:
                yield await self._begin(stack, engine, until)
            except SQLAlchemyError as error:
                self._note(error, was_writing=False)
                raise

    async def _begin(
        self,
        stack: AsyncExitStack,
        engine: AsyncEngine,
        until: float,
        lock: Executable | None = None,
    ) -> AsyncConnection:
        """Return a connection, for a writer in a transaction that has the ``lock``. Nothing is done
        yet, so this is tried again until a moment if the server does not answer."""
        while True:
            if not await self.availability.wait_until_answering(until - monotonic()):
                raise _build_away_error(self.availability)
            try:
                async with AsyncExitStack() as opening:
                    connection = await opening.enter_async_context(self._connect(engine))
                    if lock is not None:
                        await connection.execute(lock)
                        await check_fence(connection)
                    await stack.enter_async_context(opening.pop_all())
                    return connection
            except SQLAlchemyError as error:
                if not is_away(error) or monotonic() > until:
                    raise
                self.availability.suspect()
            await asyncio.sleep(BEGIN_RETRY_SECONDS)

    @asynccontextmanager
    async def _connect(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        async with AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(engine.connect())
            except InvalidRequestError as error:  # new ones are closed at once too
                raise _build_away_error(self.availability) from error
            yield connection

    @asynccontextmanager
    async def listen(self, on_signal: Callable[[str], None]) -> AsyncIterator[PostgresListener]:
        """See `Database.listen`."""
        listener = PostgresListener(self._url, on_signal, self.availability, self._opened)
        listening = asyncio.create_task(listener.run(), name="signals")
        try:
            yield listener
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
            await listener.close()

    def _note(self, error: SQLAlchemyError, *, was_writing: bool) -> None:
        """Tell what is to be known of an error beyond the transaction that it ended."""
        failure = to_database_failure(error)
        if isinstance(failure, DatabaseAway):
            self.availability.suspect()
        elif was_writing and _is_unwritable(error):
            self.availability.report_unwritable(str(failure))

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[None]:
        """See `Database.watch`."""
        watch = Watch(
            self.availability,
            self._connect_to_watch,
            self._close_all,
            self._can_go_on,
            _describe_absence,
            (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError),
        )
        async with watch.run():
            yield

    def _close_all(self) -> None:
        """Close all connections, also those in use, without a word to the server: what waits on
        them fails."""
        for connection in list(self._opened):
            if not connection.is_closed():
                self._abandoned.add(connection.get_server_pid())
            connection.terminate()

    async def _connect_to_watch(self) -> Any:
        """Connect for the watch, and have the server end the sessions of `_close_all`. Behind a cut
        network it does not know that nobody is there any more, and one after the other they would
        get the lock of writers and keep it."""
        connection = await _connect(self._url, WATCH_SETTINGS)
        try:
            started_at: datetime = await connection.fetchval("SELECT pg_postmaster_start_time()")
            # After a restart, and on another server, others may have the same numbers.
            if self._abandoned and started_at == self._server_started_at:
                names = [SERVER_SETTINGS["application_name"], LISTENER_NAME]
                await connection.execute(_END_SESSIONS, list(self._abandoned), names)
        except BaseException:
            connection.terminate()
            raise
        self._abandoned.clear()
        self._server_started_at = started_at
        return connection

    def _can_go_on(self, error: Exception) -> bool:
        """Return whether there is only no further connection, beside those that are open."""
        is_crowded = getattr(error, "sqlstate", None) == _NO_MORE_CONNECTIONS
        return is_crowded and any(not one.is_closed() for one in self._opened)

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

    def __init__(
        self,
        url: str,
        on_signal: Callable[[str], None],
        availability: Availability,
        opened: WeakSet[Any],
    ) -> None:
        self._url = url
        self._on_signal = on_signal
        self._availability = availability
        self._opened = opened
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
                reason = get_reason(error) or type(error).__name__
            else:
                self._note_connection()
                wait = RECONNECT_SECONDS
                await lost.wait()
                reason = "the connection was closed"
            self._availability.suspect()
            await asyncio.sleep(wait)
            if self._availability.is_settled:  # else its line in the log explains this
                self._note_loss(reason)
            await self._availability.pause(0)
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
        settings = {**WATCH_SETTINGS, "application_name": LISTENER_NAME}
        connection = await _connect(self._url, settings, opened=self._opened)
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


def create_engine(
    url: str, *, pool_size: int = 0, opened: WeakSet[Any] | None = None, read_only: bool = False
) -> AsyncEngine:
    """Create an engine; ``pool_size`` 0 opens a connection for each use, whose statements may take
    as long as they need. ``opened`` gets the driver's connections."""
    settings = {**SERVER_SETTINGS, "default_transaction_read_only": "on" if read_only else "off"}
    pool: dict[str, Any] = {"poolclass": NullPool}
    seconds: float | None = None
    if pool_size:
        seconds = STATEMENT_SECONDS
        pool = {
            "pool_size": pool_size,
            "max_overflow": 0,
            "pool_timeout": POOL_TIMEOUT_SECONDS,
        }
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={
            "async_creator_fn": partial(_connect, url, settings, seconds, opened),
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


async def _connect(
    url: str,
    settings: dict[str, str],
    statement_seconds: float | None = None,
    opened: WeakSet[Any] | None = None,
    **_: Any,
) -> Any:
    """Connect. asyncpg reads the url as libpq does, with sslmode and the like."""
    try:
        connection = await asyncpg.connect(
            url,
            server_settings=settings,
            timeout=CONNECT_TIMEOUT_SECONDS,
            command_timeout=statement_seconds,
        )
    except TimeoutError as error:
        raise asyncpg.CannotConnectNowError(
            f"no answer within {CONNECT_TIMEOUT_SECONDS:.0f} s"
        ) from error
    except OSError as error:
        raise asyncpg.CannotConnectNowError(str(error) or type(error).__name__) from error
    if opened is not None:
        opened.add(connection)
    return connection


def _replace_closed(connection: Any, *_: Any) -> None:
    """Have a connection that the server closed meanwhile, as at its restart, opened again."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _name_failure(context: ExceptionContext) -> None:
    """Raise failures of the server as OperationalError, as other drivers do. A connection that is
    of no use any more is closed: one that is lost, that does not answer, or whose server only
    reads, so that another server may have taken its place."""
    error = context.original_exception
    if not isinstance(error, Exception):
        return
    driver = _get_driver(context)
    state = getattr(error, "sqlstate", None) or ""
    is_lost = isinstance(error, TimeoutError) or (driver is not None and driver.is_closed())
    if is_lost or state.startswith(_ENDS_CONNECTION):
        context.is_disconnect = True
        if driver is not None:
            driver.terminate()
    known = context.sqlalchemy_exception
    cause: BaseException = error
    if is_lost and not state:
        cause = asyncpg.ConnectionDoesNotExistError(_describe_loss(error))
    elif known is None or isinstance(known, OperationalError) or to_database_failure(known) is None:
        return
    raise OperationalError(
        context.statement,
        context.parameters,
        cause,
        connection_invalidated=context.is_disconnect,
    ) from error


def _get_driver(context: ExceptionContext) -> Any:
    """Return the driver's connection that an error is about; None if there is none."""
    connection = context.connection
    if connection is None or connection.closed or connection.invalidated:
        return None
    return connection.connection.driver_connection


def _describe_loss(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {STATEMENT_SECONDS:.0f} s"
    return str(error) or type(error).__name__


def _describe_absence(error: Exception) -> str:
    """Return why the server cannot be reached, for the operator."""
    detail = get_reason(error) or "no answer"
    failure = to_database_failure(error)
    if failure is None:
        failure = to_database_failure(asyncpg.CannotConnectNowError(detail))
    return f"{failure} ({detail})"


def _is_unwritable(error: SQLAlchemyError) -> bool:
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    return state.startswith(_UNWRITABLE)


def _build_away_error(availability: Availability) -> OperationalError:
    """Return the error of a statement that is not tried, since the server is known to be away."""
    reason = "" if availability.problem is None else availability.problem.reason
    return OperationalError(None, None, asyncpg.CannotConnectNowError(reason))
