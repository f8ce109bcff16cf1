"""Workers that are killed with SIGKILL at random instants, one after the other, until all is sent.

Each is a fork of one process that has imported everything, so that a life begins within
milliseconds and most of it is sending. What it runs is the real worker with the real Bot and
recorder over the real database; only what has nothing to do with delivery is left out.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import random
import signal
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess

from sqlalchemy import select

from bench.support.outbox.stage import NEWS, Arrivals, Stage
from bot.telegram.client.rate_limiter import RateLimiter
from bot.telegram.client.session import REQUEST_TIMEOUT_SECONDS, open_bot
from bot.telegram.outbox.worker import CONCURRENCY, LEASE_DURATION, OutboxLimits, OutboxWorker
from service.ops.clock import system_clock
from service.ops.metrics import Metrics
from storage.database.engine import Database
from storage.schema.tables import deliveries


@dataclass
class Toll:
    """What the kills cost. ``in_flight``: how many messages were, at each kill, with Telegram and
    not yet on record; only those may come twice. ``unexplained`` are copies beyond these."""

    in_flight: list[int] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    unexplained: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.in_flight)

    @property
    def keeps_the_promise(self) -> bool:
        return not self.lost and not self.unexplained and max(self.in_flight) <= CONCURRENCY


async def kill_again_and_again(
    stage: Stage, *, kills: int, rate: float, mean_life: float, lease: timedelta, seed: int
) -> Toll:
    """Send a broadcast and kill ``kills`` workers while it is sent; then let one finish it.

    ``mean_life`` is in seconds.
    """
    chance = random.Random(seed)
    toll, arrivals = Toll(), Arrivals(NEWS)
    excused: Counter[int] = Counter()
    stop_listening = stage.sandbox.telegram.events.listen(arrivals.note)
    await stage.push()
    while len(toll.in_flight) < kills and await stage.left():
        with worker(stage, rate, lease):
            await asyncio.sleep(chance.expovariate(1 / mean_life))
        await settled(stage, arrivals)
        recorded = await sent_to(stage)
        in_flight = [
            chat
            for chat, copies in arrivals.chats.items()
            if chat not in recorded and copies > excused[chat]
        ]
        excused.update(in_flight)
        toll.in_flight.append(len(in_flight))
    with worker(stage, rate, lease):
        while await stage.left():
            await asyncio.sleep(0.1)
    stop_listening()
    copies = arrivals.chats
    toll.lost = len(set(stage.readers) - set(copies))
    toll.twice = copies.total() - len(copies)
    toll.unexplained = sum(max(0, copies[chat] - 1 - excused[chat]) for chat in copies)
    return toll


@contextlib.contextmanager
def worker(
    stage: Stage,
    rate: float,
    lease: timedelta = LEASE_DURATION,
    timeout: float = REQUEST_TIMEOUT_SECONDS,
) -> Iterator[BaseProcess]:
    """A worker at work, in a process of its own; it is killed at the end."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    life = processes.Process(
        target=live,
        args=(stage.url, stage.sandbox.token, stage.sandbox.url, rate, lease, timeout),
        daemon=True,
    )
    life.start()
    try:
        yield life
    finally:
        life.kill()
        life.join()


async def settled(stage: Stage, arrivals: Arrivals) -> None:
    """Until Telegram has taken what the dead had put on the wire."""
    before = -1
    while before != len(arrivals.times) or stage.sandbox.api.active_requests:
        before = len(arrivals.times)
        await asyncio.sleep(0.01)


async def sent_to(stage: Stage) -> set[int]:
    """The chats that are on record as having got it."""
    async with stage.database.read() as connection:
        rows = await connection.execute(
            select(deliveries.c.chat_id).where(deliveries.c.state == "sent")
        )
        return set(rows.scalars())


def live(url: str, token: str, api_url: str, rate: float, lease: timedelta, timeout: float) -> None:
    """A life of the worker, until it is killed."""
    asyncio.run(_live(url, token, api_url, rate, lease, timeout))


async def _live(
    url: str, token: str, api_url: str, rate: float, lease: timedelta, patience: float
) -> None:
    bot = open_bot(token, api_url, RateLimiter(rate), timeout=patience)
    limits = OutboxLimits(rate, lease=lease)
    worker = OutboxWorker(bot, Database(url), system_clock, Metrics(), limits)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
    await worker.run()
    await bot.session.close()
