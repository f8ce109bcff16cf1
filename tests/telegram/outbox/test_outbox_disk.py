"""Test the outbox with a full disk and a database locked by another process."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App
from bot.telegram.client.api_errors import Sent
from bot.telegram.outbox import results
from bot.telegram.outbox.results import DeliveryResult
from bot.telegram.outbox.worker import OutboxWorker
from service.bootstrap import Services
from storage.schema.tables import deliveries
from tests.support.outbox import People, enqueue, wait_until_sent, waiting
from tests.support.waiting import wait_until

pytestmark = pytest.mark.sqlite


@contextlib.contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """Limit the size of this process's files to the current size of this one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_full_disk_loses_and_repeats_nothing(
    app: App, services: Services, person: People
) -> None:
    readers = [person(f"Reader {number}") for number in range(20)]
    path = services.database.path
    for reader in readers:
        await enqueue(services, "мост", reader.id)
    app.outbox_worker.wake()
    await readers[0].wait()
    with full_disk(path.with_name(f"{path.name}-wal")):
        await wait_until(lambda: app.outbox_worker.is_stuck)
        sent_before = sum(len(reader.messages) for reader in readers)
        await asyncio.sleep(0.2)
        assert sum(len(reader.messages) for reader in readers) <= sent_before + 1
    await wait_until_sent(services)
    assert [len(reader.messages) for reader in readers] == [1] * len(readers)


async def test_locked_database_loses_and_repeats_nothing(
    app: App, services: Services, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = [person(f"Reader {number}") for number in range(20)]
    for reader in readers:
        await enqueue(services, "мост", reader.id)
    async with services.database.write() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    app.outbox_worker.wake()
    await readers[0].wait()
    with contextlib.closing(sqlite3.connect(services.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await wait_until(lambda: app.outbox_worker.is_stuck)
        other.execute("COMMIT")
    await wait_until_sent(services)
    assert [len(reader.messages) for reader in readers] == [1] * len(readers)


async def test_full_disk_is_explained_to_the_reader(
    app: App, services: Services, person: People, caplog: pytest.LogCaptureFixture
) -> None:
    olya = person("Оля")
    await olya.send("/start")
    grid = await olya.wait()
    path = services.database.path
    with full_disk(path.with_name(f"{path.name}-wal")):
        await olya.click(grid, "Спорт")
        assert "Не получилось сохранить" in (await olya.wait()).text
    assert "the disk cannot be written to or read: it is full" in caplog.text
    assert "Traceback" not in caplog.text
    await olya.click(grid, "Спорт")
    assert "✅ Спорт" in (await olya.wait()).labels


async def test_full_disk_stores_broadcast_atomically(
    services: Services,
) -> None:
    async with services.database.write() as connection:
        (pages,) = (await connection.exec_driver_sql("PRAGMA page_count")).scalars()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(OperationalError, match="full"):
        await enqueue(services, "мост", *range(1, 5000))
    assert await waiting(services) == 0


async def test_unwritable_result_delays_no_other(
    services: Services, worker: OutboxWorker, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    olya, taras = person("Оля"), person("Тарас")
    await enqueue(services, "мост", olya.id, taras.id)
    real = results.save_results

    async def picky(
        connection: AsyncConnection, batch: Sequence[DeliveryResult], now: datetime
    ) -> Any:
        if any(r.delivery.chat_id == olya.id and isinstance(r.outcome, Sent) for r in batch):
            raise ValueError("not this one")
        return await real(connection, batch, now)

    monkeypatch.setattr("bot.telegram.outbox.recorder.save_results", picky)
    await worker.drain_once()
    async with services.database.read() as connection:
        rows = await connection.execute(select(deliveries.c.chat_id, deliveries.c.state))
        assert dict(map(tuple, rows)) == {olya.id: "failed", taras.id: "sent"}
