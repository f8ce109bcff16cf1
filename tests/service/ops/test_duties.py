"""Test that one process has a duty at a time, whatever is suspended, killed or slow."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from service.ops.checks import Status, check_duties
from service.ops.duties import (
    GONE_SECONDS,
    LONG_PAST,
    LOOK_SECONDS,
    PROOF_SECONDS,
    RENEW_SECONDS,
    SETTLE_SECONDS,
    TAKE_OVER_SECONDS,
    TRUST_SECONDS,
    DutyKeeper,
    DutyLost,
    Silence,
    is_ended,
    make_plan,
)
from storage import processes
from storage.database.engine import Database, open_database
from storage.database.fencing import CheckIn
from storage.processes import NOBODY, Duty, DutyRow, ProcessRow
from storage.schema.tables import payloads
from tests.support.databases.machine import DatabaseMachine
from tests.support.factories import NOON
from tests.support.paths import ROOT
from tests.support.waiting import wait_until

SECOND = timedelta(seconds=1)


@pytest.fixture
async def database(empty_database: Path, tmp_path: Path) -> AsyncIterator[Database]:
    database = open_database(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'svodka.db')}")
    yield database
    await database.close()


def duty(name: Duty, holder: str) -> DutyRow:
    return DutyRow(name, holder, 1, NOON)


@pytest.mark.parametrize(
    ("silence", "late", "expected"),
    [
        (Silence(TAKE_OVER_SECONDS - 0.1), timedelta(0), False),
        (Silence(TAKE_OVER_SECONDS), timedelta(0), True),
        (Silence(GONE_SECONDS, GONE_SECONDS - 0.1), timedelta(0), False),
        (Silence(GONE_SECONDS, GONE_SECONDS), timedelta(0), True),
        (Silence(), LONG_PAST, False),
        (Silence(), LONG_PAST + SECOND, True),
        (Silence(TAKE_OVER_SECONDS - 0.1), -timedelta(days=1), False),  # its clock is ahead
    ],
)
def test_process_ends_when_its_row_stays_or_it_is_gone(
    silence: Silence, late: timedelta, expected: bool
) -> None:
    assert is_ended(ProcessRow("a", NOON), silence, NOON + late) is expected


def test_only_wanted_duties_without_a_living_holder_are_taken() -> None:
    rows = [
        duty(Duty.CLOCK, "living"),
        duty(Duty.INGEST, "ended"),
        duty(Duty.POLLING, NOBODY),
        duty(Duty.RETENTION, "gone"),
        duty(Duty.SENDER, "me"),
    ]
    others = [ProcessRow("living", NOON), ProcessRow("ended", NOON)]
    wanted = {Duty.CLOCK, Duty.INGEST, Duty.POLLING, Duty.SENDER}
    plan = make_plan("me", wanted, others, rows, {"ended"})
    assert [row.id for row in plan.ended] == ["ended"]
    assert [row.duty for row in plan.free] == [Duty.INGEST, Duty.POLLING]


def test_doctor_says_who_does_what() -> None:
    running = [ProcessRow("a", NOON), ProcessRow("b", NOON), ProcessRow("old", NOON - SECOND)]
    rows = [duty(name, "a") for name in Duty]
    found = check_duties(running, rows, NOON)
    assert (found.status, "b stands by" in found.text, "old" in found.text) == ("ok", True, False)
    rows[0] = duty(Duty.CLOCK, "old")
    assert check_duties(running, rows, NOON).status is Status.WARNING
    assert "nobody does clock" in check_duties(running, rows, NOON).text
    assert check_duties([], rows, NOON).status is Status.OK


async def test_duties_are_given_up_at_a_clean_stop(database: Database) -> None:
    first = DutyKeeper(database, lambda: NOON)
    second = DutyKeeper(database, lambda: NOON)
    async with first.keep():
        await second.look()
        assert (set(first.held), second.held) == (set(Duty), [])
    await second.look()
    assert set(second.held) == set(Duty)


async def test_only_process_waits_for_nobody(database: Database) -> None:
    """It was killed and is started again; the lock file says that nobody else runs."""
    await DutyKeeper(database, lambda: NOON).look()
    second = DutyKeeper(database, lambda: NOON, is_alone=lambda: True)
    await second.look()
    assert set(second.held) == set(Duty)


async def test_process_that_is_only_for_a_part_takes_no_more(database: Database) -> None:
    sender = DutyKeeper(database, lambda: NOON, {Duty.SENDER})
    rest = DutyKeeper(database, lambda: NOON)
    await sender.look()
    await rest.look()
    assert sender.held == [Duty.SENDER]
    assert set(rest.held) == set(Duty) - {Duty.SENDER}


class Session:
    """A connection to a server that knows who is connected. ``is_cut``: the server has given it up,
    and the process does not know."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.number, self.name = 0, ""
        self.is_connected = self.is_cut = False

    def connect(self) -> None:
        self.number += 1
        self.name, self.is_connected, self.is_cut = "", True, False

    async def check_in(self, name: str, others: Collection[str]) -> CheckIn | None:
        if self.is_cut:
            self.is_connected = False
            return None
        self.name = name
        connected = {life.session.name for life in self.world.lives if not life.session.is_cut}
        return CheckIn(self.number, frozenset(connected & {name, *others}))


