"""Test that a process of an older version stops when a newer one has changed the tables."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import AsyncMock

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


async def test_errors_beside_a_changed_schema_are_logged(
    services: Services,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The message that the operator can act on is the one that the service ends with."""
    app = App(services)

    async def fail_at_the_end(*_: object) -> None:
        try:
            await app.duties.wait_for_schema_change()
        except SchemaChanged:
            raise ValueError("no more updates") from None

    monkeypatch.setattr(app, "_receive_updates", fail_at_the_end)
    monkeypatch.setattr(app, "_log_start", AsyncMock(side_effect=ValueError("no start line")))
    serving = asyncio.create_task(app.run())
    await wait_until(lambda: app.duties.held)
    async with newer_schema(services.database):
        app.duties.look_soon()
        with pytest.raises(SchemaChanged):
            await asyncio.wait_for(serving, 60)
    assert "no more updates" in caplog.text
    assert "no start line" in caplog.text


async def test_error_of_the_start_line_is_raised_at_the_end(
    services: Services, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, ended = App(services), asyncio.Event()

    async def fail() -> None:
        ended.set()
        raise ValueError("no start line")

    monkeypatch.setattr(app, "_log_start", fail)
    serving = asyncio.create_task(app.run())
    await ended.wait()
    serving.cancel()
    with pytest.raises(ValueError, match="no start line"):
        await serving


async def test_process_that_starts_meanwhile_takes_no_duty(services: Services) -> None:
    keeper = DutyKeeper(services.database, services.clock)
    async with newer_schema(services.database):
        with pytest.raises(SchemaChanged):
            await keeper.look()
    assert await list_processes(services) == []


async def list_processes(services: Services) -> list[str]:
    rows, _ = await list_all(services.database)
    return [row.id for row in rows]
