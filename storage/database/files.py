"""Files of a database: readable by their owner only; which services use it."""

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


class ServiceLock:
    """A lock file beside a database, which tells a service whether it is the only one on it.

    Each service holds a shared lock, and the first one the whole lock until it has upgraded the
    schema. The system releases it when a process ends, however that happens, so whoever gets the
    whole lock knows that all others have ended. That is a hint which saves waiting: what only one
    process may do is decided in the database. The file stays: deleting it would let two processes
    lock two files of one name.
    """

    def __init__(self, database: Path) -> None:
        """Open the file. Raises StorageError."""
        self._path = database.with_name(database.name + ".lock")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        except OSError as error:
            raise _to_storage_error(self._path, error) from error

    def lock_whole(self) -> bool:
        """Lock it for this process alone; return False if another one runs. Raises StorageError."""
        return self._lock(fcntl.LOCK_EX)

    def share(self) -> bool:
        """Lock it beside other services; return False if one has it alone. Raises StorageError."""
        return self._lock(fcntl.LOCK_SH)

    def is_alone(self) -> bool:
        """Return whether no other service runs. Only for one that waits for another: for an instant
        it holds no lock itself."""
        is_alone = self.lock_whole()
        self.share()
        return is_alone

    def close(self) -> None:
        """Release it."""
        os.close(self._handle)

    def _lock(self, kind: int) -> bool:
        try:
            fcntl.flock(self._handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise _to_storage_error(self._path, error) from error
        return True


@contextlib.contextmanager
def hold_service_lock(database: Path) -> Iterator[None]:
    """Keep every other service off a database. Raises DatabaseInUse, StorageError."""
    with contextlib.closing(ServiceLock(database)) as lock:
        if not lock.lock_whole():
            raise DatabaseInUse(
                f"another svodka runs on {database}; stop it first, or set another DATABASE_URL",
                path=str(database),
            )
        yield


def _to_storage_error(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"the lock file {path} can not be used: {error}", path=str(path), reason=str(error)
    )
