"""Measure the outbox under Telegram's limits, faults, kills and many recipients.

`python bench/delivery.py [FIGURE…]`

The sandbox in this process enforces the limits and counts violations; the bot is another process.
Without a name all figures are measured, in three quarters of an hour.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support.figures import Figure, Measure, run_figures
from bench.support.outbox import crowd, faults, kills, recipients, stage
from bench.support.outbox.crowd import DIGEST_TIME
from bot.telegram.outbox.worker import CONCURRENCY, LEASE_DURATION
from service.digests.sending_windows import TICK
from storage.messaging.outbox import Priority

KILLS = 200
MINUTE = timedelta(minutes=1)

CROWD, CROWD_SPEED = 500_000, 18
"""Digests of one digest time, and how much faster than the real one the clock is for them."""


async def measure_limit(folder: Path) -> list[Figure]:
    """Send to 3,000 recipients at SEND_RATE=30, with 30 a second enforced."""
    async with stage.open_stage(folder, 3000) as environment:
        run = await recipients.send_to_all(environment, SEND_RATE="30")
    return [
        Figure("3,000 at SEND_RATE=30, share of the limit", run.rate / 30, ">=", 0.98, run.detail),
        Figure("  answers 429", run.refused, "<=", 0),
    ]


async def measure_paid(folder: Path) -> list[Figure]:
    """Send to 20,000 recipients at PAID_SEND_RATE=1000, with 1,000 a second enforced; three people
    search during it."""
    async with stage.open_stage(folder, 20_000) as environment:
        await stage.import_samples(environment)
        run = await recipients.send_to_all(environment, readers=3, PAID_SEND_RATE="1000")
    return [
        Figure(
            "20,000 at PAID_SEND_RATE=1000, share of it", run.rate / 1000, ">=", 0.95, run.detail
        ),
        Figure("  answers 429", run.refused, "<=", 0),
        Figure("  a reply to /search during it, p95, s", run.reply_p95, "<", 0.3, run.replies),
    ]


async def measure_digests(folder: Path) -> list[Figure]:
    """Send 20,000 digests with PAID_DIGESTS at PAID_SEND_RATE=1000, 1,000 a second enforced."""
    async with stage.open_stage(folder, 20_000) as environment:
        run = await recipients.send_to_all(
            environment, priority=Priority.DIGEST, PAID_DIGESTS="true", PAID_SEND_RATE="1000"
        )
    return [
        Figure("20,000 digests, paid, share of 1,000/s", run.rate / 1000, ">=", 0.95, run.detail),
        Figure("  answers 429", run.refused, "<=", 0),
    ]


async def measure_kills(folder: Path) -> list[Figure]:
    """Kill the worker 200 times (SIGKILL at random instants) during a broadcast to 5,000."""
    async with stage.open_stage(folder, 5000) as environment:
        report = await kills.kill_repeatedly(
            environment, kills=KILLS, rate=30, mean_life=0.8, lease=LEASE_DURATION, seed=1
        )
    happened = f"{len(report.in_flight)} kills, {report.twice} came twice"
    return [
        Figure("killed again and again: lost", report.lost, "<=", 0, happened),
        Figure("  came twice and was not in flight at a kill", report.unexplained, "<=", 0),
        Figure("  in flight at a kill, median", report.median, "<=", 0),
        Figure("  in flight at a kill, most", max(report.in_flight), "<=", CONCURRENCY),
    ]


async def measure_faults(folder: Path) -> list[Figure]:
    """Send through 5 % each of 429, 500, timeouts and drops; 2 % of the chats are blocked."""
    async with stage.open_stage(folder, 1000) as environment:
        happened = await faults.send_through_faults(environment)
    return [
        Figure("faults: living chats without it", happened.missed, "<=", 0, happened.detail),
        Figure("  living chats that got it twice", happened.twice, "<=", 0),
    ]


async def measure_crowd(folder: Path) -> list[Figure]:
    """Send 500,000 digests for one digest time at SEND_RATE=30, with 30 a second enforced."""
    run = await crowd.send_crowd(folder, CROWD, 30, CROWD_SPEED)
    early = (run.window.starts_at - TICK - DIGEST_TIME) / MINUTE
    return [
        Figure(f"{CROWD:,} digests at one time: not sent", CROWD - len(run.copies), "<=", 0),
        Figure("  sent twice", run.copies.total() - len(run.copies), "<=", 0, f"{run.states}"),
        Figure("  answers 429", run.refused, "<=", 0),
        Figure("  the first, minutes after that time", run.first / MINUTE, ">=", early),
        Figure("  the last, minutes after that time", run.last / MINUTE, "<=", 2),
    ]


async def measure_enqueue(folder: Path) -> list[Figure]:
    """Enqueue a broadcast to 100,000 chats in one transaction; measure the event loop's delay."""
    async with stage.open_stage(folder, 0) as environment:
        enqueued = await recipients.enqueue_broadcast(environment, 100_000)
    return [
        Figure("100,000 into the outbox, s", enqueued.seconds, "<", 3),
        Figure("  longest stop of the event loop, ms", enqueued.longest_ms, "<", 20),
    ]


async def measure_memory(folder: Path) -> list[Figure]:
    """Measure the worker's memory with 1,000,000 pending deliveries."""
    async with stage.open_stage(folder, 0) as environment:
        growth = await recipients.measure_memory(environment, 1_000_000)
    return [Figure("1,000,000 pending: memory grows by, MB", growth, "<", 100)]


async def measure_stop(folder: Path) -> list[Figure]:
    """Send SIGTERM while Telegram does not answer."""
    async with stage.open_stage(folder, 1000) as environment:
        seconds = await faults.measure_stop(environment)
    return [Figure("SIGTERM while Telegram is silent, s to the end", seconds, "<", 10)]


FIGURES: dict[str, Measure] = {
    measure.__name__.removeprefix("measure_"): measure
    for measure in (
        measure_limit,
        measure_paid,
        measure_digests,
        measure_kills,
        measure_faults,
        measure_crowd,
        measure_enqueue,
        measure_memory,
        measure_stop,
    )
}


if __name__ == "__main__":
    sys.exit(run_figures(FIGURES, __doc__))
