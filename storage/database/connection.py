"""Connections of aiosqlite that switch to their thread as rarely as possible.

aiosqlite switches for everything, also to open and to close a cursor: nine times for a row found
by its key. Beside a busy event loop each switch costs more than the row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

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

        Raises sqlite3.Error.
        """
        self._conn.execute(statement)


def _execute_and_fetch(execute: Callable[..., sqlite3.Cursor], *args: Any) -> list[Any] | None:
    cursor = execute(*args)
    return cursor.fetchall() if cursor.description else None
