"""A copy of the database a day; the oldest go."""

from __future__ import annotations

import asyncio
import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path

from storage.database.backup import create_backup
from storage.database.errors import BackupFailed

log = logging.getLogger(__name__)

FILE_NAME_FORMAT = "svodka-%Y%m%d-%H%M%S.db"
"""It says when, in UTC: a file's own time is lost when somebody copies it."""

MIN_FREE_BYTES = 200 * 1024**2
"""Bytes that a copy has to leave free: the service itself needs some to go on."""


async def create_daily_backup(
    database: Path, folder: Path, keep_count: int, now: datetime
) -> Path | None:
    """Copy the database into ``folder`` and keep the newest ``count`` copies there; with 0, do
    nothing. Return the copy.

    Raises BackupFailed where there is no room for it, or it does not read back; then the copies
    that are there stay.
    """
    if not keep_count:
        return None
    target = folder / now.astimezone(UTC).strftime(FILE_NAME_FORMAT)
    await asyncio.to_thread(_copy, database, target)
    gone = await asyncio.to_thread(_delete_old, folder, keep_count)
    log.info("the day's backup is %s; %d older ones went", target, gone)
    return target


def list_backups(folder: Path) -> list[Path]:
    """The copies in a folder, oldest first. Files of other names are not ours."""
    return sorted(
        path for path in folder.glob("svodka-????????-??????.db") if parse_backup_time(path)
    )


def get_newest_backup_time(folder: Path) -> datetime | None:
    """When the newest copy in a folder was made; None where there is none."""
    return parse_backup_time(there[-1]) if (there := list_backups(folder)) else None


def parse_backup_time(copy: Path) -> datetime | None:
    """When a copy was made, by its name; None for a file of another name."""
    try:
        return datetime.strptime(copy.name, FILE_NAME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _copy(database: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    size = sum(part.stat().st_size for part in database.parent.glob(f"{database.name}*"))
    free = shutil.disk_usage(target.parent).free
    if free < size + MIN_FREE_BYTES:
        raise BackupFailed(
            f"no backup at {target}: it takes {size // 1024**2} MiB, {free // 1024**2} are free",
            path=str(target),
            reason="no room",
        )
    create_backup(database, target)


def _delete_old(folder: Path, keep_count: int) -> int:
    old = list_backups(folder)[:-keep_count]
    for path in old:
        path.unlink()
    return len(old)
