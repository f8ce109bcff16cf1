"""Bots in processes of their own, each with a sandbox of its own in this process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bench.support.machine import get_cpu_seconds
from bench.support.traffic.people import Action, Crowd, Rush
from sandbox import Sandbox
from sandbox.testing import Person

BASELINES = Path(__file__).parents[1] / "baselines"
FIRST_ANSWER_TIMEOUT = 60.0
UNLIMITED_RATE = "1000"
"""The service's SEND_RATE, because the bare bots limit nothing."""


@dataclass(frozen=True, slots=True)
class RunningBot:
    """A bot, and the people that it serves."""

    name: str
    crowd: Crowd
    process: asyncio.subprocess.Process

    @property
    def cpu(self) -> float:
        """CPU seconds that the bot has used."""
        return get_cpu_seconds(Path(f"/proc/{self.process.pid}"))

    async def measure_rush(self, action: Action, times: int = 1) -> tuple[Rush, float]:
        """Let all people act at once; return the result, and the CPU seconds for each update."""
        before = self.cpu
        rush = await self.crowd.act_at_once(action.do, times)
        return rush, (self.cpu - before) / len(rush.waits)


@contextlib.asynccontextmanager
async def run_baseline(script: str, people: int) -> AsyncIterator[RunningBot]:
    """Run one of the baselines."""
    async with _run_bot(script, [str(BASELINES / f"{script}.py")], people, {}) as bot:
        yield bot


@contextlib.asynccontextmanager
async def run_service(folder: Path, people: int, **settings: str) -> AsyncIterator[RunningBot]:
    """Run `svodka run` with the database in this folder."""
    environment = {
        "DATABASE_URL": f"sqlite:///{folder / 'svodka.db'}",
        "ADMIN_IDS": "",
        "HTTP_PORT": "0",
        "LOG_LEVEL": "WARNING",
        "SEND_RATE": UNLIMITED_RATE,
        **settings,
    }
    async with _run_bot("svodka", ["-m", "bot"], people, environment) as bot:
        yield bot


@contextlib.asynccontextmanager
async def _run_bot(
    name: str, command: list[str], people: int, settings: dict[str, str]
) -> AsyncIterator[RunningBot]:
    async with Sandbox(light=True) as sandbox:
        crowd = Crowd(sandbox, people)
        environment = {
            **os.environ,
            "BOT_TOKEN": sandbox.token,
            "TELEGRAM_API_URL": sandbox.url,
            **settings,
        }
        process = await asyncio.create_subprocess_exec(sys.executable, *command, env=environment)
        try:
            visitor = Person(sandbox, "Первый")
            await visitor.send("/help")
            await visitor.wait(timeout=FIRST_ANSWER_TIMEOUT)
            yield RunningBot(name, crowd, process)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()
