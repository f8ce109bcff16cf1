"""Backups: one that is asked for, and daily copies, of which old ones are deleted."""

from __future__ import annotations

import asyncio
import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from service.config import Settings
from storage.database import backup, dumps
from storage.database.backup import ProgressCallback
from storage.database.engine import is_postgres
from storage.database.errors import BackupFailed

log = logging.getLogger(__name__)

FILE_NAME_FORMAT = "svodka-%Y%m%d-%H%M%S.db"
"""The time is in UTC; a file's modification time is lost when it is copied."""

FILE_NAME_PATTERN = "svodka-????????-??????.db"

MIN_FREE_BYTES = 200 * 1024**2
"""Bytes that the service needs free: a copy leaves them, and `svodka doctor` checks them."""


def create_backup(settings: Settings, target: Path, progress: ProgressCallback) -> None:
    """Write the database, while it is in use, into one file, and verify it. Blocks.

    Raises BackupFailed, with the command to run elsewhere where PostgreSQL's programs are missing.
    """
    if is_postgres(settings.database_url):
        dumps.create_dump(settings.database_url, target)
    else:
        backup.create_backup(settings.state_path, target, progress)


def restore(settings: Settings, backup_file: Path, now: datetime) -> Path | None:
    """Replace the database, which must not be in use, by a backup. Blocks.

    Returns where the previous database is kept, if it is a file. Raises BackupFailed.
    """
    if not is_postgres(settings.database_url):
        return backup.restore(backup_file, settings.state_path, now)
    dumps.restore_dump(backup_file, settings.database_url)
    return None


def makes_daily_backups(settings: Settings) -> bool:
    """Return whether the service makes backups by itself: those of a server are the server's."""
    return settings.backups_keep > 0 and not is_postgres(settings.database_url)


def get_folder(settings: Settings) -> Path:
    """Return where the copies are."""
    return settings.backup_folder or settings.state_path.parent / "backups"


async def create_daily_backup(
    database: Path, folder: Path, keep_count: int, now: datetime
) -> Path | None:
    """Copy the database into ``folder`` and keep the newest ``keep_count`` copies there.

    Returns the copy; None, without a copy, if ``keep_count`` is 0. Raises BackupFailed if there is
    too little space or the copy cannot be read; then the old copies stay. When it is cancelled, the
    copy ends soon.
    """
    if not keep_count:
        return None
    target = folder / now.astimezone(UTC).strftime(FILE_NAME_FORMAT)
    stop = Event()
    try:
        await asyncio.to_thread(_copy, database, target, stop)
    finally:
        stop.set()  # When this is cancelled: the process ends only after its threads.
    deleted = await asyncio.to_thread(_delete_old, folder, keep_count)
    log.info("the day's backup is %s; %d older ones are deleted", target, deleted)
    return target


def list_backups(folder: Path) -> list[Path]:
    """Return the copies in a folder, oldest first; files with other names are ignored."""
    return sorted(path for path in folder.glob(FILE_NAME_PATTERN) if parse_backup_time(path))


def get_newest_backup_time(folder: Path) -> datetime | None:
    """Return when the newest copy in a folder was made; None if there is none."""
    copies = list_backups(folder)
    return parse_backup_time(copies[-1]) if copies else None


def parse_backup_time(copy: Path) -> datetime | None:
    """Return when a copy was made, from its name; None for a file with another name."""
    try:
        return datetime.strptime(copy.name, FILE_NAME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _copy(database: Path, target: Path, stop: Event) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(FILE_NAME_PATTERN + backup.UNFINISHED_SUFFIX):
        left.unlink()  # by a process that was killed
    size = sum(part.stat().st_size for part in database.parent.glob(f"{database.name}*"))
    free = shutil.disk_usage(target.parent).free
    if free < size + MIN_FREE_BYTES:
        raise BackupFailed(
            f"no backup at {target}: it takes {size // 1024**2} MiB, {free // 1024**2} are free",
            path=str(target),
            reason="no room",
        )
    backup.create_backup(database, target, stop=stop)


def _delete_old(folder: Path, keep_count: int) -> int:
    old = list_backups(folder)[:-keep_count]
    for path in old:
        path.unlink()
    return len(old)
