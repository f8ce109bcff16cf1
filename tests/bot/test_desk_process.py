from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import DeskProcess
from news.model import Article
from tests.bot.articles import BRIDGE
from tests.factories import NOON


@pytest.fixture
def own_desk() -> Iterator[DeskProcess]:
    process = DeskProcess()
    yield process
    process.close()


async def test_a_desk_that_dies_is_replaced(own_desk: DeskProcess) -> None:
    (first,) = await own_desk.edit([BRIDGE], NOON)
    for process in list(own_desk._pool._processes.values()):
        process.kill()
        process.join()
    (second,) = await own_desk.edit([BRIDGE], NOON)
    assert isinstance(first, Article)
    assert first == second


def test_the_worker_does_not_outlive_a_killed_parent() -> None:
    script = (
        "import asyncio, datetime, time\n"
        "from bot.desk import DeskProcess\n"
        "from news.model import RawArticle\n"
        "desk = DeskProcess()\n"
        "now = datetime.datetime.now(datetime.UTC)\n"
        "asyncio.run(desk.edit([RawArticle(text='Мост открыли утром.')], now))\n"
        "print(next(iter(desk._pool._processes)), flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    for _ in range(200):
        if not Path(f"/proc/{worker}").exists():
            return
        time.sleep(0.05)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker outlived its parent")
