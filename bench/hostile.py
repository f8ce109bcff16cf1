"""Soak the service in hostile input beside honest people.

`python bench/hostile.py [MINUTES]`

`svodka run` is a process of its own; the sandbox and all people are in this one, the hostile pages
in a third. Strangers send every command with junk, two groups flood, sources are bombs, Telegram
flaps, and the service and its analysis process are killed. Beside that, 2,000 honest people act, in
all fifty times a second, and news goes out to everybody once in twenty seconds.

The latencies leave out, and show apart, what no bot can help: answers during a restart, and those
to a chat for which Telegram itself has just failed. The delay of the event loop is measured inside
the service, with and without what other processes use of the processors.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import select, update

from bench.support.figures import Figure, print_figures
from bench.support.machine import describe_machine
from bench.support.material import print_line
from bench.support.outbox.stage import NEWS, Stage, open_stage
from bench.support.traffic import archive
from bench.support.traffic.flapping import FlappingTelegram
from bench.support.traffic.hostile_web import run_hostile_web
from bench.support.traffic.people import Action, Crowd, Visitor
from bench.support.traffic.service import ANSWER_SECONDS, Service
from bench.support.traffic.strangers import Flood, Strangers
from sandbox import users
from sandbox.state.events import Event
from sandbox.testing import Person
from storage.archive import sources
from storage.schema.tables import deliveries
from storage.schema.tables import sources as sources_table

MINUTES = 20.0
READERS, ARTICLES = 300, 3000
HONEST_RATE = 50.0
STRANGERS_SHARE, FLOOD_SHARE = 0.3, 0.2
"""Acts of strangers, and questions in each flooding group, for one honest act."""
SECONDS_BETWEEN_ACTS = 40
"""Of one honest person."""
SEND_RATE = 200
SETTINGS = {
    "SEND_RATE": str(SEND_RATE),
    "FETCH_PAUSE_SECONDS": "0",
    "FETCH_INTERVAL_MINUTES": "1",
    "ALLOW_PRIVATE_NETWORKS": "true",
    "BACKUPS_KEEP": "0",
}
BLOCKED_ONE_IN = 50
BROADCAST_SECONDS, DUE_SECONDS, MEMORY_SECONDS = 20.0, 40.0, 1.0
WARM_UP_SECONDS = 10.0
MINUTES_A_KILL = 4.0
SETTLE_SECONDS = 5.0
"""After the first answer of a new process, until the answers that waited for it are out."""
SLOWEST_SHOWN = 5
ALERT = "Вы следите"


@dataclass(frozen=True, slots=True)
class Act:
    """An honest act and its answer, in seconds of the monotonic clock."""

    name: str
    chat: int
    started: float
    answered: float

    @property
    def seconds(self) -> float:
        return self.answered - self.started


@dataclass
class Soak:
    """What happened. ``gaps``: from each kill until the answers that waited for it are out.

    ``copies``: how often each chat got the news of each broadcast; ``arrived``: when first.
    ``in_flight``: at each kill, what Telegram had and the service had not recorded.
    """

    stage: Stage
    acts: list[Act] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)
    memory: dict[str, list[float]] = field(default_factory=dict)
    broadcasts: dict[str, int] = field(default_factory=dict)
    in_flight: list[set[tuple[int, int]]] = field(default_factory=list)
    copies: Counter[tuple[int, int]] = field(default_factory=Counter)
    arrived: dict[tuple[int, int], float] = field(default_factory=dict)

    def note(self, event: Event) -> None:
        text = event["message"].get("text", "") if event["type"] == "message" else ""
        if text in self.broadcasts:
            key = event["chat_id"], self.broadcasts[text]
            self.copies[key] += 1
            self.arrived.setdefault(key, monotonic())

    def record(self, name: str, share: int, do: Callable[[Visitor], Awaitable[float]]) -> Action:
        """Return an action that is recorded here."""

        async def recorded(visitor: Visitor) -> float:
            started = monotonic()
            try:
                seconds = await do(visitor)
            except (TimeoutError, KeyError, RuntimeError) as error:
                self.lost.append(f"{name} of {visitor.user.id}: {error!r}"[:200])
                return 0.0
            self.acts.append(Act(name, visitor.user.id, started, monotonic()))
            return seconds

        return Action(name, share, recorded)

    def is_in_gap(self, act: Act) -> bool:
        return any(act.started < end and act.answered > start for start, end in self.gaps)


def build_actions(soak: Soak, crowd: Crowd) -> list[Action]:
    """Return what honest people do: starts, searches, presses, digests and follows."""
    queries = archive.draw_queries()

    def choose(visitor: Visitor) -> str:
        return queries[(visitor.user.id * 7919 + len(soak.acts)) % len(queries)]

    def write(text: str) -> Callable[[Visitor], Awaitable[float]]:
        return lambda visitor: crowd.send(visitor, text)

    async def follow(visitor: Visitor) -> float:
        return await crowd.send(visitor, f"/follow {choose(visitor)}")

    async def press(visitor: Visitor) -> float:
        await crowd.send(visitor, "/topics")
        async with asyncio.timeout(ANSWER_SECONDS):
            while not crowd.find_screen(visitor, "t"):  # an earlier answer came once more
                await asyncio.sleep(0.05)
        return await crowd.press(visitor, "t", place=visitor.user.id)

    return [
        soak.record("/start", 1, write("/start")),
        soak.record("search", 3, lambda visitor: crowd.send(visitor, choose(visitor))),
        soak.record("press", 4, press),
        soak.record("/digest", 1, write("/digest")),
        soak.record(
            "/follow", 1, lambda visitor: crowd.send(visitor, f"/follow {choose(visitor)}")
        ),
    ]


async def ask_as_anonymous_admin(soak: Soak) -> None:
    """Ask in a quiet group as its anonymous admin, who shares a user id with the floods'."""
    person = Person(soak.stage.sandbox, "Админ", id=60_000)
    group = soak.stage.sandbox.add_group("Тихая группа", person.user, big=True)
    users.set_member_status(
        soak.stage.sandbox.telegram, person.user, group, person.user, "creator", is_anonymous=True
    )
    admin = person.within(group)
    while True:
        admin.skip()
        started = monotonic()
        await admin.send("/help")
        await admin.wait(timeout=ANSWER_SECONDS)
        soak.acts.append(Act("an anonymous admin", group.id, started, monotonic()))
        await asyncio.sleep(10)


