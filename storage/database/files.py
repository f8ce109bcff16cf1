"""Files of a database: readable by their owner only, and used by one service at a time."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from storage.database.errors import DatabaseInUse, StorageError

log = logging.getLogger(__name__)

FILE_MODE = 0o600
"""Readable by the owner only: a database holds what people search for and follow."""

OTHERS_MASK = 0o077


def create_private_file(path: Path) -> None:
    """Create an empty file that only its owner can read. Raises FileExistsError if the name is
    taken, also by a link."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))


def restrict_or_create(database: Path) -> bool:
    """Take a database's permissions from everybody but its owner, or create an empty file; return
    whether it existed. SQLite gives its journals the permissions of the database."""
    try:
        create_private_file(database)
        return False
    except FileExistsError:
        pass
    mode = database.stat().st_mode
    if mode & OTHERS_MASK:
        try:
            database.chmod(mode & ~OTHERS_MASK)
        except PermissionError as error:
            log.warning("others can read the database, and it is not mine to change: %s", error)
    return True


@contextlib.contextmanager
def hold_service_lock(database: Path) -> Iterator[None]:
    """Hold a lock file beside a database, so that no second service runs on it.

    The system releases it when the process ends, however that happens. The file stays: deleting it
    would let two processes lock two files of one name. Raises DatabaseInUse, or StorageError where
    the file cannot be locked.
    """
    path = database.with_name(database.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
    except OSError as error:
        raise _to_storage_error(path, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise DatabaseInUse(
            f"another svodka runs on {database}; stop it first, or set another DATABASE_URL",
            path=str(database),
        ) from error
    except OSError as error:
        os.close(handle)
        raise _to_storage_error(path, error) from error
    try:
        yield
    finally:
        os.close(handle)


def _to_storage_error(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"the lock file {path} cannot be used: {error}", path=str(path), reason=str(error)
    )
