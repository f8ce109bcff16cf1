"""Kill the service while it answers: each message is answered nevertheless.

`bench/hostile.py` does the same beside hostile people, for twenty minutes.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from bench.support.outbox.stage import Stage, open_stage, run_bot
from bench.support.traffic.people import Crowd

pytestmark = pytest.mark.slow

KILLS, PEOPLE_A_KILL = 3, 40
ANSWERED_FIRST = 3
"""Answers of a process before it is killed; the rest of the messages are at work then."""


async def start_bot(stage: Stage) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", env=stage.build_environment(), cwd=stage.folder
    )


async def test_every_message_is_answered_over_kills(tmp_path: Path) -> None:
    async with open_stage(tmp_path, readers=0) as stage:
        crowd = Crowd(stage.sandbox, KILLS * PEOPLE_A_KILL)
        answers: list[asyncio.Task[float]] = []
        for number in range(KILLS):
            people = crowd.visitors[number * PEOPLE_A_KILL :][:PEOPLE_A_KILL]
            answers += [asyncio.create_task(crowd.send(one, "/help")) for one in people]
            process = await start_bot(stage)
            before = sum(answer.done() for answer in answers)
            async with asyncio.timeout(60):
                while sum(answer.done() for answer in answers) < before + ANSWERED_FIRST:
                    await asyncio.sleep(0.001)
            process.kill()
            await process.wait()
            assert not all(answer.done() for answer in answers), "the kill came too late"
        async with run_bot(stage), asyncio.timeout(60):
            await asyncio.gather(*answers)
