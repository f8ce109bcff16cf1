"""Engines of SQLAlchemy on PostgreSQL: with a pool, or for one use."""

from __future__ import annotations

from functools import partial
from typing import Any
from weakref import WeakSet

from sqlalchemy import BigInteger, Integer, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.database.dialect import encode_json
from storage.database.postgres import connections
from storage.database.postgres.errors import name_failure

PREPARED_STATEMENTS = 500
"""Statements that a connection keeps prepared: the service has some hundred."""

POOL_TIMEOUT_SECONDS = 120


class _WideInteger(BigInteger):
    """The type of parameters. An id that somebody typed may be larger than its column, and is then
    not found, as with SQLite."""

    render_bind_cast = True


def create_engine(
    url: str, *, pool_size: int = 0, opened: WeakSet[Any] | None = None, read_only: bool = False
) -> AsyncEngine:
    """Create an engine; ``pool_size`` 0 opens a connection for each use, whose statements may take
    as long as they need. ``opened`` gets the driver's connections."""
    settings = {
        **connections.SERVER_SETTINGS,
        "default_transaction_read_only": "on" if read_only else "off",
    }
    pool: dict[str, Any] = {"poolclass": NullPool}
    seconds: float | None = None
    if pool_size:
        seconds = connections.STATEMENT_SECONDS
        pool = {
            "pool_size": pool_size,
            "max_overflow": 0,
            "pool_timeout": POOL_TIMEOUT_SECONDS,
        }
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={
            "async_creator_fn": partial(connections.connect, url, settings, seconds, opened),
            "prepared_statement_cache_size": PREPARED_STATEMENTS,
        },
        hide_parameters=True,  # errors are logged, and values may be secret
        json_serializer=encode_json,
        **pool,
    )
    engine.dialect.colspecs = {**engine.dialect.colspecs, Integer: _WideInteger}
    event.listen(engine.sync_engine, "handle_error", name_failure)
    event.listen(engine.sync_engine, "checkout", _replace_closed)
    return engine


def _replace_closed(connection: Any, *_: Any) -> None:
    """Have a connection that the server closed meanwhile, as at its restart, opened again."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
