"""A consistent copy of a live database, read back before it counts, and the way home."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from storage.errors import PRIMARY, BackupFailed

PAGES_A_STEP = 1000
OWNER_ONLY = 0o600
"""It holds what people search for and follow."""

DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

Progress = Callable[[int, int], None]
"""Called with the pages done and the pages in all."""


def backup(database: Path, target: Path, progress: Progress = lambda done, total: None) -> None:
    """Copy ``database`` to ``target`` while it is in use; verify the copy. Blocks.

    Raises BackupFailed where the target exists, can not be written or does not read back.
    """
    if target.exists():
        raise BackupFailed(f"{target} exists already; name a new file", path=str(target))
    if not database.exists():
        raise BackupFailed(f"there is no database at {database}", path=str(database))
    unfinished = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch(mode=OWNER_ONLY)
        with (
            closing(sqlite3.connect(database)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            # Within a snapshot: a copy in steps would begin anew after each commit of a busy bot.
            source.isolation_level = None
            source.execute("BEGIN")
            source.execute("SELECT 1 FROM sqlite_master").fetchone()
            source.backup(
                copy,
                pages=PAGES_A_STEP,
                progress=lambda _, remaining, total: progress(total - remaining, total),
            )
            copy.execute("PRAGMA journal_mode = DELETE")
        verify(unfinished)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"no backup at {target}: {error}", path=str(target)) from error
    finally:
        unfinished.unlink(missing_ok=True)


def restore(backup_file: Path, database: Path, now: datetime) -> Path | None:
    """Put a backup in the place of ``database``, which must not be in use. Blocks.

    The database that was there, damaged or not, is kept beside it under a name with the time
    ``now``; return its path, None if there was none. Raises BackupFailed where the backup does not
    read back or can not be copied, or the database is in use, which can not be told of a damaged
    one.
    """
    fresh = database.with_name(database.name + ".restored")
    try:
        verify(backup_file)
        database.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(backup_file, fresh)
        kept = _keep(database, now) if database.exists() else None
        fresh.replace(database)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(
            f"{backup_file} was not restored: {error}", path=str(backup_file)
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def verify(path: Path) -> None:
    """Read a database file through.

    Raises BackupFailed if it is missing, damaged, or not Svodka's.
    """
    if not path.is_file():
        raise BackupFailed(f"there is no backup at {path}", path=str(path))
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BackupFailed(f"{path} is no Svodka database: {error}", path=str(path)) from error
    if verdict != "ok":
        raise BackupFailed(f"{path} is damaged: {verdict}", path=str(path), reason=verdict)


def _keep(database: Path, now: datetime) -> Path:
    """Give the database that is there a second name, and return it."""
    kept = database.with_name(f"{database.name}.before-{now:%Y%m%d-%H%M%S}")
    try:
        _fold_in_the_journal(database)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & PRIMARY not in DAMAGE:
            raise
    kept.hardlink_to(database)
    # What could not be folded in belongs to the old database, and would ruin the new one.
    for suffix in ("-wal", "-shm"):
        beside = database.with_name(database.name + suffix)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + suffix))
    return kept


def _fold_in_the_journal(database: Path) -> None:
    """Make the one file the whole database, which also shows that nobody else has it open."""
    with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    if mode != "delete":
        raise BackupFailed(f"{database} is in use; stop the bot first", path=str(database))
