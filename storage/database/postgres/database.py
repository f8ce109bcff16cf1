"""An open database in PostgreSQL: its transactions, and what becomes of them in an outage."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar
from weakref import WeakSet

import asyncpg
from sqlalchemy import Executable, text
from sqlalchemy.exc import InvalidRequestError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.database.errors import DatabaseAway, get_reason, is_away, to_database_failure
from storage.database.fencing import check_fence
from storage.database.postgres import connections
from storage.database.postgres.connections import LISTENER_NAME, WATCH_SETTINGS
from storage.database.postgres.engine import create_engine
from storage.database.postgres.errors import (
    DRIVER_ERRORS,
    build_away_error,
    describe_absence,
    is_unwritable,
    lacks_connections,
)
from storage.database.postgres.listener import PostgresListener
from storage.outages.availability import Availability
from storage.outages.watch import Watch

log = logging.getLogger(__name__)

READ_POOL_SIZE = 5
WRITE_POOL_SIZE = 5
"""Connections of a process. Of the writers, one at a time writes much."""

PATIENCE_SECONDS = 5.0
"""How long what begins while the server is away waits for it: a restart takes less."""

BEGIN_RETRY_SECONDS = 0.2

_LOCK = 4_837_201
"""The key of the advisory lock of writers, which no other program in the database should use."""

# As with SQLite, what one large transaction reads does not change before it writes. Small ones
# exclude it, but not each other: each changes rows of its own chat.
_BECOME_ONLY_WRITER = text(f"SELECT pg_advisory_xact_lock({_LOCK})")
_BECOME_ONE_OF_SMALL_WRITERS = text(f"SELECT pg_advisory_xact_lock_shared({_LOCK})")

_IDENTIFY_SERVER = "SELECT pg_backend_pid(), pg_postmaster_start_time()"
_END_SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid = ANY($1) AND pid <> pg_backend_pid() AND datname = current_database()
    AND usename = current_user AND application_name = ANY($2)
"""


def should_end(
    abandoned: Collection[int],
    started_at: datetime,
    known: datetime | None,
    *,
    is_behind_pool: bool = False,
) -> bool:
    """Return whether the abandoned sessions have to be ended on a server that started at a moment.

    ``known``: when the server started on which they were opened. After a restart, and on another
    server, others may have their numbers; a pool of connections invents numbers.
    """
    return bool(abandoned) and started_at == known and not is_behind_pool


class PostgresDatabase:
    """Two pools of connections: those that may write, and those that may not."""

    is_shared: ClassVar[bool] = True

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
                raise build_away_error(self.availability)
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
                raise build_away_error(self.availability) from error
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
        """Report to `Availability` what an error says about the server."""
        failure = to_database_failure(error)
        if isinstance(failure, DatabaseAway):
            self.availability.suspect()
        elif was_writing and is_unwritable(error):
            self.availability.report_unwritable(str(failure))

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[None]:
        """See `Database.watch`."""
        watch = Watch(
            self.availability,
            self._connect_to_watch,
            self._close_all,
            self._can_go_on,
            describe_absence,
            DRIVER_ERRORS,
        )
        async with watch.run():
            yield

    def _close_all(self) -> None:
        """Close all connections, also those in use, without notice to the server: what waits on
        them fails."""
        for connection in list(self._opened):
            if not connection.is_closed():
                self._abandoned.add(connection.get_server_pid())
            connection.terminate()

    async def _connect_to_watch(self) -> Any:
        """Connect for the watch, and have the server end the sessions of `_close_all`. Behind a cut
        network it does not know that nobody is there any more, and one after the other they would
        get the lock of writers and keep it."""
        connection = await connections.connect(self._url, WATCH_SETTINGS)
        try:
            pid, started_at = await connection.fetchrow(_IDENTIFY_SERVER)
            is_behind_pool = pid != connection.get_server_pid()
            known = self._server_started_at
            if should_end(self._abandoned, started_at, known, is_behind_pool=is_behind_pool):
                await self._end_abandoned(connection)
        except BaseException:
            connection.terminate()
            raise
        self._abandoned.clear()
        self._server_started_at = started_at
        return connection

    async def _end_abandoned(self, connection: Any) -> None:
        """Have the server end the abandoned sessions. If it refuses to, this is not tried again:
        it ends them itself later, and the service works without it."""
        names = [WATCH_SETTINGS["application_name"], LISTENER_NAME]
        try:
            await connection.execute(_END_SESSIONS, list(self._abandoned), names)
        except asyncpg.PostgresError as error:
            if connection.is_closed():  # also such an error; the next connection tries again
                raise
            log.warning("the server did not end abandoned sessions: %s", get_reason(error))

    def _can_go_on(self, error: Exception) -> bool:
        """Return whether there is only no further connection, beside those that are open."""
        return lacks_connections(error) and any(not one.is_closed() for one in self._opened)

    async def close(self) -> None:
        """Close all connections."""
        await self._readers.dispose()
        await self._writers.dispose()