async def send_broadcasts(soak: Soak) -> None:
    while True:
        text = f"{NEWS} ({len(soak.broadcasts) + 1})"
        soak.broadcasts[text] = len(soak.broadcasts) + 1
        assert soak.broadcasts[text] == await soak.stage.enqueue_broadcast(text)
        await asyncio.sleep(BROADCAST_SECONDS)


async def make_sources_due(soak: Soak) -> None:
    """Let all sources be read again and again, also those that the service lets rest."""
    while True:
        async with soak.stage.database.write() as connection:
            await connection.execute(update(sources_table).values(next_fetch_at=datetime.now(UTC)))
        await asyncio.sleep(DUE_SECONDS)


async def watch_memory(soak: Soak, service: Service) -> None:
    while True:
        for name, megabytes in service.read_memory().items():
            soak.memory.setdefault(name, []).append(megabytes)
        await asyncio.sleep(MEMORY_SECONDS)


async def kill_in_turn(soak: Soak, service: Service, seconds: float) -> None:
    """Kill the analysis process and the service in turn."""
    count = max(1, round(seconds / 60 / MINUTES_A_KILL))
    for _ in range(count):
        await asyncio.sleep(seconds / (2 * count + 1))
        while not service.kill_analysis():
            await asyncio.sleep(1)
        await asyncio.sleep(seconds / (2 * count + 1))
        started = monotonic()
        await service.kill()
        soak.in_flight.append(set(soak.copies) - await list_sent(soak.stage))
        await service.start()
        soak.gaps.append((started, monotonic() + SETTLE_SECONDS))
        print_line(f"  service killed; the next one answered after {monotonic() - started:.1f} s")