class Life:
    """A process with a steady clock of its own speed and a wall clock of its own error."""

    def __init__(self, database: Database, world: World, speed: float, error: timedelta) -> None:
        self.world, self.speed = world, speed
        self.started = world.seconds
        self.keeper = DutyKeeper(
            database,
            lambda: NOON + timedelta(seconds=world.seconds) + error,
            monotonic=lambda: (world.seconds - self.started) * speed,
        )
        self.keeper._listener = self.session = Session(world)


class World(DatabaseMachine):
    """Processes look, work, are suspended for any time and end, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self.lives: list[Life] = []
        self.commits: list[tuple[int, str]] = []

    @rule(speed=st.floats(0.98, 1.02), error=st.integers(-20, 20))
    def start(self, speed: float, error: int) -> None:
        if len(self.lives) < 4:
            self.lives.append(Life(self.database, self, speed, timedelta(seconds=error)))
            self.complete(self.lives[-1].keeper.look())

    @rule(seconds=st.one_of(st.floats(0.1, 6), st.floats(10, 40)))
    def wait(self, seconds: float) -> None:
        self.seconds += seconds

    @rule(number=st.integers(0, 3))
    def look(self, number: int) -> None:
        if number < len(self.lives):
            self.complete(self.lives[number].keeper.look())

    @rule(number=st.integers(0, 3))
    def check_in(self, number: int) -> None:
        if number < len(self.lives):
            self.complete(self.lives[number].keeper.check_in())

    @rule(number=st.integers(0, 3))
    def connect(self, number: int) -> None:
        if number < len(self.lives):
            self.lives[number].session.connect()

    @rule(number=st.integers(0, 3))
    def cut(self, number: int) -> None:
        if number < len(self.lives):
            self.lives[number].session.is_cut = True

    @rule(seconds=st.integers(1, 8), numbers=st.sets(st.integers(0, 3)))
    def go_on(self, seconds: int, numbers: set[int]) -> None:
        """Let some of the processes do each second what they always do."""
        for _ in range(seconds):
            self.seconds += LOOK_SECONDS
            for number in sorted(numbers):
                self.look(number)
                self.check_in(number)
                self.trust(number)

    @rule(number=st.integers(0, 3), is_clean=st.booleans())
    def end(self, number: int, is_clean: bool) -> None:
        if number < len(self.lives):
            life = self.lives.pop(number)
            if is_clean:
                self.complete(life.keeper._leave())

    @rule(number=st.integers(0, 3))
    def work(self, number: int) -> None:
        """Work for a duty that this process had when it last looked."""
        if number >= len(self.lives):
            return
        keeper = self.lives[number].keeper
        epoch, holder = keeper._epochs.get(Duty.SENDER), keeper.id

        async def commit() -> None:
            with keeper.acting(Duty.SENDER):
                async with self.database.write(inline=bool(number % 2)) as connection:
                    values = {"message": {}, "created_at": NOON}
                    await connection.execute(insert(payloads), values)

        try:
            self.complete(commit())
        except DutyLost:
            assert not keeper.holds(Duty.SENDER)
            return
        assert epoch is not None
        self.commits.append((epoch, holder))

    @rule(number=st.integers(0, 3))
    def trust(self, number: int) -> None:
        """What a process believes without the database is true."""
        if number < len(self.lives) and self.lives[number].keeper.holds(Duty.SENDER):
            keeper, rows = self.lives[number].keeper, self.read(processes.list_duties)
            (row,) = (row for row in rows if row.duty is Duty.SENDER)
            assert row.holder == keeper.id

    @invariant()
    def commits_follow_the_epochs(self) -> None:
        epochs = [epoch for epoch, _ in self.commits]
        assert epochs == sorted(epochs), "one that was replaced committed"
        assert len(set(self.commits)) == len(set(epochs)), "two committed in one epoch"

    def check_end(self) -> None:
        if self.lives:
            for _ in range(40):
                self.seconds += 1
                for life in self.lives:
                    self.complete(life.keeper.look())
            holders = [life.keeper.id for life in self.lives if life.keeper.held]
            assert [row.holder for row in self.read(processes.list_duties)] == len(Duty) * holders


TestWorld = pytest.mark.slow(World.TestCase)
World.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_connection_after_an_absence_proves_nothing_before_the_next_renewal() -> None:
    """Another process saw the absence, and counts from there."""
    world = World()
    for number in range(2):
        world.start(speed=1.0, error=0)
        world.connect(number)
    world.go_on(seconds=3, numbers={0, 1})
    first, second = world.lives
    assert first.keeper.holds(Duty.SENDER)
    world.cut(0)
    world.check_in(1)
    first.session.connect()
    world.wait(GONE_SECONDS - 0.1)
    world.check_in(0)
    world.cut(0)
    world.wait(0.1)
    world.look(1)
    assert second.keeper.holds(Duty.SENDER)
    assert not first.keeper.holds(Duty.SENDER)
    world.teardown()


def test_process_started_after_a_kill_knows_that_the_last_one_could_be_seen() -> None:
    """Else kills that follow each other would let nobody take over for long."""
    world = World()
    world.start(speed=1.0, error=0)
    world.connect(0)
    world.go_on(seconds=2, numbers={0})
    world.end(0, is_clean=False)
    world.start(speed=1.0, error=0)
    world.connect(0)
    world.check_in(0)
    world.wait(GONE_SECONDS - 0.1)
    world.look(0)
    assert not world.lives[0].keeper.held
    world.wait(0.1)
    world.look(0)
    assert world.lives[0].keeper.holds(Duty.SENDER)
    world.teardown()


def test_process_that_cannot_be_seen_is_not_gone() -> None:
    """It has no connection of its own, as behind a pool of connections."""
    world = World()
    world.start(speed=1.0, error=0)
    world.start(speed=1.0, error=0)
    world.connect(1)
    world.check_in(1)
    world.wait(GONE_SECONDS)
    world.look(1)
    assert world.lives[0].keeper.holds(Duty.SENDER)
    assert not world.lives[1].keeper.held
    world.teardown()


HOLDER = """
import asyncio, sys
from datetime import UTC, datetime
from sqlalchemy import insert
from service.ops import duties
from storage.database.engine import open_database
from storage.processes import Duty
from storage.schema.tables import payloads

