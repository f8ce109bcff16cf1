"""What can go wrong with a database, in words for its operator."""

from __future__ import annotations

import sqlite3

from news.errors import SvodkaError


class StorageError(SvodkaError):
    """The database can not be used. Details: ``path`` and, where it helps, ``reason``."""

    key = "error-storage"


class DatabaseTooNew(StorageError):
    """A newer Svodka wrote this database. Details: ``path``, ``revision``."""


class BackupFailed(StorageError):
    """A backup could not be written, read back or restored. Details: ``path``, ``reason``."""


class DatabaseFailure(StorageError):
    """The database fails in the middle of its work. Details: ``reason``. What was begun is undone,
    so that nothing is half kept."""


_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full; make room, nothing that was kept is lost",
    sqlite3.SQLITE_BUSY: "another process holds the database; end it, or wait",
    sqlite3.SQLITE_LOCKED: "another process holds the database; end it, or wait",
    sqlite3.SQLITE_READONLY: "the database, or its folder, can not be written to",
    sqlite3.SQLITE_IOERR: "the disk can not be written to or read: it is full, or it fails",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; stop, and restore a backup",
    sqlite3.SQLITE_NOTADB: "this is no database any more; stop, and restore a backup",
}

PRIMARY_CODE_MASK = 0xFF
"""The part of an extended error code that says its kind."""


def to_database_failure(error: BaseException) -> DatabaseFailure | None:
    """In words for the operator, if that is what it is: the disk, a lock, or damage."""
    cause = getattr(error, "orig", error)
    code = getattr(cause, "sqlite_errorcode", None)
    if not isinstance(cause, sqlite3.Error) or code is None:
        return None
    reason = _REASONS.get(code & PRIMARY_CODE_MASK)
    return None if reason is None else DatabaseFailure(reason, reason=str(cause))