@contextlib.asynccontextmanager
async def run_beside(*works: Awaitable[None]) -> AsyncIterator[None]:
    """Run the works during the block; raise what one of them raises."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                raise result


async def soak_service(service: Service, stage: Stage, minutes: float, rate: float) -> list[Figure]:
    soak = Soak(stage)
    stage.sandbox.limits.per_second = SEND_RATE
    stage.sandbox.limits.enforced = True
    for number in stage.readers[::BLOCKED_ONE_IN]:
        stage.sandbox.telegram.chats[number].blocked = True
    crowd = Crowd(stage.sandbox, round(rate * SECONDS_BETWEEN_ACTS), unasked=(NEWS, ALERT))
    actions = build_actions(soak, crowd)
    floods = [Flood(stage.sandbox, number) for number in range(2)]
    strangers, flapping = Strangers(stage.sandbox), FlappingTelegram(stage.sandbox)
    stage.sandbox.telegram.events.listen(soak.note)
    await service.start()
    await crowd.act_at_random(actions, rate, WARM_UP_SECONDS, seed=2)
    soak.acts.clear()
    os.truncate(service.delays, 0)
    async with run_beside(watch_memory(soak, service)):
        async with run_beside(
            strangers.act(rate * STRANGERS_SHARE),
            *(flood.flood(rate * FLOOD_SHARE) for flood in floods),
            flapping.flap(),
            ask_as_anonymous_admin(soak),
            send_broadcasts(soak),
            make_sources_due(soak),
            kill_in_turn(soak, service, 60 * minutes),
        ):
            await crowd.act_at_random(actions, rate, 60 * minutes)
        await drain(stage)
    print_line(f"  strangers acted {strangers.acts} times; Telegram failed: {flapping.hits}")
    print_line(f"  floods: {[(one.sent, one.answered) for one in floods]} sent and answered")
    print_line(f"  refused for the rate by the sandbox: {dict(stage.sandbox.limits.refused)}")
    await service.stop()
    most = max(one.most_in_a_minute for one in floods)
    return [
        *list_latencies(soak, flapping),
        Figure("acts lost", len(soak.lost), "<=", 0, "; ".join(soak.lost[:3])),
        *await list_deliveries(soak, flapping),
        *list_resources(soak, service),
        Figure("a flooding group: answers in a minute, most", most, "<=", 20),
    ]


async def drain(stage: Stage) -> None:
    """Wait until all deliveries are sent, at most five minutes."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(300):
            while await stage.count_left():
                await asyncio.sleep(0.5)


def list_latencies(soak: Soak, flapping: FlappingTelegram) -> list[Figure]:
    apart: dict[str, list[Act]] = {"during a restart": [], "while Telegram failed": []}
    usual = []
    for act in soak.acts:
        if soak.is_in_gap(act):
            apart["during a restart"].append(act)
        elif flapping.has_failed(act.chat, act.started, act.answered):
            apart["while Telegram failed"].append(act)
        else:
            usual.append(act)
    for name, acts in {**apart, "all": soak.acts}.items():
        print_line(f"  {name}: {describe_latency(acts)}")
    for name in dict.fromkeys(act.name for act in usual):
        print_line(f"  {name}: {describe_latency([act for act in usual if act.name == name])}")
    now, clock = datetime.now(UTC), monotonic()
    for act in sorted(usual, key=lambda act: act.seconds)[-SLOWEST_SHOWN:]:
        moment = now - timedelta(seconds=clock - act.started)
        print_line(f"  slow: {act.name} of {act.chat} at {moment:%H:%M:%S}, {act.seconds:.1f} s")
    p99 = statistics.quantiles([act.seconds for act in usual], n=100)[-1]
    return [Figure("honest answers, p99, s", p99, "<", 1, describe_latency(usual))]


