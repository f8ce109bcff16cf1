"""Connections of aiosqlite that switch to their thread as rarely as possible.

aiosqlite switches for everything, also to open and to close a cursor: nine times for a row found
by its key. Beside a busy event loop each switch costs more than the row.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import aiosqlite
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

ITER_CHUNK_SIZE = 64


class BatchingConnection(aiosqlite.Connection):
    """Runs a statement and fetches all its rows in one switch. For anything that may take long."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, ITER_CHUNK_SIZE)
        self._thread.daemon = True
        self._sent = self._done = 0
        self._rows: dict[int, list[Any]] = {}

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # A cancelled call still runs in the thread: the next one queues behind it.
        if self._sent != self._done:
            return await self._run_in_thread(fn, *args, **kwargs)
        owner = getattr(fn, "__self__", None)
        if isinstance(owner, sqlite3.Cursor):
            return await self._execute_on_cursor(owner, fn, *args)
        if fn.__name__ == "cursor" or (fn.__name__ == "rollback" and not self.is_in_transaction):
            return fn()
        return await self._run_in_thread(fn, *args, **kwargs)

    @property
    def is_in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._conn.in_transaction

    async def _execute_on_cursor(
        self, cursor: sqlite3.Cursor, fn: Callable[..., Any], *args: Any
    ) -> Any:
        match fn.__name__:
            case "execute":
                rows = await self._run_in_thread(_execute_and_fetch, fn, *args)
                if rows is not None:
                    self._rows[id(cursor)] = rows
                return cursor
            case "fetchall" if id(cursor) in self._rows:
                return self._rows.pop(id(cursor))
            case "close":
                self._rows.pop(id(cursor), None)
                return fn()
        return await self._run_in_thread(fn, *args)

    async def _run_in_thread(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        def work() -> Any:
            try:
                return fn(*args, **kwargs)
            finally:
                self._done += 1

        self._sent += 1
        return await super()._execute(work)  # type: ignore[no-untyped-call]


class ReadConnection(BatchingConnection):
    """A read-only connection: a snapshot begins and ends on the event loop, as neither blocks."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        begins_or_ends = fn.__name__ in ("commit", "rollback") or args[:1] == ("BEGIN",)
        if begins_or_ends and self._sent == self._done:
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)


class InlineConnection(BatchingConnection):
    """Runs statements on the event loop: for a few rows found by their key. A commit, which waits
    for the disk, runs in the thread."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._sent != self._done or (args and args[0] == "COMMIT"):
            return await self._run_in_thread(fn, *args, **kwargs)
        return fn(*args, **kwargs)

    def execute_inline(self, statement: str) -> None:
        """Run a statement that returns no rows and does not block, such as a savepoint.

        Raises OperationalError.
        """
        try:
            self._conn.execute(statement)
        except sqlite3.Error as error:
            raise OperationalError(statement, None, error) from error


def _execute_and_fetch(execute: Callable[..., sqlite3.Cursor], *args: Any) -> list[Any] | None:
    cursor = execute(*args)
    return cursor.fetchall() if cursor.description else None


RETRY_SECONDS = 0.005
BUSY_TIMEOUT_SECONDS = 10.0


class SharedTransaction:
    """A transaction in which callers take turns, each in its own savepoint.

    It includes all callers that wait when it is opened or while the previous one is committed;
    they continue after the commit. ``write_lock`` is the lock of all writers of this process.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[AsyncConnection]], write_lock: asyncio.Lock
    ) -> None:
        self._connect = connect
        self._write_lock = write_lock
        self._open: asyncio.Future[None] | None = None
        self._committing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Write a few rows. An error in the block undoes only this caller's rows."""
        async with self._write_lock:
            connection = await self._connect()
            written = self._open or await self._begin(connection)
            driver = await _get_driver(connection)
            driver.execute_inline("SAVEPOINT one")
            try:
                yield connection
            except BaseException as error:
                await self._roll_back_savepoint(connection, error)
                raise
            driver.execute_inline("RELEASE one")
        # Shielded: a cancelled caller must not cancel the commit for the others.
        await asyncio.shield(written)

    async def commit(self) -> None:
        """Commit the open transaction, if any. The caller holds the write lock.

        A caller that is cancelled keeps the lock until it is committed: others wait for it.
        """
        written, self._open = self._open, None
        if written is None:
            return
        committing = asyncio.create_task(self._commit(written), name="commit")
        cancellation: asyncio.CancelledError | None = None
        while not committing.done():
            try:
                await asyncio.wait([committing])
            except asyncio.CancelledError as error:
                cancellation = error
        if cancellation is not None:
            raise cancellation
        committing.result()

    async def _commit(self, written: asyncio.Future[None]) -> None:
        connection = await self._connect()
        try:
            await connection.exec_driver_sql("COMMIT")
        except BaseException as error:  # noqa: BLE001 - it concerns all writers
            written.set_exception(_to_shared_error(error, "COMMIT"))
            await self._roll_back(connection)
        else:
            written.set_result(None)

    async def finish(self) -> None:
        """Wait until everything is committed."""
        while self._committing:
            await asyncio.wait(self._committing)

    async def _begin(self, connection: AsyncConnection) -> asyncio.Future[None]:
        """Begin a transaction; wait for writers of other processes without blocking the loop."""
        until = monotonic() + BUSY_TIMEOUT_SECONDS
        while True:
            try:
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
                break
            except OperationalError as error:
                if "locked" not in str(error) or monotonic() > until:
                    raise
            await asyncio.sleep(RETRY_SECONDS)
        self._open = written = asyncio.get_running_loop().create_future()
        written.add_done_callback(lambda done: done.cancelled() or done.exception())
        # It queues for the lock behind all present waiters, which are therefore included.
        task = asyncio.create_task(self._commit_with_lock(), name="commit")
        self._committing.add(task)
        task.add_done_callback(self._committing.discard)
        return written

    async def _commit_with_lock(self) -> None:
        async with self._write_lock:
            await self.commit()

    async def _roll_back_savepoint(self, connection: AsyncConnection, error: BaseException) -> None:
        driver = await _get_driver(connection)
        try:
            driver.execute_inline("ROLLBACK TO one")
            driver.execute_inline("RELEASE one")
        except SQLAlchemyError as lost:
            # A full or broken disk: SQLite rolled back the whole transaction.
            written, self._open = self._open, None
            if written is not None:
                written.set_exception(error if isinstance(error, SQLAlchemyError) else lost)
            await self._roll_back(connection)

    async def _roll_back(self, connection: AsyncConnection) -> None:
        if (await _get_driver(connection)).is_in_transaction:
            await connection.exec_driver_sql("ROLLBACK")


def _to_shared_error(error: BaseException, statement: str) -> Exception:
    """Return an error for all writers of a transaction; one writer's cancellation is not theirs."""
    if isinstance(error, Exception):
        return error
    return OperationalError(statement, None, error)


async def _get_driver(connection: AsyncConnection) -> InlineConnection:
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, InlineConnection)
    return driver
