"""The folder of the migrations, and switching a database to WAL."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import monotonic, sleep

from storage.database.sqlite import BUSY_TIMEOUT_MS

MIGRATIONS = Path(__file__).parent


RETRY_SECONDS = 0.02


def enable_wal(connection: sqlite3.Connection) -> None:
    """Switch the journal mode. SQLite does not wait for other connections here, whatever the busy
    timeout."""
    patient_until = monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > patient_until:
                raise
        sleep(RETRY_SECONDS)
