"""Test the start after an unclean stop."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import App
from bot.ops.health import Component, Health, crash_guard
from service.bootstrap import Services
from storage.database.integrity import IntegrityCheck, RunningMarker
from tests.conftest import running
from tests.support.waiting import wait_until

pytestmark = pytest.mark.sqlite

PAGE = 4096


@pytest.fixture
def damaged(empty_database: Path, tmp_path: Path) -> Path:
    path = shutil.copy(empty_database, tmp_path / "damaged.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with path.open("r+b") as file:
        file.seek(5 * PAGE)
        file.write(b"\xff" * PAGE)
    return path


def test_running_marker_detects_unclean_stop(tmp_path: Path) -> None:
    mark = RunningMarker(tmp_path / "svodka.db")
    assert not mark.set()
    assert RunningMarker(tmp_path / "svodka.db").set()
    mark.clear()
    assert not mark.set()


async def test_clean_stop_removes_running_marker(services: Services) -> None:
    folder = services.database.path.parent
    async with running(App(services)):
        await wait_until(lambda: list(folder.glob("*.running")))
    assert not list(folder.glob("*.running"))


def test_integrity_check_finds_damage(damaged: Path) -> None:
    assert IntegrityCheck(damaged).run()


def test_integrity_check_can_be_stopped(damaged: Path) -> None:
    check = IntegrityCheck(damaged)
    check.stop()
    assert not check.run()


async def test_health_reports_damage(
    damaged: Path, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    health = Health(services.database, services.clock, is_polling=False)
    RunningMarker(damaged).set()
    async with crash_guard(damaged, health):
        await wait_until(health.get_failures)
    assert list(await health.get_failures()) == [Component.DATABASE]
    assert "restore a backup" in caplog.text


async def test_integrity_check_of_sound_database(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    path = services.database.path
    health = Health(services.database, services.clock, is_polling=False)
    RunningMarker(path).set()
    async with crash_guard(path, health):
        await wait_until(lambda: "nothing is wrong" in caplog.text)
    assert await health.get_failures() == {}
