"""The connection on which a process waits for signals, and shows that it lives."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from hashlib import blake2b
from typing import Any
from weakref import WeakSet

import asyncpg

from storage.database.dialect import SIGNAL_CHANNEL, SIGNALS_MISSED
from storage.database.errors import get_reason
from storage.database.fencing import CheckIn
from storage.database.postgres import connections
from storage.database.postgres.connections import LISTENER_NAME, WATCH_SETTINGS
from storage.outages.availability import Availability

log = logging.getLogger(__name__)

CHECK_IN_TIMEOUT_SECONDS = 2.0
"""Within this time the server answers one that checks in, or the connection counts as lost."""

RECONNECT_SECONDS, MAX_RECONNECT_SECONDS = 0.5, 10.0
"""Before the first attempt to connect the listener again, and at most between two."""

CLOSE_SECONDS = 1.0

_HOLD_LOCK = "SELECT pg_try_advisory_lock_shared($1)"
_LIST_LOCKS = """
SELECT ((classid::int8 << 32) | objid::int8) AS key, pid FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class _PoolBetween(Exception):
    """A pool of connections answers in the place of the server."""


class PostgresListener:
    """A connection of its own that waits for signals (LISTEN), and holds a lock in the name of the
    process: the server releases it as soon as the process ends.

    A pool between the two, as PgBouncer, may give each transaction another session: what a session
    listens for would be lost, and its locks would stay. Behind one this does nothing.
    """

    def __init__(
        self,
        url: str,
        on_signal: Callable[[str], None],
        availability: Availability,
        opened: WeakSet[Any],
    ) -> None:
        self._url = url
        self._on_signal = on_signal
        self._availability = availability
        self._opened = opened
        self._connection: Any = None
        self._session = 0
        self._held = (0, "")  # by which session, in which name
        self._is_lost = False

    @property
    def is_connected(self) -> bool:
        """See `Listener`."""
        return self._connection is not None and not self._connection.is_closed()

    async def run(self) -> None:
        """Listen, and connect again whenever the connection is lost."""
        wait = RECONNECT_SECONDS
        while True:
            lost = asyncio.Event()
            try:
                self._connection = await self._open(lost)
            except _PoolBetween:
                log.warning(
                    "a pool of connections is between this process and PostgreSQL: what other"
                    " processes change is found by looking every second"
                )
                return
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                reason = get_reason(error) or type(error).__name__
            else:
                self._note_connection()
                wait = RECONNECT_SECONDS
                await lost.wait()
                reason = "the connection was closed"
            self._availability.suspect()
            await asyncio.sleep(wait)
            if self._availability.is_settled:  # else its line in the log explains this
                self._note_loss(reason)
            await self._availability.pause(0)
            wait = min(2 * wait, MAX_RECONNECT_SECONDS)

    async def check_in(self, name: str, others: Collection[str]) -> CheckIn | None:
        """See `Listener`."""
        connection, session = self._connection, self._session
        if not self.is_connected:
            return None
        try:
            async with asyncio.timeout(CHECK_IN_TIMEOUT_SECONDS):
                if self._held != (session, name):
                    await connection.execute("SELECT pg_advisory_unlock_all()")
                    await connection.fetchval(_HOLD_LOCK, build_lock_key(name))
                    self._held = (session, name)
                rows = await connection.fetch(_LIST_LOCKS)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            connection.terminate()  # `run` connects again
            return None
        keys = {row["key"] for row in rows}
        present = {other for other in others if build_lock_key(other) in keys}
        mine = build_lock_key(name), connection.get_server_pid()
        if mine in {(row["key"], row["pid"]) for row in rows}:
            present.add(name)
        return CheckIn(session, frozenset(present))

    async def close(self) -> None:
        """Close the connection, and so release the lock."""
        if not self.is_connected:
            return
        try:
            await self._connection.close(timeout=CLOSE_SECONDS)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            self._connection.terminate()

    async def _open(self, lost: asyncio.Event) -> Any:
        settings = {**WATCH_SETTINGS, "application_name": LISTENER_NAME}
        connection = await connections.connect(self._url, settings, opened=self._opened)
        try:
            connection.add_termination_listener(lambda _: lost.set())
            pid = await connection.fetchval("SELECT pg_backend_pid()")
            if pid != connection.get_server_pid():
                raise _PoolBetween
            await connection.add_listener(SIGNAL_CHANNEL, self._receive)
        except BaseException:
            connection.terminate()
            raise
        return connection

    def _receive(self, connection: object, pid: int, channel: str, payload: str) -> None:
        self._on_signal(payload)

    def _note_connection(self) -> None:
        self._session += 1
        if self._is_lost:
            log.info("signals of other processes arrive again")
        self._is_lost = False
        self._on_signal(SIGNALS_MISSED)

    def _note_loss(self, reason: str) -> None:
        if not self._is_lost:  # log once, not at each attempt
            log.warning(
                "signals of other processes do not arrive (%s): what they change is found by"
                " looking every second",
                reason,
            )
        self._is_lost = True


def build_lock_key(name: str) -> int:
    """Return the key of the advisory lock in the name of a process."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
