"""Test that a held event loop is logged and shown, and that a stuck one ends the process."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import aiohttp
import pytest

from bot.app import App
from bot.ops import watchdog
from bot.ops.health import SOURCES_TIMEOUT_SECONDS, Component
from sandbox.clock import ManualClock
from service.articles import analysis_worker as analysis
from service.articles.analysis_worker import AnalysisWorker, AnalyzerUnavailable
from service.bootstrap import Services
from service.sources.updater import SourceUpdater
from tests.ops.test_web import address, up
from tests.support.articles import BRIDGE
from tests.support.factories import NOON
from tests.support.paths import ROOT
from tests.support.waiting import wait_until


def sleep_on_the_loop() -> None:
    time.sleep(2.0)  # without the interpreter lock


def search_without_end() -> None:
    """Hold the interpreter lock, as a regular expression does, for over a second."""
    until = time.monotonic() + 1.5
    length = 16
    while time.monotonic() < until:
        re.fullmatch("(a+)+", "a" * length + "!")
        length += 1


@pytest.mark.parametrize("hold", [sleep_on_the_loop, search_without_end])
async def test_held_loop_is_logged_and_shown(
    app: App, caplog: pytest.LogCaptureFixture, hold: Callable[[], None]
) -> None:
    await up(app)
    hold()
    await wait_until(app.health.warnings)
    # A busy machine may hold the loop again before the page is read: only the first is ours.
    shown = app.health.warnings()["loop"]
    held = next(one.getMessage() for one in caplog.records if "is held" in one.message)
    assert f"in {hold.__name__}" in held
    assert hold.__name__ in shown
    async with aiohttp.ClientSession(address(app)) as client, client.get("/healthz") as response:
        assert response.status == 200
        assert "held" in (await response.json())["warnings"]["loop"]


async def test_busy_loop_that_turns_is_not_logged(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    await up(app)
    for _ in range(20):
        time.sleep(0.1)  # noqa: ASYNC251 - a step of the loop
        await asyncio.sleep(0)
    assert "is held" not in caplog.text


async def test_systemd_is_told_that_the_loop_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setattr(watchdog, "PROOF_SECONDS", 0.01)
        async with watchdog.end_if_stuck(), asyncio.timeout(30):
            for _ in range(2):
                told = await asyncio.get_running_loop().sock_recv(channel, 100)
                assert told == b"WATCHDOG=1"


def test_stuck_loop_ends_the_process_without_the_interpreter_lock() -> None:
    script = (
        "import asyncio, re\n"
        "from bot.ops import watchdog\n"
        "watchdog.STUCK_SECONDS = 1.0\n"
        "async def main():\n"
        "    async with watchdog.end_if_stuck():\n"
        "        await asyncio.sleep(0.1)\n"
        "        re.fullmatch('(a+)+', 'a' * 60 + '!')\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "in main" in done.stderr


def test_supervisors_restart_a_stuck_loop_after_a_minute() -> None:
    unit = (ROOT / "deploy/svodka.service").read_text()
    assert re.search(r"^WatchdogSec=60$", unit, re.MULTILINE)
    assert re.search(r"^NotifyAccess=main$", unit, re.MULTILINE)
    assert re.search(r"^Restart=always$", unit, re.MULTILINE)
    check = re.search(r"--interval=(\d+)s .*--retries=(\d+)", (ROOT / "Dockerfile").read_text())
    assert check is not None
    assert int(check[1]) * int(check[2]) == 60
    assert watchdog.STUCK_SECONDS == 60
    assert watchdog.PROOF_SECONDS < 60 / 2


async def test_health_tells_of_an_analysis_process_that_does_not_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def create_broken_pool() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(max_workers=1, initializer=os._exit, initargs=(1,))

    with monkeypatch.context() as patched:
        patched.setattr(analysis, "_create_pool", create_broken_pool)
        worker = AnalysisWorker()
        assert worker.get_failure() == ""
        with pytest.raises(AnalyzerUnavailable):
            await worker.analyze([BRIDGE], NOON)
        assert "does not start" in worker.get_failure()
    worker._replace("the test ends its fault")
    await worker.analyze([BRIDGE], NOON)
    assert worker.get_failure() == ""
    worker.close()


async def test_health_names_a_broken_analysis(app: App, services: Services) -> None:
    services.analysis_worker._failure = "the process does not start"
    try:
        assert await app.health.get_failures() == {Component.ANALYSIS: "the process does not start"}
    finally:
        services.analysis_worker._failure = ""
    assert await app.health.get_failures() == {}


async def test_health_tells_of_sources_that_are_not_read(
    app: App, sandbox_clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(updater: SourceUpdater) -> None:
        raise RuntimeError("on purpose")

    with monkeypatch.context() as patched:
        patched.setattr(SourceUpdater, "update_due", fail)
        sandbox_clock.advance(seconds=SOURCES_TIMEOUT_SECONDS + 1)
        with pytest.raises(RuntimeError):
            await app.update_sources()
        assert Component.SOURCES in await app.health.get_failures()
    await app.update_sources()
    assert Component.SOURCES not in await app.health.get_failures()
