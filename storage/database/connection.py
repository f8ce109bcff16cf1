"""Connections of aiosqlite that switch to their thread as rarely as possible.

aiosqlite switches for everything, also to open and to close a cursor: nine times for a row found
by its key. Beside a busy event loop each switch costs more than the row.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import aiosqlite
from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

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


class InlineConnection(AsyncConnection):
    """Runs statements on the event loop: for a few rows found by their key. What waits for the
    disk, a commit and what comes after a failed one, runs in a thread.

    It has SQLite's own connection below it, without aiosqlite and without the greenlet that
    SQLAlchemy starts for each statement of a driver that waits: a row found by its key costs a
    third.
    """

    _driver: InlineDriver
    _thread: ThreadPoolExecutor

    def __init__(self, engine: AsyncEngine, connection: Connection) -> None:
        super().__init__(engine, connection)
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, InlineDriver)
        self._driver = driver
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="commit")

    @classmethod
    async def open(cls, engine: AsyncEngine) -> InlineConnection:
        """Connect with an engine whose driver is `InlineDriver`."""
        opened = (await engine.connect()).sync_connection
        assert opened is not None
        return cls(engine, opened)

    async def execute(
        self,
        statement: Executable,
        parameters: Any = None,
        *,
        execution_options: Any = None,
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement, as `AsyncConnection.execute`; the rows are all read at once."""
        return self._proxied.execute(statement, parameters, execution_options=execution_options)

    async def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Any = None
    ) -> CursorResult[Any]:
        """Run a statement of the driver, as `AsyncConnection.exec_driver_sql`."""
        return self._proxied.exec_driver_sql(statement, parameters, execution_options)

    async def close(self) -> None:
        """Close the connection, after what its thread does."""
        await asyncio.to_thread(self._thread.shutdown)
        await super().close()

    def execute_inline(self, statement: str) -> None:
        """Run a statement that returns no rows and does not block, such as a savepoint.

        Raises DBAPIError.
        """
        try:
            self._driver.execute(statement)
        except sqlite3.Error as error:
            raise _to_dbapi_error(statement, error) from error

    async def commit_in_thread(self) -> None:
        """Commit the transaction. Raises DBAPIError."""
        await self._run_in_thread(lambda: self._driver.execute("COMMIT"))

    async def roll_back_in_thread(self) -> None:
        """Roll back the transaction, if one is open. Raises DBAPIError."""
        # Mostly SQLite has done so, and then a cancelled caller must leave nothing to the thread:
        # it would roll back the transaction of the next one.
        if self._driver.in_transaction:
            await self._run_in_thread(lambda: self._driver.execute("ROLLBACK"))

    async def _run_in_thread(self, work: Callable[[], object]) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except sqlite3.Error as error:
            raise _to_dbapi_error("COMMIT or ROLLBACK", error) from error


class InlineDriver(sqlite3.Connection):
    """SQLite's connection for `InlineConnection`."""

    def cursor(self, factory: Any = None) -> Any:
        """Return a cursor that reads all rows at once."""
        return super().cursor(factory or _ReadingCursor)


class _ReadingCursor(sqlite3.Cursor):
    """Reads all rows when it executes a statement: others share the connection, and a statement
    that is not read to its end would hold its snapshot for them too."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._rows: deque[Any] = deque()

    def execute(self, *given: Any) -> _ReadingCursor:
        super().execute(*given)
        if self.description is not None:
            self._rows = deque(super().fetchall())
        return self

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or 1, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        rows, self._rows = list(self._rows), deque()
        return rows


def _to_dbapi_error(statement: str, error: sqlite3.Error) -> Exception:
    """Return SQLAlchemy's error for one of the driver."""
    return DBAPIError.instance(statement, None, error, sqlite3.Error)


def _execute_and_fetch(execute: Callable[..., sqlite3.Cursor], *args: Any) -> list[Any] | None:
    cursor = execute(*args)
    return cursor.fetchall() if cursor.description else None


RETRY_SECONDS = 0.005
BUSY_TIMEOUT_SECONDS = 10.0