def describe_latency(acts: list[Act]) -> str:
    if len(acts) < 2:
        return f"{len(acts)} answers"
    cuts = statistics.quantiles([act.seconds for act in acts], n=100)
    most = max(act.seconds for act in acts)
    return f"{len(acts)} answers, p50 {cuts[49]:.3f} s, p99 {cuts[98]:.3f}, slowest {most:.1f}"


async def list_sent(stage: Stage) -> set[tuple[int, int]]:
    """Return chat and broadcast of the deliveries that are recorded as sent."""
    async with stage.database.read() as connection:
        query = select(deliveries.c.chat_id, deliveries.c.broadcast_id)
        rows = await connection.execute(query.where(deliveries.c.state == "sent"))
        return {(chat, number) for chat, number in rows if number is not None}


async def list_deliveries(soak: Soak, flapping: FlappingTelegram) -> list[Figure]:
    """Return how many deliveries were lost or came twice."""
    async with soak.stage.database.read() as connection:
        columns = (deliveries.c.chat_id, deliveries.c.broadcast_id, deliveries.c.state)
        query = select(*columns).where(deliveries.c.broadcast_id.is_not(None))
        rows = (await connection.execute(query)).all()
    chats = soak.stage.sandbox.telegram.chats
    lost = [
        row for row in rows if not chats[row[0]].blocked and (row[0], row[1]) not in soak.copies
    ]
    twice = [key for key, copies in soak.copies.items() if copies > 1]
    explained = set().union(*soak.in_flight)
    unexplained = [
        key
        for key in twice
        if key not in explained
        and not flapping.has_failed(key[0], soak.arrived[key] - 1, soak.arrived[key] + 1)
    ]
    states = dict(Counter(row.state for row in rows))
    in_flight = ", ".join(str(len(one)) for one in soak.in_flight)
    detail = f"{len(twice)} twice; in flight at the kills: {in_flight}"
    return [
        Figure("deliveries lost", len(lost), "<=", 0, f"{len(rows)} deliveries: {states}"),
        Figure("  twice, not in flight at a fault", len(unexplained), "<=", 0, detail),
    ]


def list_resources(soak: Soak, service: Service) -> list[Figure]:
    rows = [tuple(map(int, line.split()[1:])) for line in service.delays.read_text().splitlines()]
    late, held = (max((row[n] for row in rows), default=0) for n in (0, 1))
    most = ", ".join(
        f"{name} {max(values):.0f}, at the end {values[-1]:.0f}"
        for name, values in soak.memory.items()
    )
    lines = service.log.read_text(errors="replace").splitlines()
    worst = Counter(line.split(" ", 3)[-1][:60] for line in lines if " ERROR " in line)
    print_line(f"  errors in the log: {dict(worst.most_common(5))}")
    detail = f"{sum(row[0] > 100 for row in rows)} times over 100 ms"
    return [
        Figure("memory of all processes, most, MB", max(soak.memory["together"]), "<", 600, most),
        Figure("event loop late, most, ms", late, "<=", 250, detail),
        Figure("  of these its own work, most, ms", held, "<=", 250),
    ]


async def main(minutes: float, rate: float, keep: Path | None) -> bool:
    print_line(describe_machine())
    with tempfile.TemporaryDirectory(prefix="svodka-bench-") as name:
        folder = Path(name)
        shutil.copy(await archive.ensure(keep or folder, ARTICLES), folder / "svodka.db")
        async with open_stage(folder, READERS) as stage:
            with run_hostile_web() as addresses:
                async with stage.database.write() as connection:
                    for address in addresses:
                        await sources.add(connection, url=address, title="", now=datetime.now(UTC))
                service = Service(stage, keep or folder, **SETTINGS)
                try:
                    figures = await soak_service(service, stage, minutes, rate)
                finally:
                    await service.stop()
    return print_figures(figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", nargs="?", type=float, default=MINUTES)
    parser.add_argument("--rate", type=float, default=HONEST_RATE, help="honest acts a second")
    parser.add_argument("--keep", type=Path, help="a folder for the archive and the log")
    given = parser.parse_args()
    sys.exit(0 if asyncio.run(main(given.minutes, given.rate, given.keep)) else 1)
