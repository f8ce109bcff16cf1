"""Test that a process of an older version stops when a newer one has changed the tables."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from bot.app import App
from sandbox import Sandbox
from service.bootstrap import Services
from service.ops.duties import DutyKeeper, list_all
from storage.database.engine import Database
from storage.database.errors import SchemaChanged
from storage.migrations.runner import get_head_revision
from tests.support.waiting import wait_until

pytestmark = pytest.mark.both_engines


@asynccontextmanager
async def newer_schema(database: Database) -> AsyncIterator[None]:
    await set_revision(database, "9999")
    try:
        yield
    finally:
        await set_revision(database, get_head_revision())


async def set_revision(database: Database, revision: str) -> None:
    async with database.write() as connection:
        await connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))


async def test_service_stops_with_a_clear_line(
    services: Services, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    app = App(services)
    serving = asyncio.create_task(app.run())
    await wait_until(lambda: app.duties.held)
    async with newer_schema(services.database):
        app.duties.look_soon()
        with pytest.raises(SchemaChanged, match=r"another version of Svodka .* 9999") as raised:
            await asyncio.wait_for(serving, 60)
        assert raised.value.details["revision"] == "9999"
    assert not app.duties.held
    assert await list_processes(services) == []
    assert not [one for one in caplog.records if one.levelname == "ERROR"]


async def test_process_that_starts_meanwhile_takes_no_duty(services: Services) -> None:
    keeper = DutyKeeper(services.database, services.clock)
    async with newer_schema(services.database):
        with pytest.raises(SchemaChanged):
            await keeper.look()
    assert await list_processes(services) == []


async def list_processes(services: Services) -> list[str]:
    rows, _ = await list_all(services.database)
    return [row.id for row in rows]
