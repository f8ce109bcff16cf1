"""Test how the real command starts beside a running one, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bench.support.outbox.stage import NEWS, Arrivals, Stage, open_stage, run_bot
from bot.app import App
from bot.demo.run import run_demo
from service.articles.analysis_worker import AnalysisWorker, AnalyzerUnavailable
from service.bootstrap import Services
from storage.database.errors import DatabaseInUse
from storage.database.files import hold_service_lock
from storage.schema.tables import deliveries
from tests.conftest import running
from tests.support.processes.command import Svodka
from tests.support.waiting import wait_until

READERS = 60
ANSWER_SECONDS = 3.0


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, READERS) as stage:
        yield stage


async def list_sent(stage: Stage) -> list[int]:
    async with stage.database.read() as connection:
        rows = await connection.execute(
            select(deliveries.c.chat_id).where(deliveries.c.state == "sent")
        )
        return list(rows.scalars())


async def test_service_tells_when_the_dictionaries_are_loaded(services: Services) -> None:
    """`svodka run` freezes them then, so that no collection of garbage visits them."""
    loaded = asyncio.Event()
    async with running(App(services, on_loaded=loaded.set)), asyncio.timeout(30):
        await loaded.wait()


@pytest.mark.parametrize("signals", [(signal.SIGTERM,) * 3, (signal.SIGTERM, signal.SIGINT)])
async def test_more_signals_lose_no_result(
    stage: Stage, signals: tuple[signal.Signals, ...]
) -> None:
    """Telegram answers late: what it has must be stored as sent before the process ends."""
    arrivals = Arrivals(NEWS)
    stage.sandbox.telegram.events.listen(arrivals.note)
    async with run_bot(stage, SEND_RATE="200") as process:
        delay = stage.sandbox.faults.add_delay(ANSWER_SECONDS, method="sendMessage")
        await stage.enqueue_broadcast()
        await wait_until(lambda: delay.hits)
        await asyncio.sleep(0.5)
        for number in signals:
            process.send_signal(number)
            await asyncio.sleep(0.3)
        assert await process.wait() == 0
    assert arrivals.chats
    assert sorted(await list_sent(stage)) == sorted(arrivals.chats)


async def test_second_demo_on_a_kept_database_is_refused(tmp_path: Path) -> None:
    with hold_service_lock(tmp_path / "svodka.db"), pytest.raises(DatabaseInUse):
        await run_demo(port=0, open_browser=False, keep=tmp_path)


def test_lock_ends_with_a_killed_process(tmp_path: Path) -> None:
    script = (
        "import sys, time, pathlib\n"
        "from storage.database.files import hold_service_lock\n"
        "with hold_service_lock(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    database = tmp_path / "svodka.db"
    with subprocess.Popen(
        [sys.executable, "-c", script, database], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(DatabaseInUse), hold_service_lock(database):
            pass
        process.kill()
        process.wait()
    with hold_service_lock(database):
        pass


async def test_stop_ends_an_analysis_process_that_is_being_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker = AnalysisWorker()
    pool, is_starting = worker._pool, asyncio.Event()
    start, loop = pool._adjust_process_count, asyncio.get_running_loop()

    def start_slowly() -> None:
        loop.call_soon_threadsafe(is_starting.set)
        asyncio.run(asyncio.sleep(0.5))  # in the thread of the queue
        start()

    monkeypatch.setattr(pool, "_adjust_process_count", start_slowly)
    task = asyncio.create_task(worker._run(signal.pause))
    await is_starting.wait()
    async with asyncio.timeout(30):
        await asyncio.to_thread(worker.close)
        with pytest.raises(AnalyzerUnavailable):
            await task


async def test_stop_ends_an_analysis_at_work() -> None:
    worker = AnalysisWorker()
    task = asyncio.create_task(worker._run(signal.pause))
    async with asyncio.timeout(60):
        await wait_until(lambda: worker._pool._processes)
        await asyncio.to_thread(worker.close)
        with contextlib.suppress(AnalyzerUnavailable):
            await task
    assert task.done()


def list_modes(folder: Path) -> dict[str, int]:
    return {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()
    }


def test_files_of_the_command_are_for_their_owner_only(svodka: Svodka, tmp_path: Path) -> None:
    database = tmp_path / "data" / "svodka.db"
    given = {"DATABASE_URL": f"sqlite:///{database}", "BOT_TOKEN": "123456:test"}
    assert svodka("migrate", **given).returncode == 0
    database.chmod(0o644)
    assert svodka("migrate", **given).returncode == 0
    assert svodka("backup", tmp_path / "data" / "copy.db", **given).returncode == 0
    assert svodka("restore", tmp_path / "data" / "copy.db", **given).returncode == 0
    modes = list_modes(tmp_path / "data")
    assert len(modes) >= 3
    assert set(modes.values()) == {0o600}, modes


async def test_files_of_a_running_service_are_for_their_owner_only(stage: Stage) -> None:
    async with run_bot(stage):
        modes = list_modes(stage.folder)
    assert {"svodka.db-wal", "svodka.db.running", "svodka.db.lock"} <= set(modes)
    assert set(modes.values()) == {0o600}, modes
