"""Test that the service leaves the backups of PostgreSQL to its server."""

from __future__ import annotations

import pytest

from bot.app import App
from service.ops import backups
from service.ops.checks import Status, check_backups
from tests.support.factories import NOON

pytestmark = pytest.mark.postgresql


async def test_service_makes_no_daily_backup_of_a_server(app: App) -> None:
    await app.create_backup()
    assert backups.list_backups(backups.get_folder(app.settings)) == []
    finding = check_backups(app.settings, NOON)
    assert finding.status is Status.OK
    assert "are made by its server" in finding.text
