"""A database in PostgreSQL, for services that outgrow one machine. Needs asyncpg (`[postgres]`)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Integer, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.database.errors import StorageError, to_database_failure
from storage.database.fencing import check_fence

try:
    import asyncpg
except ImportError as missing:
    raise StorageError(
        "PostgreSQL needs a driver: pip install 'svodka[postgres]'", path=""
    ) from missing

READ_POOL_SIZE = 5
WRITE_POOL_SIZE = 5
"""Connections of a process. Of the writers, one at a time writes much."""

PREPARED_STATEMENTS = 500
"""Statements that a connection keeps prepared: the service has some hundred."""

POOL_TIMEOUT_SECONDS = 120
CONNECT_TIMEOUT_SECONDS = 10

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


class _WideInteger(BigInteger):
    """The type of parameters. An id that somebody typed may be larger than its column, and is then
    not found, as with SQLite."""

    render_bind_cast = True


class PostgresDatabase:
    """Two pools of connections: those that may write, and those that may not."""

    def __init__(self, url: str, path: Path) -> None:
        self.path = path
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

    async def close(self) -> None:
        """Close all connections."""
        await self._readers.dispose()
        await self._writers.dispose()


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
