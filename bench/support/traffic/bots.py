"""Bots in processes of their own, each at a Telegram of its own in this process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bench.support.outbox.crowd import cpu_seconds
from bench.support.traffic.crowd import Act, Crowd, Rush
from sandbox import Sandbox
from sandbox.testing import Person

BASELINES = Path(__file__).parents[1] / "baselines"
FIRST_ANSWER = 60.0
NEVER_WAITS = "1000"
"""SEND_RATE for the service: the bare bots keep to no limit, so it must not be what is measured."""


@dataclass(frozen=True, slots=True)
class Running:
    """A bot, and the crowd that it serves."""

    name: str
    crowd: Crowd
    process: asyncio.subprocess.Process

    @property
    def cpu(self) -> float:
        """Seconds of the processor that it has used."""
        return cpu_seconds(self.process.pid)

    async def rush(self, act: Act, times: int = 1) -> tuple[Rush, float]:
        """Everybody at once; and the seconds of the processor that each update took."""
        before = self.cpu
        rush = await self.crowd.all_do(act.do, times)
        return rush, (self.cpu - before) / len(rush.waits)


@contextlib.asynccontextmanager
async def bare(script: str, people: int) -> AsyncIterator[Running]:
    """One of the baselines."""
    async with _running(script, [str(BASELINES / f"{script}.py")], people, {}) as bot:
        yield bot


@contextlib.asynccontextmanager
async def service(folder: Path, people: int, **settings: str) -> AsyncIterator[Running]:
    """`svodka run`, with the database in this folder."""
    environment = {
        "DATABASE_URL": f"sqlite:///{folder / 'svodka.db'}",
        "ADMIN_IDS": "",
        "HTTP_PORT": "0",
        "LOG_LEVEL": "WARNING",
        "SEND_RATE": NEVER_WAITS,
        **settings,
    }
    async with _running("svodka", ["-m", "bot"], people, environment) as bot:
        yield bot


@contextlib.asynccontextmanager
async def _running(
    name: str, command: list[str], people: int, settings: dict[str, str]
) -> AsyncIterator[Running]:
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
            await visitor.wait(timeout=FIRST_ANSWER)
            yield Running(name, crowd, process)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()
