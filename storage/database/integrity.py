"""Whether the last stop was clean, and whether the database's file is whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

PROGRESS_HANDLER_STEPS = 100_000
"""Steps of SQLite's machine after which a check looks whether it should go on."""


class RunningMarker:
    """A file beside the database that is there while a service runs: one that is there at the start
    was left by a stop that was not clean (a kill, a power cut)."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".running")

    def set(self) -> bool:
        """Put it there; True if it was there."""
        was_there = self._path.exists()
        self._path.touch()
        return was_there

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)


class IntegrityCheck:
    """A look through the whole file, beside whoever works with it. Blocks, for seconds a gigabyte;
    `stop` (from another thread) ends it."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._stopped = False

    def run(self) -> str:
        """What is wrong, in SQLite's words; empty where nothing is, or where it was stopped."""
        try:
            uri = f"{self._database.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                connection.set_progress_handler(lambda: self._stopped, PROGRESS_HANDLER_STEPS)
                (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            return "" if self._stopped else str(error)
        return "" if verdict == "ok" or self._stopped else str(verdict)

    def stop(self) -> None:
        self._stopped = True
