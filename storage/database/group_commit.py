"""Group commit: small writes that share a transaction, and so one wait for the disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.connection import InlineConnection

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
        """Commit the open transaction, if any. The caller holds the write lock."""
        written, self._open = self._open, None
        if written is None:
            return
        connection = await self._connect()
        try:
            await connection.exec_driver_sql("COMMIT")
        except Exception as error:  # noqa: BLE001 - it concerns all writers
            await self._roll_back(connection)
            written.set_exception(error)
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
        except sqlite3.Error:
            # A full or broken disk: SQLite rolled back the whole transaction.
            written, self._open = self._open, None
            await self._roll_back(connection)
            if written is not None:
                written.set_exception(error)

    async def _roll_back(self, connection: AsyncConnection) -> None:
        if (await _get_driver(connection)).is_in_transaction:
            await connection.exec_driver_sql("ROLLBACK")


async def _get_driver(connection: AsyncConnection) -> InlineConnection:
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, InlineConnection)
    return driver
