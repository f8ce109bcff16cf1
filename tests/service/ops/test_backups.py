"""Test the daily backup and how many stay."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from bot.app import App
from sandbox.clock import ManualClock
from service.bootstrap import Services
from service.ops import backups
from storage.database import backup
from storage.database.backup import create_backup, verify
from storage.database.errors import BackupFailed
from tests.support.waiting import wait_until

pytestmark = pytest.mark.sqlite


async def test_backups_keep_newest_and_foreign_files(
    services: Services, sandbox_clock: ManualClock, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "svodka-before-the-move.db").touch()
    made = []
    for _ in range(4):
        made.append(
            await backups.create_daily_backup(services.database.path, folder, 2, services.clock())
        )
        sandbox_clock.advance(days=1)
    assert backups.list_backups(folder) == made[-2:]
    verify(made[-1] or folder)
    assert (folder / "svodka-before-the-move.db").exists()


async def test_backup_without_disk_space_changes_nothing(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copies"
    first = await backups.create_daily_backup(services.database.path, folder, 1, services.clock())
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    with pytest.raises(BackupFailed, match="are free"):
        await backups.create_daily_backup(services.database.path, folder, 1, services.clock())
    assert list(folder.iterdir()) == [first]


async def test_stop_of_the_service_ends_a_backup(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step of this copy of many takes a while; after the stop there is none."""
    monkeypatch.setattr(backup, "PAGES_PER_STEP", 1)
    steps = []

    def copy_slowly(database: Path, target: Path, *, stop: Event) -> None:
        def count(done: int, total: int) -> None:
            steps.append(done)
            time.sleep(0.02)

        create_backup(database, target, count, stop)

    monkeypatch.setattr(backup, "create_backup", copy_slowly)
    folder = tmp_path / "copies"
    copying = asyncio.create_task(
        backups.create_daily_backup(services.database.path, folder, 1, services.clock())
    )
    await wait_until(lambda: steps)
    copying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await copying
    await wait_until(lambda: not list(folder.iterdir()))
    assert len(steps) < 20


def test_check_of_a_copy_can_be_stopped(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PROGRESS_HANDLER_STEPS", 10)
    stop = Event()
    stop.set()
    with pytest.raises(BackupFailed, match="was stopped"):
        verify(services.database.path, stop)


async def test_backup_removes_what_a_kill_left(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "svodka-20260630-024000.db.part").touch()
    made = await backups.create_daily_backup(services.database.path, folder, 1, services.clock())
    assert list(folder.iterdir()) == [made]


async def test_service_backs_up_beside_its_database(app: App) -> None:
    await app.create_backup()
    (copy,) = backups.list_backups(app.services.database.path.parent / "backups")
    verify(copy)


async def test_backups_are_off_when_none_are_kept(services: Services, tmp_path: Path) -> None:
    assert (
        await backups.create_daily_backup(
            services.database.path, tmp_path / "no", 0, services.clock()
        )
        is None
    )
    assert not (tmp_path / "no").exists()
