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


_SQLITE_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full; make room, no stored data is lost",
    sqlite3.SQLITE_BUSY: "another process holds the database; stop it, or wait",
    sqlite3.SQLITE_LOCKED: "another process holds the database; stop it, or wait",
    sqlite3.SQLITE_READONLY: "the database, or its folder, cannot be written to",
    sqlite3.SQLITE_IOERR: "the disk cannot be written to or read: it is full, or it fails",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; stop, and restore a backup",
    sqlite3.SQLITE_NOTADB: "this is no database any more; stop, and restore a backup",
}

_POSTGRES_REASONS = {
    "08": "the connection to the database server is lost; it is opened anew when it answers",
    "25P03": "the database server ended a transaction that stood still",
    "25006": "the database server takes no writes: it is a standby, or its disk is full",
    "28": "the database server does not accept the user or the password in DATABASE_URL",
    "3D": "the database server has no database of this name; create it",
    "40": "another process changed the same rows",
    "42501": "the database user has no right to do this; make it the owner of the database",
    "53100": "the disk of the database server is full; make room, no stored data is lost",
    "53300": "the database server takes no more connections; raise max_connections, or run less",
    "53": "the database server has too little memory",
    "55P03": "another process holds the database; stop it, or wait",
    "57014": "the database server stopped a statement that took too long",
    "57P": "the database server does not answer, or is just starting or stopping",
    "58": "the database server cannot read or write its files",
    "XX": "the database is damaged; stop, and restore a backup",
}
"""By the beginnings of SQLSTATE."""

PRIMARY_CODE_MASK = 0xFF
"""The bits of an extended error code that give its kind."""


def to_database_failure(error: BaseException) -> DatabaseFailure | None:
    """Convert an error of the disk, the server, a lock or damage for the operator; return None for
    any other error."""
    cause = getattr(error, "orig", error)
    reason = _find_sqlite_reason(cause) or _find_postgres_reason(cause)
    if reason is None and getattr(error, "connection_invalidated", False):
        reason = _POSTGRES_REASONS["08"]
    return None if reason is None else DatabaseFailure(reason, reason=str(cause))


def get_reason(error: BaseException) -> str:
    """Return the first line of what the database says of an error."""
    return str(getattr(error, "orig", error)).partition("\n")[0]


def _find_sqlite_reason(cause: object) -> str | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if not isinstance(cause, sqlite3.Error) or code is None:
        return None
    return _SQLITE_REASONS.get(code & PRIMARY_CODE_MASK)


def _find_postgres_reason(cause: object) -> str | None:
    state = getattr(cause, "sqlstate", None) or ""
    known = (_POSTGRES_REASONS.get(state[:length]) for length in (5, 3, 2))
    return next((reason for reason in known if reason), None)
