"""Send while Telegram fails, partly or completely."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import dataclass
from time import monotonic

from bench.support.outbox.kills import run_worker
from bench.support.outbox.stage import NEWS, Arrivals, Stage
from sandbox.api.faults import Rule

RATE = 60
FAULT_SHARE = 0.05
BLOCKED_ONE_IN = 50
TIMEOUT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class FaultReport:
    missed: int
    twice: int
    detail: str


async def send_through_faults(stage: Stage) -> FaultReport:
    """Send a broadcast through 5 % each of 429, 500, silence and dropped connections."""
    blocked = stage.readers[::BLOCKED_ONE_IN]
    for number in blocked:
        stage.sandbox.telegram.chats[number].blocked = True
    faults = stage.sandbox.faults
    rules = [
        faults.add_too_many_requests(1, rate=FAULT_SHARE),
        faults.add_server_error(rate=FAULT_SHARE),
        faults.add_dropped_connection(rate=FAULT_SHARE),
        # Accepted, never answered and without effect: the worker's own timeout ends it.
        faults.add(Rule("dropped", rate=FAULT_SHARE, seconds=2 * TIMEOUT_SECONDS)),
    ]
    arrivals = Arrivals(NEWS)
    stage.sandbox.telegram.events.listen(arrivals.note)
    await stage.enqueue_broadcast()
    with run_worker(stage, rate=RATE, timeout=TIMEOUT_SECONDS):
        while await stage.count_left():
            await asyncio.sleep(0.25)
    living = set(stage.readers) - set(blocked)
    return FaultReport(
        missed=len(living - set(arrivals.chats)),
        twice=sum(1 for copies in arrivals.chats.values() if copies > 1),
        detail=f"{len(living)} living, {sum(rule.hits for rule in rules)} faults",
    )


async def measure_stop(stage: Stage) -> float:
    """Return the seconds from SIGTERM to the end of a worker while Telegram does not answer."""
    stage.sandbox.faults.add_delay(60)
    await stage.enqueue_broadcast()
    with run_worker(stage, rate=RATE) as life:
        while not stage.sandbox.api.active_requests:
            await asyncio.sleep(0.05)
        started = monotonic()
        os.kill(life.pid or 0, signal.SIGTERM)
        await asyncio.to_thread(life.join)
        return monotonic() - started
