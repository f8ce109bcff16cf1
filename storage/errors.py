"""What can go wrong with a database, in words for its operator."""

from __future__ import annotations

from news.errors import SvodkaError


class StorageError(SvodkaError):
    """The database can not be used. Details: ``path`` and, where it helps, ``reason``."""

    key = "error-storage"


class DatabaseTooNew(StorageError):
    """A newer Svodka wrote this database. Details: ``path``, ``revision``."""


class BackupFailed(StorageError):
    """A backup could not be written, read back or restored. Details: ``path``, ``reason``."""
