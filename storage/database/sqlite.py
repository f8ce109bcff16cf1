"""A database in an SQLite file: many readers, one writer at a time by design."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import URL, NullPool, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.database.connection import (
    BatchingConnection,
    InlineConnection,
    InlineDriver,
    ReadConnection,
    SharedTransaction,
    WriteLock,
)
from storage.database.dialect import encode_json
from storage.database.errors import to_database_failure
from storage.database.fencing import check_fence
from storage.outages.availability import Availability

READ_POOL_SIZE = 4
BUSY_TIMEOUT_MS = 10_000
CACHE_SIZE_KB = 8_000
"""Page cache of a connection: a search reads about this much."""
POOL_TIMEOUT_SECONDS = 120
SYNCHRONOUS = "FULL"
"""A commit is on disk when it returns: it outlives a power cut."""


class SqliteDatabase:
    """Two pools and two inline connections to one file.

    Writers of this process take turns (`WriteLock`); `BEGIN IMMEDIATE` and the busy timeout
    coordinate them with other processes (the command line beside a running bot). Readers see the
    last commit (WAL).
    """

    is_shared: ClassVar[bool] = False

    def __init__(self, path: Path) -> None:
        self.path = path
        self.availability = Availability()
        self._writer = _create_engine(self.path, "BEGIN IMMEDIATE", pool_size=1, read_only=False)
        self._readers = _create_engine(
            self.path,
            "BEGIN",
            pool_size=READ_POOL_SIZE,
            read_only=True,
            connection_class=ReadConnection,
        )
        self._inline_reads = _InlineEngine(self.path, read_only=True)
        self._inline_writes = _InlineEngine(self.path, read_only=False)
        self._write_lock = WriteLock()
        self._shared = SharedTransaction(self._inline_writes.connect, self._write_lock)

    @asynccontextmanager
    async def write(
        self, *, inline: bool = False, alone: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        """See `Database.write`. ``inline``: statements run on the event loop instead of a thread,
        and callers that write at the same time share one commit. The guarantees are the same: an
        error undoes only this caller's rows, and after the block they are on disk. There is one
        writer at a time in any case.
        """
        opened = self._shared.write() if inline else self._write_alone()
        try:
            async with opened as connection:
                await check_fence(connection)
                yield connection
        except SQLAlchemyError as error:
            if (failure := to_database_failure(error)) is not None:
                self.availability.report_unwritable(str(failure))
            raise
        self.availability.report_written()

    @asynccontextmanager
    async def _write_alone(self) -> AsyncIterator[AsyncConnection]:
        async with self._write_lock.hold():
            await self._shared.commit()
            async with self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self, *, inline: bool = False) -> AsyncIterator[AsyncConnection]:
        """See `Database.read`. ``inline``: statements run on the event loop, which costs a third of
        a thread."""
        if inline:
            yield await self._inline_reads.connect()
            return
        async with self._readers.begin() as connection:
            yield connection

    @asynccontextmanager
    async def listen(self, on_signal: Callable[[str], None]) -> AsyncIterator[None]:
        """See `Database.listen`. Processes on one file look into it."""
        yield None

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[None]:
        """See `Database.watch`. A file is there or not."""
        yield

    async def close(self) -> None:
        """Finish shared transactions and close all connections."""
        await self._shared.finish()
        for engine in (self._inline_reads, self._inline_writes):
            await engine.close()
        await self._readers.dispose()
        await self._writer.dispose()


class _InlineEngine:
    """One connection whose statements run on the event loop, opened on first use."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self._engine = _create_inline_engine(path, read_only=read_only)
        self._opening = asyncio.Lock()
        self._connection: InlineConnection | None = None

    async def connect(self) -> InlineConnection:
        if self._connection is None:
            async with self._opening:
                if self._connection is None:
                    self._connection = await InlineConnection.open(self._engine)
        return self._connection

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
        await self._engine.dispose()


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _create_engine(
    path: Path,
    begin_statement: str,
    *,
    pool_size: int,
    read_only: bool,
    connection_class: type[BatchingConnection] = BatchingConnection,
) -> AsyncEngine:
    """Create an engine that runs ``begin_statement`` at the start of a transaction."""
    engine = create_async_engine(
        _build_url(path),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        connect_args={
            "async_creator_fn": lambda *args, **options: _create_connection(
                connection_class, args, options
            )
        },
        hide_parameters=True,  # errors are logged, and values may be secret
        json_serializer=encode_json,
    )
    _add_listeners(engine, begin_statement, read_only=read_only)
    return engine


def _create_inline_engine(path: Path, *, read_only: bool) -> AsyncEngine:
    """Create the engine of an `InlineConnection`, which begins transactions itself."""
    engine = create_async_engine(
        _build_url(path),
        # A commit in a thread uses it too, and nobody else meanwhile.
        creator=lambda: sqlite3.connect(path, factory=InlineDriver, check_same_thread=False),
        poolclass=NullPool,
        hide_parameters=True,
        json_serializer=encode_json,
    )
    _add_listeners(engine, "", read_only=read_only)
    return engine


def _build_url(path: Path) -> URL:
    return URL.create("sqlite+aiosqlite", database=str(path))


def _add_listeners(engine: AsyncEngine, begin_statement: str, *, read_only: bool) -> None:
    """Set up each new connection, and begin transactions by SQLAlchemy's recipe for SQLite: the
    driver's own begin too late and too weakly."""

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        # SQLite's own function handles only ASCII.
        connection.create_function("lower", 1, _lower, deterministic=True)
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            f"synchronous = {SYNCHRONOUS}",
            f"cache_size = -{CACHE_SIZE_KB}",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_TIMEOUT_MS if begin_statement else 0}",
            f"query_only = {'ON' if read_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        if begin_statement:
            connection.exec_driver_sql(begin_statement)


def _create_connection(
    connection_class: type[BatchingConnection], args: tuple[Any, ...], options: dict[str, Any]
) -> BatchingConnection:
    return connection_class(partial(sqlite3.connect, *args, **options))
