"""Kill workers with SIGKILL at random instants, one after the other, until everything is sent.

Each is a fork of one process that has imported everything, so that it starts within milliseconds
and mostly sends. It runs the real worker with the real Bot, recorder and database, without the
rest of the service.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess

from sqlalchemy import select

from bench.support.machine import run_until_killed
from bench.support.outbox.stage import NEWS, Arrivals, Stage
from bot.telegram.client.rate_limiter import RateLimiter
from bot.telegram.client.session import REQUEST_TIMEOUT_SECONDS, open_bot
from bot.telegram.outbox.worker import CONCURRENCY, LEASE_DURATION, OutboxLimits, OutboxWorker
from service.ops.clock import system_clock
from service.ops.metrics import Metrics
from storage.database.engine import open_database
from storage.schema.tables import deliveries


@dataclass
class KillReport:
    """The result of the kills. ``in_flight``: at each kill, how many messages Telegram had whose
    result was not stored; only these may arrive twice. ``unexplained``: other copies."""

    in_flight: list[int] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    unexplained: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.in_flight)

    @property
    def is_as_promised(self) -> bool:
        return not self.lost and not self.unexplained and max(self.in_flight) <= CONCURRENCY


async def kill_repeatedly(
    stage: Stage, *, kills: int, rate: float, mean_life: float, lease: timedelta, seed: int
) -> KillReport:
    """Send a broadcast and kill ``kills`` workers while it is sent; then let one finish it.

    ``mean_life`` is in seconds.
    """
    random_source = random.Random(seed)
    report, arrivals = KillReport(), Arrivals(NEWS)
    allowed_copies: Counter[int] = Counter()
    stop_listening = stage.sandbox.telegram.events.listen(arrivals.note)
    await stage.enqueue_broadcast()
    while len(report.in_flight) < kills and await stage.count_left():
        with run_worker(stage, rate, lease):
            await asyncio.sleep(random_source.expovariate(1 / mean_life))
        await wait_until_settled(stage, arrivals)
        recorded = await list_sent_chats(stage)
        in_flight = [
            chat
            for chat, copies in arrivals.chats.items()
            if chat not in recorded and copies > allowed_copies[chat]
        ]
        allowed_copies.update(in_flight)
        report.in_flight.append(len(in_flight))
    with run_worker(stage, rate, lease):
        while await stage.count_left():
            await asyncio.sleep(0.1)
    stop_listening()
    report.lost, report.twice = arrivals.count_lost(stage.readers), arrivals.count_copies()
    report.unexplained = arrivals.count_copies(excused=allowed_copies)
    return report


@contextlib.contextmanager
def run_worker(
    stage: Stage,
    rate: float,
    lease: timedelta = LEASE_DURATION,
    timeout: float = REQUEST_TIMEOUT_SECONDS,
) -> Iterator[BaseProcess]:
    """Run a worker in a process of its own; kill it at the end."""
    token, api_url = stage.sandbox.token, stage.sandbox.url
    with run_until_killed(run_life, stage.url, token, api_url, rate, lease, timeout) as life:
        yield life


async def wait_until_settled(stage: Stage, arrivals: Arrivals) -> None:
    """Wait until Telegram has handled what the killed worker had sent."""
    before = -1
    while before != len(arrivals.times) or stage.sandbox.api.active_requests:
        before = len(arrivals.times)
        await asyncio.sleep(0.01)


async def list_sent_chats(stage: Stage) -> set[int]:
    """Return the chats whose delivery is stored as sent."""
    async with stage.database.read() as connection:
        rows = await connection.execute(
            select(deliveries.c.chat_id).where(deliveries.c.state == "sent")
        )
        return set(rows.scalars())


def run_life(
    url: str, token: str, api_url: str, rate: float, lease: timedelta, timeout: float
) -> None:
    """Run one worker until it is killed."""
    asyncio.run(_run_life(url, token, api_url, rate, lease, timeout))


async def _run_life(
    url: str, token: str, api_url: str, rate: float, lease: timedelta, patience: float
) -> None:
    bot = open_bot(token, api_url, RateLimiter(rate), timeout=patience)
    limits = OutboxLimits(rate, lease=lease)
    worker = OutboxWorker(bot, open_database(url), system_clock, Metrics(), limits)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
    await worker.run()
    await bot.session.close()
