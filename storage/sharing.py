"""Small writes that share a transaction, and so one wait for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

LOOK_AGAIN_SECONDS = 0.005
LONGEST_WAIT_SECONDS = 10.0


class SharedTransaction:
    """Callers take turns within one open transaction, each in a savepoint of its own. Whoever waits
    for a turn when it is opened, or while the last one is committed, is in it; then it is
    committed, and only then do they go on. ``turn`` is the turn of all writers of this process."""

    def __init__(
        self, connect: Callable[[], Awaitable[AsyncConnection]], turn: asyncio.Lock
    ) -> None:
        self._connect = connect
        self._turn = turn
        self._open: asyncio.Future[None] | None = None
        self._committing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Put down a few rows. An error within undoes what this caller wrote, and nothing else."""
        async with self._turn:
            connection = await self._connect()
            written = self._open or await self._begin(connection)
            await connection.exec_driver_sql("SAVEPOINT one")
            try:
                yield connection
            except BaseException as error:
                await self._undo(connection, error)
                raise
            await connection.exec_driver_sql("RELEASE one")
        # Shielded: who is cancelled here must not cancel it for the others.
        await asyncio.shield(written)

    async def commit(self) -> None:
        """Commit what is open, if anything is. Only for who has the turn."""
        written, self._open = self._open, None
        if written is None:
            return
        connection = await self._connect()
        try:
            await connection.exec_driver_sql("COMMIT")
        except Exception as error:  # noqa: BLE001 - it is everybody's who wrote
            await self._roll_back(connection)
            written.set_exception(error)
        else:
            written.set_result(None)

    async def finish(self) -> None:
        """Wait until everything is committed."""
        while self._committing:
            await asyncio.wait(self._committing)

    async def _begin(self, connection: AsyncConnection) -> asyncio.Future[None]:
        """Another process may be writing; it is waited for without holding up the loop."""
        until = monotonic() + LONGEST_WAIT_SECONDS
        while True:
            try:
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
                break
            except OperationalError as error:
                if "locked" not in str(error) or monotonic() > until:
                    raise
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        self._open = written = asyncio.get_running_loop().create_future()
        written.add_done_callback(lambda done: done.cancelled() or done.exception())
        # It queues for the turn behind all who wait already: they are in.
        task = asyncio.create_task(self._commit_in_turn(), name="commit")
        self._committing.add(task)
        task.add_done_callback(self._committing.discard)
        return written

    async def _commit_in_turn(self) -> None:
        async with self._turn:
            await self.commit()

    async def _undo(self, connection: AsyncConnection, error: BaseException) -> None:
        try:
            await connection.exec_driver_sql("ROLLBACK TO one")
            await connection.exec_driver_sql("RELEASE one")
        except SQLAlchemyError:
            # A full or a broken disk: SQLite has given up the whole transaction.
            written, self._open = self._open, None
            await self._roll_back(connection)
            if written is not None:
                written.set_exception(error)

    async def _roll_back(self, connection: AsyncConnection) -> None:
        if await _in_transaction(connection):
            await connection.exec_driver_sql("ROLLBACK")


async def _in_transaction(connection: AsyncConnection) -> bool:
    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None
    return bool(raw.driver_connection.in_transaction)
