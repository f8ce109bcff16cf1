"""Measure sending to many recipients: rate, latency of replies, memory."""

from __future__ import annotations

import asyncio
import statistics
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from bench.support.machine import get_cpu_seconds
from bench.support.outbox.kills import run_worker
from bench.support.outbox.stage import (
    FIRST_READER,
    NEWS,
    Arrivals,
    Stage,
    get_next_id,
    run_bot,
    subscribe,
)
from bot.ui import plain
from bot.ui.document import build_document
from sandbox.testing import Person
from storage.messaging import audience, outbox
from storage.messaging.audience import Audience
from storage.messaging.outbox import Priority

SEARCH_EVERY_SECONDS = 1.2
POLL_SECONDS = 0.25
SETTLE_SECONDS = 15
"""How long a worker sends before its memory is measured."""


@dataclass(frozen=True, slots=True)
class BroadcastRun:
    """``rate``: messages a second from the first to the last. ``reply_p95``: seconds."""

    rate: float
    refused: int
    detail: str
    reply_p95: float
    replies: str


@dataclass(frozen=True, slots=True)
class Enqueued:
    seconds: float
    longest_ms: float


async def send_to_all(
    stage: Stage, *, priority: Priority = Priority.BREAKING, readers: int = 0, **settings: str
) -> BroadcastRun:
    """Let `svodka run` send a broadcast or digests, limits enforced, while readers search."""
    arrivals = Arrivals(NEWS)
    async with run_bot(stage, **settings) as bot:
        people = [
            Person(stage.sandbox, f"Person {n}", id=get_next_id(stage)) for n in range(readers)
        ]
        stage.sandbox.limits.enforced = True
        stage.sandbox.telegram.events.listen(arrivals.note)
        cpu = get_cpu_seconds(Path(f"/proc/{bot.pid}"))
        await enqueue_for_all(stage, priority)
        waits: list[float] = []
        searching = [asyncio.create_task(search_repeatedly(person, waits)) for person in people]
        while len(arrivals.chats) < len(stage.readers):
            await asyncio.sleep(POLL_SECONDS)
        for task in searching:
            task.cancel()
        cpu = get_cpu_seconds(Path(f"/proc/{bot.pid}")) - cpu
    limits = stage.sandbox.limits
    each = cpu / len(arrivals.times) * 1e6
    return BroadcastRun(
        rate=arrivals.rate,
        refused=sum(limits.refused.values()),
        detail=f"{arrivals.rate:.1f}/s, most in a second {arrivals.peak}, {each:.0f} µs CPU each, "
        f"{limits.stars_spent:.0f} Stars",
        reply_p95=statistics.quantiles(waits, n=20)[-1] if len(waits) > 1 else 0,
        replies=f"{len(waits)} replies, median {statistics.median(waits or [0]):.3f}",
    )


async def enqueue_for_all(stage: Stage, priority: Priority) -> None:
    if priority is Priority.BREAKING:
        await stage.enqueue_broadcast()
    else:
        await enqueue_digests(stage, NEWS)


async def search_repeatedly(person: Person, waits: list[float]) -> None:
    """Search repeatedly; append the seconds that each answer took."""
    while True:
        started = monotonic()
        await person.send("/search мост")
        await person.wait(timeout=30)
        waits.append(monotonic() - started)
        await asyncio.sleep(SEARCH_EVERY_SECONDS)


async def enqueue_broadcast(stage: Stage, count: int) -> Enqueued:
    """Enqueue a broadcast to ``count`` chats; return the time it takes and blocks the event
    loop."""
    await subscribe(stage.database, range(FIRST_READER, FIRST_READER + count))
    gaps: list[float] = []
    watching = asyncio.create_task(watch_delay(gaps))
    await asyncio.sleep(0.1)
    gaps.clear()
    started = monotonic()
    await stage.enqueue_broadcast()
    seconds = monotonic() - started
    watching.cancel()
    return Enqueued(seconds, 1000 * max(gaps))


async def watch_delay(gaps: list[float]) -> None:
    """Append how many seconds late a 1 ms timer is, repeatedly."""
    while True:
        before = monotonic()
        await asyncio.sleep(0.001)
        gaps.append(monotonic() - before - 0.001)


async def measure_memory(stage: Stage, count: int) -> float:
    """Return by how many MB a worker grows for ``count`` pending deliveries, compared with a
    hundred."""
    few = await measure_worker_memory(stage, 100)
    return await measure_worker_memory(stage, count) - few


async def measure_worker_memory(stage: Stage, pending: int) -> float:
    async with stage.database.write() as connection:
        await connection.exec_driver_sql("DELETE FROM deliveries")
    await enqueue_for_few(stage, pending)
    with run_worker(stage, rate=30) as life:
        await asyncio.sleep(SETTLE_SECONDS)
        status = Path(f"/proc/{life.pid}/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


async def enqueue_for_few(stage: Stage, pending: int) -> None:
    """Enqueue digests for a hundred people, so that only the number of deliveries differs."""
    people = 100
    if not stage.readers:
        stage.readers += range(FIRST_READER, FIRST_READER + people)
        for number in stage.readers:
            stage.sandbox.add_person("Reader", "ru", id=number, hidden=True)
        await subscribe(stage.database, stage.readers)
    await enqueue_digests(stage, *(f"{NEWS}: {number}" for number in range(pending // people)))


async def enqueue_digests(stage: Stage, *texts: str) -> None:
    """Enqueue a digest with each of the texts for all subscribers."""
    now = datetime.now(UTC)
    async with stage.database.write() as connection:
        for text in texts:
            message = plain.render(build_document(text)).to_json()
            await outbox.enqueue(
                connection,
                await outbox.add_payload(connection, message, now),
                audience.select_without_quiet_hours(Audience(), "on"),
                priority=Priority.DIGEST,
                due_at=now,
                expires_at=now + timedelta(hours=3),
            )
