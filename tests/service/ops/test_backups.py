"""Test the daily backup and how many stay."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.app import App
from sandbox.clock import ManualClock
from service.bootstrap import Services
from service.ops import backups
from storage.database.backup import verify
from storage.database.errors import BackupFailed

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
