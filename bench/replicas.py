"""Kill either of two services on one database while a broadcast is sent and updates come in.

`python bench/replicas.py [--people 20000] [--kills 200] [--url DATABASE_URL] [--takeovers]
[--outages]`

The sandbox in this process enforces Telegram's limits. Two `svodka run` behind a proxy share a
database: a new SQLite file, or an empty database of another engine. At random instants one of the
two is killed (SIGKILL) and started again. A tenth of the people also get a digest meanwhile, and
visitors write to the bot. ``--takeovers`` only measures how long nothing is sent after a stop, a
kill and a suspension of the process that sends. ``--outages`` only takes a PostgreSQL server of its
own away for half a minute, in each way, in the middle of a broadcast to ``--people``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import re
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import aiohttp
from sqlalchemy import func, select, update

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support.figures import Figure, print_figures
from bench.support.machine import describe_machine
from bench.support.material import print_line
from bench.support.outages.kinds import Outage
from bench.support.outages.recovery import hold
from bench.support.outages.server import OwnServer, create_server
from bench.support.outbox.kills import list_sent_chats
from bench.support.outbox.replicas import Replica, read_logs, run_replicas
from bench.support.outbox.stage import NEWS, Arrivals, Stage, import_samples, open_stage
from bench.support.traffic.people import Crowd, Visitor
from sandbox.state.events import Event
from storage.messaging.outbox import Priority
from storage.schema.tables import deliveries, inbox, subscribers

MAX_GAP_SECONDS = 20.0
TAKEOVER_PEOPLE, SENDING_SECONDS = 1200, 5.0
OUTAGE_PEOPLE, OUTAGE_SECONDS, OUTAGE_DISK_MEGABYTES, MAX_BACK_SECONDS = 1500, 30.0, 96, 10.0
MEAN_LIFE_SECONDS = 4.0
VISITORS, VISITS_A_SECOND = 50, 3.0
DIGESTS_SHARE = 10
STALL_SECONDS = 120.0
"""The run ends if nothing is sent for this long: what is left is lost."""


@dataclass
class Observed:
    """What was seen. ``excused``: copies of messages that were in flight at a kill; ``asked`` and
    ``answered``: messages of visitors, and the bot's, by visitor; ``at_work``: updates that were
    not stored as handled at a kill."""

    kills: int = 0
    excused: Counter[int] = field(default_factory=Counter)
    asked: Counter[int] = field(default_factory=Counter)
    answered: Counter[int] = field(default_factory=Counter)
    at_work: int = 0
    unanswered: int = 0

    def note(self, event: Event) -> None:
        message = event.get("message", {})
        is_ours = event["type"] == "message" and message.get("outgoing")
        if is_ours and message.get("text") != NEWS and event["chat_id"] in self.asked:
            self.answered[event["chat_id"]] += 1


async def make_digests_due(stage: Stage, seconds: float) -> None:
    """Make the digests of some people due one after the other during the run."""
    chosen = stage.readers[::DIGESTS_SHARE]
    now = datetime.now(UTC)
    async with stage.database.write() as connection:
        for number, chat_id in enumerate(chosen):
            due = now + timedelta(seconds=seconds * number / len(chosen))
            await connection.execute(
                update(subscribers)
                .where(subscribers.c.chat_id == chat_id)
                .values(next_digest_at=due, watermark=now - timedelta(days=400))
            )


async def kill_in_turn(
    stage: Stage, replicas: list[Replica], arrivals: Arrivals, seen: Observed, kills: int, seed: int
) -> None:
    """Kill one of the replicas at random instants, and start it again at once; the next kill waits
    until both run: with both down there is nobody to take over."""
    draw = random.Random(seed)
    async with aiohttp.ClientSession() as client:
        while seen.kills < kills:
            await asyncio.sleep(draw.expovariate(1 / MEAN_LIFE_SECONDS))
            replica = draw.choice(replicas)
            await replica.kill()
            recorded = await list_sent_chats(stage)
            seen.excused.update(chat for chat in list(arrivals.chats) if chat not in recorded)
            seen.at_work += await count_unhandled(stage)
            seen.kills += 1
            await replica.start()
            await replica.wait_until_healthy(client)


async def visit(crowd: Crowd, seen: Observed, ending: asyncio.Event, seed: int) -> None:
    """Have visitors write at random instants, and wait for each answer."""
    draw, tasks, idle = random.Random(seed), set[asyncio.Task[None]](), list(crowd.visitors)

    async def one(visitor: Visitor) -> None:
        seen.asked[visitor.user.id] += 1
        try:
            await crowd.send(visitor, "/help")
        except TimeoutError:
            seen.unanswered += 1
        await asyncio.sleep(1.0)  # a second answer would come now
        idle.append(visitor)

    while not ending.is_set():
        await asyncio.sleep(draw.expovariate(VISITS_A_SECOND))
        if idle:
            task = asyncio.create_task(one(idle.pop(draw.randrange(len(idle)))))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
    if tasks:
        await asyncio.wait(tasks)


async def wait_until_sent(stage: Stage, arrivals: Arrivals) -> None:
    while await stage.count_left():
        if arrivals.times and monotonic() - arrivals.times[-1] > STALL_SECONDS:
            return
        await asyncio.sleep(1.0)


async def count_repeated_digests(stage: Stage) -> tuple[int, int]:
    """Return how many chats have a digest in the outbox, and how many have more than one."""
    async with stage.database.read() as connection:
        rows = await connection.execute(
            select(func.count())
            .where(deliveries.c.priority == int(Priority.DIGEST))
            .group_by(deliveries.c.chat_id)
        )
        counts = list(rows.scalars())
    return len(counts), sum(count > 1 for count in counts)


async def count_unhandled(stage: Stage) -> int:
    async with stage.database.read() as connection:
        rows = select(func.count()).select_from(inbox).where(inbox.c.body.is_not(None))
        return int((await connection.execute(rows)).scalar_one())


@contextlib.asynccontextmanager
async def send_broadcast(
    stage: Stage, rate: float
) -> AsyncIterator[tuple[list[Replica], Arrivals, Observed]]:
    """Run two services that send a broadcast while visitors write, until all of it is sent."""
    arrivals, seen, ending = Arrivals(NEWS), Observed(), asyncio.Event()
    crowd = Crowd(stage.sandbox, VISITORS, unasked=[NEWS])
    stage.sandbox.telegram.events.listen(arrivals.note)
    stage.sandbox.telegram.events.listen(seen.note)
    async with run_replicas(stage, 2, seed=1, SEND_RATE=str(rate)) as replicas:
        stage.sandbox.limits.per_second, stage.sandbox.limits.enforced = rate, True
        await stage.enqueue_broadcast()
        visiting = asyncio.create_task(visit(crowd, seen, ending, seed=2))
        yield replicas, arrivals, seen
        await wait_until_sent(stage, arrivals)
        ending.set()
        await visiting


async def measure(folder: Path, people: int, kills: int, url: str, rate: float) -> list[Figure]:
    async with open_stage(folder, people, url) as stage:
        await import_samples(stage)
        await make_digests_due(stage, people / rate)
        async with send_broadcast(stage, rate) as (replicas, arrivals, seen):
            killing = kill_in_turn(stage, replicas, arrivals, seen, kills, seed=3)
            await asyncio.gather(killing, wait_until_sent(stage, arrivals))
        unhandled = await count_unhandled(stage)
        sys.stdout.write(summarize_logs(read_logs(replicas)))
        return [
            *build_outbox_figures(stage, arrivals, seen),
            *await build_digest_figures(stage),
            *build_update_figures(seen, unhandled),
        ]


async def measure_takeovers(folder: Path, url: str) -> list[Figure]:
    """Stop, kill and suspend the process that sends; measure how long nothing is sent."""
    ways = {"stopped": signal.SIGTERM, "killed": signal.SIGKILL, "suspended": signal.SIGSTOP}
    figures = []
    async with open_stage(folder, TAKEOVER_PEOPLE, url) as stage:
        arrivals = Arrivals(NEWS)
        stage.sandbox.telegram.events.listen(arrivals.note)
        async with (
            run_replicas(stage, 2, seed=1, SEND_RATE="30") as replicas,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as client,
        ):
            for name, how in ways.items():
                await stage.enqueue_broadcast()
                sender = await find_sender(replicas, client)
                await asyncio.sleep(SENDING_SECONDS)
                count = len(arrivals.times)
                sender.signal(how)
                await asyncio.sleep(MAX_GAP_SECONDS + SENDING_SECONDS)
                gap = arrivals.find_longest_gap(count - 1)
                figures.append(Figure(f"sender {name}: nothing sent for, s", gap, "<", 20))
                sender.signal(signal.SIGCONT)
                if how is not signal.SIGSTOP:
                    await sender.kill()
                    await sender.start()
                await sender.wait_until_healthy(client)
                await wait_until_sent(stage, arrivals)
        copies = arrivals.count_copies(len(ways))
        lost = arrivals.count_lost(stage.readers, len(ways))
    return [*figures, Figure("  lost", lost, "<=", 0, f"{copies} came twice")]


def measure_outages(
    folder: Path, people: int, rate: float, chosen: Sequence[Outage]
) -> Iterator[Figure]:
    """Take the server away in each way while a broadcast is sent and people write."""
    for kind in chosen:
        place = Path(f"/tmp/svodka-outage-{os.getpid()}-{kind.name.lower()}")
        with create_server(place, OUTAGE_DISK_MEGABYTES) as server:
            if kind is Outage.DISK_FULL and not server.has_small_disk:
                print_line(f"{kind}: left out, a small disk needs root")
                continue
            own = folder / kind.name.lower()
            own.mkdir()
            yield from asyncio.run(measure_outage(own, server, kind, people, rate))


async def measure_outage(
    folder: Path, server: OwnServer, kind: Outage, people: int, rate: float
) -> list[Figure]:
    async with server.cable.run(), open_stage(folder, people, server.own_url) as stage:
        stage.url = server.url
        async with send_broadcast(stage, rate) as (replicas, arrivals, seen):
            while len(arrivals.times) < SENDING_SECONDS * rate:
                await asyncio.sleep(0.1)
            found = await hold(server, kind, replicas, arrivals, OUTAGE_SECONDS)
        unhandled = await count_unhandled(stage)
        lines = len(re.findall(r" (WARNING|ERROR) ", read_logs(replicas)))
    lost, copies = arrivals.count_lost(stage.readers), arrivals.count_copies()
    extra = sum(max(0, seen.answered[one] - seen.asked[one]) for one in seen.asked)
    asked = f"{seen.asked.total()} messages of visitors, {extra} answers too many"
    print_line(f"{kind}: /healthz said: {found.said or 'nothing'}")
    return [
        Figure(f"{kind}: s until back", found.seconds, "<", MAX_BACK_SECONDS, f"{lines} log lines"),
        Figure("  lost", lost, "<=", 0, f"{copies} came twice"),
        Figure("  updates without an answer", seen.unanswered + unhandled, "<=", 0, asked),
    ]


async def find_sender(replicas: list[Replica], client: aiohttp.ClientSession) -> Replica:
    while True:
        for replica in replicas:
            if await replica.holds(client, "sender"):
                return replica
        await asyncio.sleep(0.1)


def summarize_logs(logs: str) -> str:
    """Return how often each kind of warning was logged, without what differs between two."""
    found = Counter(
        re.sub(r"\d+", "N", line.partition(f" {level} ")[2])[:100]
        for line in logs.splitlines()
        for level in ("WARNING", "ERROR")
        if f" {level} " in line
    )
    return "".join(f"  {count:4} x {said}\n" for said, count in found.most_common(12))


def build_outbox_figures(stage: Stage, arrivals: Arrivals, seen: Observed) -> list[Figure]:
    lost, copies = arrivals.count_lost(stage.readers), arrivals.count_copies()
    unexplained = arrivals.count_copies(excused=seen.excused)
    refused = sum(stage.sandbox.limits.refused.values())
    gap = arrivals.find_longest_gap()
    received = f"{len(arrivals.chats):,} got it, {copies} copies, {arrivals.rate:.1f}/s"
    what = f"{seen.kills} kills, {received}"
    return [
        Figure("two processes, either killed: lost", lost, "<=", 0, what),
        Figure("  came twice and was not in flight at a kill", unexplained, "<=", 0),
        Figure("  longest gap without sending, s", gap, "<", MAX_GAP_SECONDS),
        Figure("  answers 429", refused, "<=", 0, f"at most {arrivals.peak} within a second"),
    ]


async def build_digest_figures(stage: Stage) -> list[Figure]:
    chats, repeated = await count_repeated_digests(stage)
    return [Figure("  chats with two digests", repeated, "<=", 0, f"{chats} got one")]


def build_update_figures(seen: Observed, unhandled: int) -> list[Figure]:
    extra = sum(max(0, seen.answered[one] - seen.asked[one]) for one in seen.asked)
    what = f"{seen.asked.total()} messages, {extra} answers too many, {seen.at_work} at work"
    return [
        Figure("  updates without an answer", seen.unanswered + unhandled, "<=", 0, what),
        Figure("  answered twice, beyond those at work at a kill", extra, "<=", seen.at_work),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, help="20,000; in an outage 1,500")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rate", type=float, default=30.0, help="SEND_RATE")
    parser.add_argument("--url", default="", help="an empty database; without it a new SQLite file")
    parser.add_argument("--takeovers", action="store_true", help="measure only these")
    parser.add_argument(
        "--outages", nargs="*", type=Outage, metavar="KIND", help=f"only: {', '.join(Outage)}"
    )
    parser.add_argument("--keep", type=Path, help="an empty folder for the database and the logs")
    given = parser.parse_args()
    sys.stdout.write(f"{describe_machine()}\n")
    with tempfile.TemporaryDirectory(prefix="svodka-bench-") as name:
        folder = given.keep or Path(name)
        figures: Iterable[Figure]
        if given.outages is not None:
            chosen = given.outages or list(Outage)
            figures = measure_outages(folder, given.people or OUTAGE_PEOPLE, given.rate, chosen)
        elif given.takeovers:
            figures = asyncio.run(measure_takeovers(folder, given.url))
        else:
            people = given.people or 20_000
            figures = asyncio.run(measure(folder, people, given.kills, given.url, given.rate))
        all_met = print_figures(figures)
    sys.exit(0 if all_met else 1)
