"""Test that the digests of a crowded digest time are sent before it, and that none expires."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.features.digest.renderer import build_renderers
from sandbox.clock import ManualClock
from service.bootstrap import Services
from service.digests.dispatch import DigestDispatcher
from service.digests.sending_windows import (
    MAX_EARLY,
    TICK,
    USABLE_SHARE,
    SendingPlan,
    plan_windows,
)
from storage.chats import subscribers
from storage.schema.tables import deliveries
from tests.support.articles import BRIDGE, load
from tests.support.factories import subscriber

EIGHT = datetime(2026, 7, 2, 5, tzinfo=UTC)
"""8:00 in Kyiv."""


@dataclass
class Simulation:
    """Ticks of a day, and a queue that sends the digests in order at the planned rate."""

    counts: dict[datetime, int]
    rate: float
    started: dict[datetime, datetime] = field(default_factory=dict)
    finished: dict[datetime, datetime] = field(default_factory=dict)

    def run(self, begin: datetime, end: datetime) -> None:
        unsent, free_at = dict(self.counts), begin
        now = begin
        while now <= end:
            planned = {one: count for one, count in unsent.items() if one > now and count}
            sends = [(one, count) for one, count in unsent.items() if one <= now and count]
            sends += [
                (w.digest_time, w.count_to_send(now)) for w in plan_windows(planned, self.rate)
            ]
            for digest_time, count in sorted(sends):
                if count:
                    unsent[digest_time] -= count
                    self.started.setdefault(digest_time, now)
                    needed = timedelta(seconds=count / (self.rate * USABLE_SHARE))
                    free_at = max(free_at, now) + needed
                    self.finished[digest_time] = free_at
            now += TICK


@given(
    counts=st.dictionaries(
        st.integers(0, 95).map(lambda quarter: EIGHT + timedelta(minutes=15 * quarter)),
        st.integers(1, 30_000),
        min_size=1,
        max_size=12,
    ),
    rate=st.floats(5, 60),
)
def test_every_digest_arrives_at_its_time(counts: dict[datetime, int], rate: float) -> None:
    simulation = Simulation(counts, rate)
    total = timedelta(seconds=sum(counts.values()) / (rate * USABLE_SHARE))
    simulation.run(min(counts) - total - 2 * TICK, max(counts) + TICK)
    assert set(simulation.finished) == set(counts)
    for digest_time, finished in simulation.finished.items():
        assert finished <= digest_time + 2 * TICK


def test_half_a_million_at_eight() -> None:
    simulation = Simulation({EIGHT: 500_000}, 30)
    simulation.run(EIGHT - timedelta(hours=12), EIGHT + TICK)
    assert simulation.finished[EIGHT] <= EIGHT + TICK
    assert timedelta(hours=5) < EIGHT - simulation.started[EIGHT] < timedelta(hours=5.5)
    (window,) = plan_windows({EIGHT: 500_000}, 30)
    assert window.is_crowded


def test_few_digests_are_sent_at_their_time() -> None:
    assert plan_windows({EIGHT: 100}, 30) == []
    (window,) = plan_windows({EIGHT: 20_000}, 30)
    assert EIGHT - MAX_EARLY < window.starts_at < EIGHT
    assert not window.is_crowded


async def add_readers(services: Services, numbers: Iterable[int], **values: object) -> None:
    async with services.database.write() as connection:
        for number in numbers:
            reader = subscriber(number, next_digest_at=EIGHT, watermark=EIGHT - timedelta(days=1))
            await subscribers.add(connection, reader)
            await subscribers.change(connection, number, **values)


async def count_queued(services: Services) -> tuple[int, int]:
    """Return the deliveries, and the chats that they go to."""
    async with services.database.read() as connection:
        chats = deliveries.c.chat_id
        count = select(func.count(chats), func.count(chats.distinct()))
        deliveries_count, chat_count = (await connection.execute(count)).one()
        return deliveries_count, chat_count


@pytest.mark.parametrize("paused_count", [0, 3])
async def test_digests_are_queued_before_a_crowded_time(
    services: Services, sandbox_clock: ManualClock, paused_count: int
) -> None:
    """At one digest a second, 200 of them take over three minutes: they all came late."""
    dispatcher = DigestDispatcher(
        services.database,
        services.terms,
        build_renderers(services.translations),
        SendingPlan(1 / USABLE_SHARE),
    )
    await load(services, BRIDGE)
    await add_readers(services, range(1, 201))
    await add_readers(services, range(201, 201 + paused_count), state="paused", paused_until=EIGHT)
    queued = []
    for minute in range(6, -2, -1):
        sandbox_clock.now = EIGHT - minute * TICK
        await dispatcher.enqueue_due(sandbox_clock.now)
        queued.append(await count_queued(services))
    total = 200 + paused_count
    early = [total - 60 * minute for minute in (2, 1)]
    assert [chats for _, chats in queued[:6]] == [0, 0, max(0, total - 180), *early, 200]
    # A paused reader gets the notice and the digest at the time that they chose, not before.
    assert queued[6] == queued[7] == (200 + 2 * paused_count, total)
    async with services.database.read() as connection:
        every = await subscribers.get_many(connection, range(1, 1 + total))
        assert {one.next_digest_at for one in every} == {EIGHT + timedelta(days=1)}


async def test_a_crowded_time_of_tomorrow_is_known_today(services: Services) -> None:
    await add_readers(services, range(1, 31))
    plan = SendingPlan(0.01)
    await plan.update(services.database, EIGHT - timedelta(hours=3))
    window = plan.find_crowded(EIGHT)
    assert window is not None
    assert (window.count, window.ends_at) == (30, EIGHT)
    assert plan.find_crowded(EIGHT + TICK) is None
    assert plan.suggest_time(EIGHT) == EIGHT + timedelta(minutes=15)


async def test_reader_who_has_a_crowded_digest_knows_that_the_next_comes_early_too(
    services: Services,
) -> None:
    """An hour before 8:00 twenty readers have theirs, and ten still get it."""
    await add_readers(services, range(1, 11))
    tomorrow = EIGHT + timedelta(days=1)
    await add_readers(services, range(11, 31), next_digest_at=tomorrow)
    plan = SendingPlan(0.01)
    await plan.update(services.database, EIGHT - timedelta(hours=1))
    assert [window.count for window in plan.windows] == [10]
    window = plan.find_crowded(tomorrow)
    assert window is not None
    assert window.count == 30
    assert plan.suggest_time(tomorrow) == tomorrow + timedelta(minutes=15)


def test_a_time_between_two_crowds_is_not_suggested() -> None:
    ten = EIGHT + timedelta(hours=2)
    plan = SendingPlan(30, plan_windows({EIGHT: 100_000, ten: 180_000}, 30))
    assert plan.suggest_time(EIGHT) == EIGHT - timedelta(minutes=75)
    assert plan.suggest_time(EIGHT + timedelta(minutes=45)) == ten + timedelta(minutes=15)
    assert plan.suggest_time(ten) == ten + timedelta(minutes=15)
    noon = EIGHT + timedelta(hours=4)
    assert SendingPlan(30, plan_windows({noon: 1_000_000}, 30)).suggest_time(EIGHT) is None
