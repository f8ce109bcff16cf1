"""Connections to a PostgreSQL server, and what they ask of it."""

from __future__ import annotations

from typing import Any
from weakref import WeakSet

import asyncpg

CONNECT_TIMEOUT_SECONDS = 5.0

STATEMENT_SECONDS = 60.0
"""How long a statement may take, with its wait for the lock of writers. That a server is gone is
found sooner (`storage.outages.watch`); this is for one connection that is lost without notice."""

WATCH_SETTINGS = {
    "application_name": "svodka",
    # The server finds out within half a minute that this side is gone, and keeps no connection.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

LISTENER_NAME = "svodka-signals"
"""What `pg_stat_activity` shows of the connection that a process listens on."""

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


async def connect(
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
