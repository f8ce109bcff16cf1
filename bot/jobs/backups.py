"""A copy of the database a day; the oldest go."""

from __future__ import annotations

import asyncio
import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path

from storage.backup import backup
from storage.errors import BackupFailed

log = logging.getLogger(__name__)

NAME = "svodka-%Y%m%d-%H%M%S.db"
"""It says when, in UTC: a file's own time is lost when somebody copies it."""

ROOM_LEFT = 200 * 1024**2
"""Bytes that a copy has to leave free: the service itself needs some to go on."""


async def keep(database: Path, folder: Path, count: int, now: datetime) -> Path | None:
    """Copy the database into ``folder`` and keep the newest ``count`` copies there; with 0, do
    nothing. Return the copy.

    Raises BackupFailed where there is no room for it, or it does not read back; then the copies
    that are there stay.
    """
    if not count:
        return None
    target = folder / now.astimezone(UTC).strftime(NAME)
    await asyncio.to_thread(_copy, database, target)
    gone = await asyncio.to_thread(_trim, folder, count)
    log.info("the day's backup is %s; %d older ones went", target, gone)
    return target


def copies(folder: Path) -> list[Path]:
    """The copies in a folder, oldest first. Files of other names are not ours."""
    return sorted(path for path in folder.glob("svodka-????????-??????.db") if made_at(path))


def newest(folder: Path) -> datetime | None:
    """When the newest copy in a folder was made; None where there is none."""
    return made_at(there[-1]) if (there := copies(folder)) else None


def made_at(copy: Path) -> datetime | None:
    """When a copy was made, by its name; None for a file of another name."""
    try:
        return datetime.strptime(copy.name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _copy(database: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    size = sum(part.stat().st_size for part in database.parent.glob(f"{database.name}*"))
    free = shutil.disk_usage(target.parent).free
    if free < size + ROOM_LEFT:
        raise BackupFailed(
            f"no backup at {target}: it takes {size // 1024**2} MiB, {free // 1024**2} are free",
            path=str(target),
            reason="no room",
        )
    backup(database, target)


def _trim(folder: Path, count: int) -> int:
    old = copies(folder)[:-count]
    for path in old:
        path.unlink()
    return len(old)
