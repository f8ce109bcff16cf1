"""Detection of an unclean stop, and integrity checks of the database file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

PROGRESS_HANDLER_STEPS = 100_000
"""Virtual machine steps after which a check looks whether it was stopped."""


class RunningMarker:
    """A file beside the database that exists while a service runs. If it exists at the start, the
    last stop was not clean (a kill, a power cut)."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".running")

    def set(self) -> bool:
        """Create the file; return whether it existed."""
        was_there = self._path.exists()
        self._path.touch()
        return was_there

    def clear(self) -> None:
        """Mark the stop as clean."""
        self._path.unlink(missing_ok=True)


class IntegrityCheck:
    """A check of the whole file, while the database is in use. Blocks for seconds per gigabyte;
    `stop` (from another thread) ends it."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._stopped = False

    def run(self) -> str:
        """Return SQLite's description of the damage; empty if there is none, no file (a server
        checks its own), or the check was stopped."""
        if not self._database.exists():
            return ""
        try:
            uri = f"{self._database.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                connection.set_progress_handler(lambda: self._stopped, PROGRESS_HANDLER_STEPS)
                (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            return "" if self._stopped else str(error)
        return "" if verdict == "ok" or self._stopped else str(verdict)

    def stop(self) -> None:
        """Have `run` end early, without a result."""
        self._stopped = True
