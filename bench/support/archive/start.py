"""Time the start of the process to its first poll, with a given database."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from sandbox import Sandbox


async def measure_first_poll(database: Path) -> float:
    """Return the seconds from the start of `svodka run` to its first getUpdates."""
    async with Sandbox() as sandbox:
        polled = asyncio.Event()
        poll = sandbox.telegram.updates.poll

        async def note_poll(*given: Any) -> Any:
            polled.set()
            return await poll(*given)

        sandbox.telegram.updates.poll = note_poll  # type: ignore[method-assign, assignment]
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot",
            env={
                **os.environ,
                "BOT_TOKEN": sandbox.token,
                "TELEGRAM_API_URL": sandbox.url,
                "DATABASE_URL": f"sqlite:///{database}",
                "RETENTION_DAYS": "36500",
                "HTTP_PORT": "0",
                "LOG_LEVEL": "WARNING",
            },
        )  # fmt: skip
        try:
            async with asyncio.timeout(60):
                await polled.wait()
            return time.perf_counter() - started
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()
