"""The outbox against Telegram's limits, faults, kills and a crowd: `bench/delivery.py [figure…]`.

The sandbox keeps the limits and counts violations, in this process; the bot is one other process.
Without a figure's name, all are measured: a quarter of an hour. `make bench` does that.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support.machine import machine
from bench.support.outbox import crowd, lives, stage, trouble
from bench.support.outbox.figures import Figure
from bot.telegram.outbox.worker import CONCURRENCY, LEASE_DURATION

KILLS = 200


async def limit(folder: Path) -> list[Figure]:
    """3,000 recipients at SEND_RATE=30 against an enforced 30/s."""
    async with stage.stage(folder, 3000) as where:
        run = await crowd.broadcast(where, SEND_RATE="30")
    return [
        Figure("3,000 at SEND_RATE=30, share of the limit", run.rate / 30, ">=", 0.98, run.detail),
        Figure("  answers 429", run.refused, "<=", 0),
    ]


async def paid(folder: Path) -> list[Figure]:
    """20,000 recipients at PAID_SEND_RATE=1000 against an enforced 1,000/s, and a reader."""
    async with stage.stage(folder, 20_000) as where:
        await stage.import_samples(where)
        run = await crowd.broadcast(where, readers=3, PAID_SEND_RATE="1000")
    return [
        Figure(
            "20,000 at PAID_SEND_RATE=1000, share of it", run.rate / 1000, ">=", 0.95, run.detail
        ),
        Figure("  answers 429", run.refused, "<=", 0),
        Figure("  a reply to /search meanwhile, p95, s", run.reply_p95, "<", 0.3, run.replies),
    ]


async def kills(folder: Path) -> list[Figure]:
    """200 kills (SIGKILL at random instants) over a 5,000-recipient broadcast."""
    async with stage.stage(folder, 5000) as where:
        toll = await lives.kill_again_and_again(
            where, kills=KILLS, rate=30, mean_life=0.8, lease=LEASE_DURATION, seed=1
        )
    happened = f"{len(toll.in_flight)} kills, {toll.twice} came twice"
    return [
        Figure("killed again and again: lost", toll.lost, "<=", 0, happened),
        Figure("  came twice and was not in flight at a kill", toll.unexplained, "<=", 0),
        Figure("  in flight at a kill, median", toll.median, "<=", 0),
        Figure("  in flight at a kill, most", max(toll.in_flight), "<=", CONCURRENCY),
    ]


async def faults(folder: Path) -> list[Figure]:
    """5% each of 429, 500, timeout, connection reset, plus 2% blocked."""
    async with stage.stage(folder, 1000) as where:
        happened = await trouble.weather(where)
    return [
        Figure("faults: living chats without it", happened.missed, "<=", 0, happened.detail),
        Figure("  living chats that got it twice", happened.twice, "<=", 0),
    ]


async def enqueue(folder: Path) -> list[Figure]:
    """100,000 chats into the outbox in one transaction, and the delay of the event loop."""
    async with stage.stage(folder, 0) as where:
        entered = await crowd.enter(where, 100_000)
    return [
        Figure("100,000 into the outbox, s", entered.seconds, "<", 3),
        Figure("  longest stop of the event loop, ms", entered.longest_ms, "<", 20),
    ]


async def memory(folder: Path) -> list[Figure]:
    """1,000,000 pending deliveries."""
    async with stage.stage(folder, 0) as where:
        grown = await crowd.weigh(where, 1_000_000)
    return [Figure("1,000,000 pending: memory grows by, MB", grown, "<", 100)]


async def stop(folder: Path) -> list[Figure]:
    """SIGTERM while Telegram does not answer."""
    async with stage.stage(folder, 1000) as where:
        seconds = await trouble.stopped_after(where)
    return [Figure("SIGTERM while Telegram is silent, s to the end", seconds, "<", 10)]


FIGURES: dict[str, Callable[[Path], Coroutine[None, None, list[Figure]]]] = {
    measure.__name__: measure for measure in (limit, paid, kills, faults, enqueue, memory, stop)
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", nargs="*", metavar="figure", help=", ".join(FIGURES))
    names = parser.parse_args().figures or list(FIGURES)
    if unknown := set(names) - set(FIGURES):
        parser.error(f"no figure {', '.join(sorted(unknown))}; there are {', '.join(FIGURES)}")
    sys.stdout.write(f"{machine()}\n")
    well = True
    for name in names:
        with tempfile.TemporaryDirectory(prefix="svodka-bench-") as folder:
            for figure in asyncio.run(FIGURES[name](Path(folder))):
                well &= figure.is_met
                sys.stdout.write(f"{figure.line}\n")
                sys.stdout.flush()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