class WriteLock:
    """The lock of all writers of this process. Small writers, which people wait for, go before
    large ones, such as those of a broadcast; each large one is overtaken by the small ones of one
    commit at most."""

    def __init__(self) -> None:
        self._small: deque[asyncio.Future[None]] = deque()
        self._large: deque[asyncio.Future[None]] = deque()
        self._is_locked = self._is_overtaken = False

    def is_locked(self) -> bool:
        """Return whether a writer has the lock."""
        return self._is_locked

    @asynccontextmanager
    async def hold(self, *, small: bool = False) -> AsyncIterator[None]:
        """Wait for the lock, and hold it during the block."""
        await self._acquire(self._small if small else self._large)
        try:
            yield
        finally:
            self._release()

    def note_commit(self) -> None:
        """Note that small writers have committed: a large one that waits is next."""
        self._is_overtaken = bool(self._large)

    async def _acquire(self, queue: deque[asyncio.Future[None]]) -> None:
        if not self._is_locked:
            self._is_locked = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # its turn came at the same time
                self._release()
            raise

    def _release(self) -> None:
        while queue := self._choose_queue():
            turn = queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._is_locked = False

    def _choose_queue(self) -> deque[asyncio.Future[None]]:
        if self._small and not (self._large and self._is_overtaken):
            return self._small
        self._is_overtaken = False
        return self._large


class SharedTransaction:
    """A transaction in which callers take turns, each in its own savepoint.

    It includes all callers that wait when it is opened or while the previous one is committed;
    they continue after the commit.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[InlineConnection]], write_lock: WriteLock
    ) -> None:
        self._connect = connect
        self._write_lock = write_lock
        self._open: asyncio.Future[None] | None = None
        self._committing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Write a few rows. An error in the block undoes only this caller's rows."""
        async with self._write_lock.hold(small=True):
            connection = await self._connect()
            written = self._open or await self._begin(connection)
            connection.execute_inline("SAVEPOINT one")
            try:
                yield connection
            except BaseException as error:
                await self._roll_back_savepoint(connection, error)
                raise
            connection.execute_inline("RELEASE one")
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
            await connection.commit_in_thread()
        except BaseException as error:  # noqa: BLE001 - it concerns all writers
            written.set_exception(_to_shared_error(error, "COMMIT"))
            await connection.roll_back_in_thread()
        else:
            written.set_result(None)

    async def finish(self) -> None:
        """Wait until everything is committed."""
        while self._committing:
            await asyncio.wait(self._committing)

    async def _begin(self, connection: InlineConnection) -> asyncio.Future[None]:
        """Begin a transaction; wait for writers of other processes without blocking the loop."""
        until = monotonic() + BUSY_TIMEOUT_SECONDS
        while True:
            try:
                connection.execute_inline("BEGIN IMMEDIATE")
                break
            except OperationalError as error:
                if "locked" not in str(error) or monotonic() > until:
                    raise
            await asyncio.sleep(RETRY_SECONDS)
        self._open = written = asyncio.get_running_loop().create_future()
        written.add_done_callback(lambda done: done.cancelled() or done.exception())
        # It queues for the lock behind all small writers, which are therefore included.
        task = asyncio.create_task(self._commit_with_lock(), name="commit")
        self._committing.add(task)
        task.add_done_callback(self._committing.discard)
        return written

    async def _commit_with_lock(self) -> None:
        async with self._write_lock.hold(small=True):
            await self.commit()
            self._write_lock.note_commit()

    async def _roll_back_savepoint(
        self, connection: InlineConnection, error: BaseException
    ) -> None:
        try:
            connection.execute_inline("ROLLBACK TO one")
            connection.execute_inline("RELEASE one")
        except SQLAlchemyError as lost:
            # A full or broken disk: SQLite rolled back the whole transaction.
            written, self._open = self._open, None
            if written is not None:
                written.set_exception(error if isinstance(error, SQLAlchemyError) else lost)
            await connection.roll_back_in_thread()


def _to_shared_error(error: BaseException, statement: str) -> Exception:
    """Return an error for all writers of a transaction; one writer's cancellation is not theirs."""
    if isinstance(error, Exception):
        return error
    return OperationalError(statement, None, error)
