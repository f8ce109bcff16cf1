"""Database errors, described for the operator."""

from __future__ import annotations

import sqlite3

from news.errors import SvodkaError


class StorageError(SvodkaError):
    """The database cannot be used. Details: ``path`` and, where it helps, ``reason``."""

    key = "error-storage"


class DatabaseTooNew(StorageError):
    """A newer Svodka wrote this database. Details: ``path``, ``revision``."""


class DatabaseInUse(StorageError):
    """Another service runs on this database. Details: ``path``."""


class BackupFailed(StorageError):
    """A backup could not be written, read back or restored. Details: ``path``, ``reason``."""


class CopyFailed(StorageError):
    """A database could not be copied into another one, or the two differ."""


class DatabaseFailure(StorageError):
    """The database fails during work. Details: ``reason``. The transaction is rolled back."""


_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full; make room, no stored data is lost",
    sqlite3.SQLITE_BUSY: "another process holds the database; stop it, or wait",
    sqlite3.SQLITE_LOCKED: "another process holds the database; stop it, or wait",
    sqlite3.SQLITE_READONLY: "the database, or its folder, cannot be written to",
    sqlite3.SQLITE_IOERR: "the disk cannot be written to or read: it is full, or it fails",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; stop, and restore a backup",
    sqlite3.SQLITE_NOTADB: "this is no database any more; stop, and restore a backup",
}

PRIMARY_CODE_MASK = 0xFF
"""The bits of an extended error code that give its kind."""


def to_database_failure(error: BaseException) -> DatabaseFailure | None:
    """Convert an error of the disk, a lock or damage for the operator; return None for any other
    error."""
    cause = getattr(error, "orig", error)
    code = getattr(cause, "sqlite_errorcode", None)
    if not isinstance(cause, sqlite3.Error) or code is None:
        return None
    reason = _REASONS.get(code & PRIMARY_CODE_MASK)
    return None if reason is None else DatabaseFailure(reason, reason=str(cause))