async def live():
    database = open_database("sqlite:///" + sys.argv[1])
    now = lambda: datetime.now(UTC)
    keeper = duties.DutyKeeper(database, now)
    async with keeper.keep():
        print("holds", flush=True)
        while True:
            try:
                with keeper.acting(Duty.SENDER):
                    async with database.write() as connection:
                        values = {"message": {"by": "suspended"}, "created_at": now()}
                        await connection.execute(insert(payloads), values)
            except duties.DutyLost:
                break
            await asyncio.sleep(0.002)
        print("lost", flush=True)
        await keeper.look()
        print("stands by" if not keeper.held else keeper.held, flush=True)
        await asyncio.sleep(60)

asyncio.run(live())
"""


async def test_suspended_holder_commits_nothing_and_stands_back(database: Database) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        str(database.path),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert holder.stdout is not None
    try:
        assert await holder.stdout.readline() == b"holds\n"
        await wait_until(lambda: database.path.stat().st_size)
        await asyncio.sleep(0.2)
        await suspend_between_transactions(database, holder)
        ahead = [0.0]
        keeper = DutyKeeper(
            database,
            lambda: datetime.now().astimezone() + timedelta(seconds=ahead[0]),
            monotonic=lambda: ahead[0],
        )
        await keeper.look()
        assert not keeper.held
        ahead[0] += TAKE_OVER_SECONDS
        await keeper.look()
        assert set(keeper.held) == set(Duty)
        with keeper.acting(Duty.SENDER):
            async with database.write() as connection:
                values = {"message": {"by": "next"}, "created_at": NOON}
                await connection.execute(insert(payloads), values)
        holder.send_signal(signal.SIGCONT)
        assert await holder.stdout.readline() == b"lost\n"
        assert await holder.stdout.readline() == b"stands by\n"
        async with database.read() as connection:
            rows = await connection.execute(select(payloads.c.message).order_by(payloads.c.id))
            writers = [message["by"] for message in rows.scalars()]
        assert writers[-1] == "next"
        assert set(writers[:-1]) == {"suspended"}
    finally:
        holder.kill()
        await holder.wait()


async def suspend_between_transactions(
    database: Database, holder: asyncio.subprocess.Process
) -> None:
    """Suspend a process while it has no transaction open: within one it holds the whole file."""
    async with database.write():
        holder.send_signal(signal.SIGSTOP)


def test_trust_ends_before_another_process_takes_over() -> None:
    assert RENEW_SECONDS < TRUST_SECONDS < TAKE_OVER_SECONDS
    assert 2 * LOOK_SECONDS < PROOF_SECONDS < GONE_SECONDS


@pytest.mark.parametrize("lives", [True, False], ids=["other lives", "other is gone"])
async def test_nobody_is_taken_for_ended_because_the_database_was_away(
    database: Database, monkeypatch: pytest.MonkeyPatch, lives: bool
) -> None:
    seconds = [0.0]
    first, second = (
        DutyKeeper(
            database, lambda: NOON + timedelta(seconds=seconds[0]), monotonic=lambda: seconds[0]
        )
        for _ in range(2)
    )
    await first.look()
    await second.look()

    @contextlib.asynccontextmanager
    async def fail(**_: bool) -> AsyncIterator[None]:
        raise OperationalError(None, None, Exception("connection refused"))
        yield

    with monkeypatch.context() as patch:
        patch.setattr(database, "write", fail)
        patch.setattr(database, "read", fail)
        for _ in range(100):  # longer than `LONG_PAST`
            seconds[0] += 1
            for keeper in (first, second):
                with contextlib.suppress(OperationalError):
                    await keeper.look()
    name = first.id
    for _ in range(int(TAKE_OVER_SECONDS + SETTLE_SECONDS) + 1):
        seconds[0] += 1
        await second.look()
        if lives and seconds[0] > 103:
            await first.look()
    assert (set(second.held) == set(Duty)) is not lives
    assert not lives or (first.id, set(first.held)) == (name, set(Duty))
