"""`svodka run` in a process of its own, which is killed and started again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections import Counter
from pathlib import Path

from bench.support.machine import list_family, name_process
from bench.support.material import ROOT
from bench.support.outbox.stage import Stage
from sandbox.testing import Person

TIMED_BOT = Path(__file__).with_name("timed_bot.py")
ANSWER_SECONDS = 120.0


class Service:
    """`svodka run` with these settings.

    ``log`` has its output of all runs, ``delays`` the delays of its event loop (`timed_bot.py`).
    """

    def __init__(self, stage: Stage, folder: Path, **settings: str) -> None:
        self._stage, self._settings = stage, settings
        self.log, self.delays = folder / "log.txt", folder / "delays.txt"
        for file in (self.log, self.delays, self.delays.with_suffix(".stacks")):
            file.unlink(missing_ok=True)
        self._process: asyncio.subprocess.Process | None = None
        self._probe = Person(stage.sandbox, "Проверка", id=50_000)

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    async def start(self) -> None:
        """Start it; return when it answers."""
        environment = self._stage.build_environment(**self._settings)
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, str(TIMED_BOT), str(self.delays),
                cwd=ROOT, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        self._probe.skip()
        await self._probe.send("/help")
        await self._probe.wait(timeout=ANSWER_SECONDS)

    async def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        assert self._process is not None
        await self._process.wait()

    def kill_analysis(self) -> bool:
        """Kill the analysis process; return whether there was one."""
        for folder in list_family(self.pid):
            if name_process(folder) == "analysis":
                os.kill(int(folder.name), signal.SIGKILL)
                return True
        return False

    async def stop(self) -> None:
        """Stop it, if it runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    def read_memory(self) -> dict[str, float]:
        """Return the resident megabytes of each kind of process, and their sum."""
        found: Counter[str] = Counter()
        with contextlib.suppress(OSError):  # one of them has just ended
            for folder in list_family(self.pid):
                pages = int((folder / "statm").read_text().split()[1])
                found[name_process(folder)] += pages * os.sysconf("SC_PAGE_SIZE") // 2**20
        return {**found, "together": found.total()}
