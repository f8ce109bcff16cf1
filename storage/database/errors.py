"""Database errors, described for the operator."""

from __future__ import annotations

import sqlite3

from news.errors import SvodkaError


class StorageError(SvodkaError):
    """The database cannot be used. Details: ``path`` and, where it helps, ``reason``."""

    key = "error-storage"


class DatabaseTooNew(StorageError):
    """A newer Svodka wrote this database. Details: ``path``, ``revision``."""


class SchemaChanged(StorageError):
    """Another version of Svodka changed the tables while this one runs. Details: ``revision``."""


class DatabaseInUse(StorageError):
    """Another service runs on this database. Details: ``path``."""


class BackupFailed(StorageError):
    """A backup could not be written, read back or restored. Details: ``path``, ``reason``."""


class CopyFailed(StorageError):
    """A database could not be copied into another one, or the two differ."""


class DatabaseFailure(StorageError):
    """The database fails during work. Details: ``reason``. The transaction is rolled back; only
    where the connection is lost during its commit, nobody knows (`DatabaseAway`)."""


class DatabaseAway(DatabaseFailure):
    """The database server does not answer, or a connection to it is lost: what was being done can
    be done again when it is back, where doing it twice has the effect of once."""

    key = "error-database-away"


_SQLITE_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full; make room, no stored data is lost",
    sqlite3.SQLITE_BUSY: "another process holds the database; stop it, or wait",
    sqlite3.SQLITE_LOCKED: "another process holds the database; stop it, or wait",
    sqlite3.SQLITE_READONLY: "the database, or its folder, cannot be written to",
    sqlite3.SQLITE_IOERR: "the disk cannot be written to or read: it is full, or it fails",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; stop, and restore a backup",
    sqlite3.SQLITE_NOTADB: "this is not a database any more; stop, and restore a backup",
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

_AWAY = ("08", "28", "3D", "53300", "57P")
"""Beginnings of the SQLSTATE where nothing can be read either."""

_POOL_IS_EMPTY = "3o7r"
"""SQLAlchemy's code of the error that no connection becomes free."""

_POOL_REASON = "all connections of this process are in use; its statements take too long"

PRIMARY_CODE_MASK = 0xFF
"""The bits of an extended error code that give its kind."""


def to_database_failure(error: BaseException) -> DatabaseFailure | None:
    """Convert an error of the disk, the server, a lock or damage for the operator; return None for
    any other error."""
    cause = getattr(error, "orig", error)
    state = getattr(cause, "sqlstate", None) or ""
    reason = _find_sqlite_reason(cause) or _find_postgres_reason(state)
    cannot_read = state.startswith(_AWAY)
    if reason is None and getattr(error, "connection_invalidated", False):
        reason, cannot_read = _POSTGRES_REASONS["08"], True
    if reason is None and getattr(error, "code", None) == _POOL_IS_EMPTY:
        reason = _POOL_REASON
    kind = DatabaseAway if cannot_read else DatabaseFailure
    return None if reason is None else kind(reason, reason=str(cause))


def is_away(error: BaseException) -> bool:
    """Return whether an error means that the database server does not answer."""
    return isinstance(to_database_failure(error), DatabaseAway)


def get_reason(error: BaseException) -> str:
    """Return the first line of what the database says of an error."""
    return str(getattr(error, "orig", error)).partition("\n")[0]


def _find_sqlite_reason(cause: object) -> str | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if not isinstance(cause, sqlite3.Error) or code is None:
        return None
    return _SQLITE_REASONS.get(code & PRIMARY_CODE_MASK)


def _find_postgres_reason(state: str) -> str | None:
    known = (_POSTGRES_REASONS.get(state[:length]) for length in (5, 3, 2))
    return next((reason for reason in known if reason), None)
