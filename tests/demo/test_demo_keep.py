"""Test `svodka demo --keep FOLDER`, and a port that is in use."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.demo.casts import CASTS
from bot.demo.run import run_demo
from news.errors import SvodkaError
from sandbox import Sandbox

pytestmark = pytest.mark.slow

START_SECONDS = 120
COUNTED = ("articles", "subscribers", "deliveries")


async def counts_of_a_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[int]:
    """Start the demo, stop it as Ctrl-C does, and return rows of some tables."""
    task = asyncio.create_task(run_demo(port=0, open_browser=False, keep=folder))
    printed = ""
    async with asyncio.timeout(START_SECONDS):
        while "Ctrl-C" not in printed:
            if task.done():
                task.result()
            await asyncio.sleep(0.05)
            printed += capsys.readouterr().out
    with contextlib.closing(sqlite3.connect(folder / "svodka.db")) as database:
        counts = [
            database.execute(f"select count(*) from {table}").fetchone()[0] for table in COUNTED
        ]
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return counts


def count_digests_by_chat(folder: Path) -> list[int]:
    """Count what groups, channels and forums got."""
    with contextlib.closing(sqlite3.connect(folder / "svodka.db")) as database:
        query = "select count(*) from deliveries where chat_id < 0 group by chat_id"
        return [count for (count,) in database.execute(query)]


async def test_demo_folder_is_resumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.demo.run.get_localzone_name", lambda: "America/New_York")
    folder = tmp_path / "stored"
    first = await counts_of_a_run(folder, capsys)
    by_chat = count_digests_by_chat(folder)
    assert len(by_chat) == 3 * len(CASTS), "far from where their languages are spoken too"
    assert min(by_chat) >= 6
    assert first[0] > 40
    assert first[1] > 1000
    assert first[2] > 20
    assert await counts_of_a_run(folder, capsys) == first


async def test_demo_names_port_in_use(sandbox: Sandbox, tmp_path: Path) -> None:
    port = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(SvodkaError, match=f"port {port} is taken"):
        await run_demo(port=port, open_browser=False, keep=tmp_path)
