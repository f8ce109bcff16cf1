"""Consistent backups of a live database, verified by reading, and restoring one."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event

from storage.database.errors import PRIMARY_CODE_MASK, BackupFailed
from storage.database.files import create_private_file
from storage.database.integrity import PROGRESS_HANDLER_STEPS

PAGES_PER_STEP = 1000

UNFINISHED_SUFFIX = ".part"
"""Of the name of a backup that is being written, or was when the process was killed."""

CORRUPTION_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

JOURNALS = ("-wal", "-shm", "-journal")
"""Files that SQLite keeps beside a database, and replays into whatever database has the name."""

ProgressCallback = Callable[[int, int], None]
"""Called with the number of pages done and in total."""


def create_backup(
    database: Path,
    target: Path,
    progress: ProgressCallback = lambda done, total: None,
    stop: Event | None = None,
) -> None:
    """Copy ``database`` to ``target`` while it is in use; verify the copy. Blocks.

    ``stop``: when it is set, the copy ends soon. Raises BackupFailed where the target exists,
    cannot be written or does not verify, and when it is stopped.
    """

    def report(_: int, remaining: int, total: int) -> None:
        if stop is not None and stop.is_set():
            raise BackupFailed(f"no backup at {target}: it was stopped", path=str(target))
        progress(total - remaining, total)

    refuse_existing(target)
    if not database.exists():
        raise BackupFailed(f"there is no database at {database}", path=str(database))
    with write_backup(target) as unfinished:
        with (
            closing(sqlite3.connect(database)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            # Within a snapshot: a copy in steps would restart after each commit of a busy bot.
            source.isolation_level = None
            source.execute("BEGIN")
            source.execute("SELECT 1 FROM sqlite_master").fetchone()
            source.backup(copy, pages=PAGES_PER_STEP, progress=report)
            copy.execute("PRAGMA journal_mode = DELETE")
        verify(unfinished, stop)


def refuse_existing(target: Path) -> None:
    """Raise BackupFailed if the file of a new backup exists."""
    if target.exists():
        raise BackupFailed(f"{target} exists already; name a new file", path=str(target))


@contextmanager
def write_backup(target: Path) -> Iterator[Path]:
    """Give an empty private file to write a backup into, which becomes ``target`` at the end.

    Raises BackupFailed where it cannot be written. After a failure there is no file.
    """
    unfinished = target.with_name(target.name + UNFINISHED_SUFFIX)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)  # left by a kill
        create_private_file(unfinished)
        yield unfinished
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"no backup at {target}: {error}", path=str(target)) from error
    finally:
        unfinished.unlink(missing_ok=True)


def restore(backup_file: Path, database: Path, now: datetime) -> Path | None:
    """Replace ``database``, which must not be in use, by a backup. Blocks.

    The previous database, damaged or not, is kept with its journals beside it under a name with
    the time ``now``; returns its path, None if there was none. The new database is verified in its
    final place.

    Raises BackupFailed, and leaves the previous database, where the backup does not verify, can
    not be copied or differs from what is read afterwards, or where the database is in use (which
    cannot be detected for a damaged one).
    """
    fresh = database.with_name(database.name + ".restored")
    try:
        verify(backup_file)
        database.parent.mkdir(parents=True, exist_ok=True)
        content = _copy(backup_file, fresh)
        moved = _set_aside(database, now)
        try:
            fresh.replace(database)
            _sync(database.parent)
            _verify_restored(database, content)
        except BaseException:
            _remove(database)
            _put_back(moved)
            _sync(database.parent)
            raise
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(
            f"{backup_file} was not restored: {error}", path=str(backup_file)
        ) from error
    finally:
        _remove(fresh)
    return next(iter(moved.values()), None)


def verify(path: Path, stop: Event | None = None) -> None:
    """Read a database file completely.

    Raises BackupFailed if it is missing, damaged, or not Svodka's, and when ``stop`` is set
    meanwhile.
    """
    if not path.is_file():
        raise BackupFailed(f"there is no backup at {path}", path=str(path))
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            if stop is not None:
                connection.set_progress_handler(stop.is_set, PROGRESS_HANDLER_STEPS)
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        if stop is not None and stop.is_set():
            raise BackupFailed(f"the check of {path} was stopped", path=str(path)) from error
        raise BackupFailed(f"{path} is not a Svodka database: {error}", path=str(path)) from error
    if verdict != "ok":
        raise BackupFailed(f"{path} is damaged: {verdict}", path=str(path), reason=verdict)


def _copy(backup_file: Path, fresh: Path) -> bytes:
    """Copy a backup as SQLite reads it and sync it to disk; return the hash of the copy."""
    _remove(fresh)
    create_private_file(fresh)
    uri = f"{backup_file.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(uri, uri=True)) as source,
        closing(sqlite3.connect(fresh)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    verify(fresh)
    _sync(fresh)
    return _hash(fresh)


def _set_aside(database: Path, now: datetime) -> dict[Path, Path]:
    """Rename the existing database and its journals; return old and new names.

    A journal without its database is renamed too: SQLite would replay it into the next one.
    """
    previous = database.with_name(f"{database.name}.before-{now:%Y%m%d-%H%M%S}")
    moved: dict[Path, Path] = {}
    try:
        if database.exists():
            _fold_in_unless_damaged(database)
            previous.hardlink_to(database)  # raises where the name is taken
            moved[database] = previous
        for suffix in JOURNALS:
            beside = database.with_name(database.name + suffix)
            if beside.exists():
                moved[beside] = beside.replace(previous.with_name(previous.name + suffix))
    except BaseException:
        _put_back(moved)
        raise
    return moved


def _put_back(moved: Mapping[Path, Path]) -> None:
    """Undo `_set_aside`."""
    for old, new in moved.items():
        old.unlink(missing_ok=True)  # renaming one name of a file to another of it does nothing
        new.replace(old)


def _verify_restored(database: Path, content: bytes) -> None:
    """Read the database in its final place. Raises BackupFailed where it is not the copy."""
    verify(database)
    journals = [database.with_name(database.name + suffix) for suffix in JOURNALS]
    left = [journal.name for journal in journals if journal.exists() and journal.stat().st_size]
    if left or _hash(database) != content:
        said = f"{database} is not what the backup holds" + f": {', '.join(left)}" * bool(left)
        raise BackupFailed(said, path=str(database))


def _hash(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _sync(path: Path) -> None:
    """Sync a file, or the entries of a folder, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(database: Path) -> None:
    for suffix in ("", *JOURNALS):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _fold_in_unless_damaged(database: Path) -> None:
    try:
        _checkpoint_wal(database)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & PRIMARY_CODE_MASK not in CORRUPTION_CODES:
            raise


def _checkpoint_wal(database: Path) -> None:
    """Write the journal into the database file, which fails if the database is in use."""
    with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    if mode != "delete":
        raise BackupFailed(f"{database} is in use; stop the bot first", path=str(database))
