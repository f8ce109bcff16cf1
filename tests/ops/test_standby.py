"""Test two services on one database file: one serves, the other takes over."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bench.support.machine import find_free_port
from bench.support.outbox.stage import NEWS, Arrivals, Stage, get_next_id, open_stage
from bot.cli.run import _join
from sandbox.testing import Person
from storage.database.errors import DatabaseInUse
from storage.database.files import ServiceLock
from storage.migrations import runner
from storage.migrations.alembic_upgrade import upgrade
from storage.processes import Duty
from tests.support.waiting import wait_until

READERS = 300
TAKE_OVER_TIMEOUT = 20.0
ALL = sorted(Duty)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, READERS) as stage:
        yield stage


@contextlib.asynccontextmanager
async def run_service(
    stage: Stage, log: Path, *options: str, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *options,
            env=stage.build_environment(**settings), cwd=stage.folder,
            stdout=output, stderr=output,
        )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def get_duties(port: int) -> list[str] | None:
    """Return the duties that `/healthz` shows; None if nobody answers."""
    try:
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"http://127.0.0.1:{port}/healthz") as answer,
        ):
            shown: dict[str, Any] = await answer.json()
            return list(shown["duties"])
    except aiohttp.ClientError:
        return None


async def until_duties(port: int, duties: list[Any], seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while await get_duties(port) != duties:
            await asyncio.sleep(0.1)


async def until_said(log: Path, words: str) -> None:
    await wait_until(lambda: words in log.read_text())


async def test_second_service_by_mistake_stands_by_and_takes_over(
    stage: Stage, tmp_path: Path
) -> None:
    """It has the same settings, and so the same port."""
    port, arrivals = find_free_port(), Arrivals(NEWS)
    stage.sandbox.telegram.events.listen(arrivals.note)
    first_log, second_log = tmp_path / "first.log", tmp_path / "second.log"
    async with run_service(stage, first_log, HTTP_PORT=str(port), SEND_RATE="30") as first:
        await until_duties(port, ALL)
        async with run_service(stage, second_log, HTTP_PORT=str(port), SEND_RATE="30"):
            await until_said(second_log, "this one stands by")
            await stage.enqueue_broadcast()
            await wait_until(lambda: arrivals.times)
            first.kill()
            await first.wait()
            await until_duties(port, ALL, TAKE_OVER_TIMEOUT)
            visitor = Person(stage.sandbox, "Visitor", id=get_next_id(stage))
            await visitor.send("/help")
            await visitor.wait(timeout=TAKE_OVER_TIMEOUT)
            async with asyncio.timeout(60):
                while await stage.count_left():
                    await asyncio.sleep(0.1)
    assert set(arrivals.chats) == set(stage.readers)
    said = [line for line in second_log.read_text().splitlines() if "stands by" in line]
    assert len(said) == 1


async def test_duties_pass_on_at_a_clean_stop_and_by_role(stage: Stage, tmp_path: Path) -> None:
    ports = find_free_port(), find_free_port()
    logs = tmp_path / "first.log", tmp_path / "second.log"
    sender = run_service(stage, logs[0], "--only", "sender", HTTP_PORT=str(ports[0]))
    async with sender as process:
        await until_duties(ports[0], [Duty.CLOCK, Duty.RETENTION, Duty.SENDER])
        async with run_service(stage, logs[1], HTTP_PORT=str(ports[1])):
            await until_duties(ports[1], [Duty.INGEST, Duty.POLLING])
            process.terminate()
            await process.wait()
            await until_duties(ports[1], ALL)
    assert "did not sign off" not in logs[1].read_text()


async def test_second_service_of_another_version_is_refused(tmp_path: Path) -> None:
    """It would upgrade the schema under the first."""
    path = tmp_path / "svodka.db"
    upgrade(path, "0028")
    with (
        contextlib.closing(ServiceLock(path)) as first,
        contextlib.closing(ServiceLock(path)) as second,
    ):
        assert first.lock_whole()
        assert first.share()
        with pytest.raises(DatabaseInUse, match="another version"):
            await _join(second, f"sqlite:///{path}")


async def test_refusal_shows_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "get_revision", lambda url: "0028")
    with (
        contextlib.closing(ServiceLock(tmp_path / "svodka")) as first,
        contextlib.closing(ServiceLock(tmp_path / "svodka")) as second,
    ):
        first.share()
        with pytest.raises(DatabaseInUse, match="another version") as raised:
            await _join(second, "postgresql://svodka:secret@db.example.org/svodka")
    assert "secret" not in f"{raised.value} {raised.value.details}"


async def test_second_service_waits_for_the_upgrade_of_the_first(
    empty_database: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{empty_database}"
    with contextlib.closing(ServiceLock(tmp_path / "svodka.db")) as second:
        with contextlib.closing(ServiceLock(tmp_path / "svodka.db")) as first:
            assert await _join(first, url)
            joining = asyncio.create_task(_join(second, url))
            await asyncio.sleep(0.5)
            assert not joining.done()
            first.share()
            assert not await joining
            assert not second.is_alone()
        assert second.is_alone()
