"""The open database: many readers, one writer at a time by design."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import StorageError

READERS = 4
BUSY_TIMEOUT_MS = 10_000
CACHE_KB = 8_000
"""What a connection keeps of the database, once it has read so much: a search reads about this."""
WRITER_WAIT_SECONDS = 120


class Database:
    """Two pools over one file. The writer's pool holds a single connection, so writers of this
    process queue for it in order; `BEGIN IMMEDIATE` and the busy timeout settle it with writers of
    other processes (the command line beside a running bot). Readers see the last commit (WAL)."""

    def __init__(self, url: str) -> None:
        self.path = sqlite_path(url)
        self._writer = _engine(self.path, "BEGIN IMMEDIATE", pool_size=1, read_only=False)
        self._readers = _engine(self.path, "BEGIN", pool_size=READERS, read_only=True)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One write transaction: committed at the end, rolled back on any error."""
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent snapshot; writing through it fails."""
        async with self._readers.begin() as connection:
            yield connection

    async def close(self) -> None:
        await self._readers.dispose()
        await self._writer.dispose()


def sqlite_path(url: str) -> Path:
    """The file that a ``sqlite:///…`` url names.

    Raises StorageError for any other kind of url.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(f"DATABASE_URL is no database url: {url}", path=url) from error
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise StorageError(
            f"DATABASE_URL must look like sqlite:///data/svodka.db, not {parsed!r}", path=url
        )
    return Path(parsed.database)


def _engine(path: Path, begin: str, *, pool_size: int, read_only: bool) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=WRITER_WAIT_SECONDS,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    )

    # SQLAlchemy's recipe for SQLite: the driver's own transactions begin too late and too weakly.
    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            f"cache_size = -{CACHE_KB}",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            f"query_only = {'ON' if read_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
