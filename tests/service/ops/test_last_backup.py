"""Test the metric of the last backup's time, from the start on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App
from service.bootstrap import Services
from service.ops import backups

pytestmark = pytest.mark.sqlite

METRIC = "svodka_last_backup_timestamp_seconds"


def read_metric(services: Services) -> float | None:
    return services.metrics.registry.get_sample_value(METRIC)


async def test_last_backup_time_is_read_at_start(services: Services) -> None:
    folder = services.database.path.parent / "backups"
    folder.mkdir()
    for name in ("20260102-030405", "20260102-030406", "99999999-999999", "of-dates-unsure"):
        (folder / f"svodka-{name}.db").touch()
    async with App(services).serve():
        assert read_metric(services) == datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC).timestamp()


async def test_last_backup_time_follows_new_backup(app: App) -> None:
    assert read_metric(app.services) == 0
    await app.create_backup()
    assert read_metric(app.services) == app.services.clock().replace(microsecond=0).timestamp()


def test_last_backup_ignores_foreign_files(tmp_path: Path) -> None:
    (tmp_path / "svodka-99999999-999999.db").touch()
    assert backups.list_backups(tmp_path) == []
    assert backups.get_newest_backup_time(tmp_path) is None
