"""Test invariants of broadcasts under random actions of editors and random deliveries."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ui.message import Message
from service.broadcasts import amendments, drafts, lifecycle
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from storage.database.engine import open_database
from storage.messaging import broadcasts, leases, results
from storage.messaging.broadcasts import Broadcast
from storage.messaging.outbox import Delivery, Priority
from storage.schema.tables import deliveries
from storage.stats import audit_log
from storage.stats.audit_log import Actor

pytestmark = pytest.mark.slow

ANNA, BORIS = Actor(1, "Анна"), Actor(2, "Борис")
START = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
READERS = 4

Act = Callable[[AsyncConnection, Broadcast, Actor, datetime], Awaitable[bool]]


def confirm(c: AsyncConnection, b: Broadcast, by: Actor, now: datetime) -> Awaitable[bool]:
    return drafts.confirm(c, b, by, now, rate=30, report_message=None)


def schedule(c: AsyncConnection, b: Broadcast, by: Actor, now: datetime) -> Awaitable[bool]:
    return drafts.schedule(c, b, now + timedelta(minutes=1), by, now)


def rewrite(c: AsyncConnection, b: Broadcast, by: Actor, now: datetime) -> Awaitable[bool]:
    return amendments.rewrite(c, b, Message(text=f"до отправки {now}"), by, now)


def correct(c: AsyncConnection, b: Broadcast, by: Actor, now: datetime) -> Awaitable[bool]:
    return amendments.correct(c, b, Message(text=f"исправлено {now}"), by, now)


def retract(c: AsyncConnection, b: Broadcast, by: Actor, now: datetime) -> Awaitable[bool]:
    return amendments.retract(c, b, Message(text="отозвано"), by, now)


ACTS: dict[str, Act] = {
    "confirm": confirm,
    "schedule": schedule,
    "cancel": drafts.cancel,
    "rewrite": rewrite,
    "pause": lifecycle.pause,
    "resume": lifecycle.resume,
    "stop": lifecycle.stop,
    "correct": correct,
    "retract": retract,
}
STEPS = [*ACTS, "confirm", "correct", "lease", "lease", "land", "fail", "tick"]


class Worker:
    """The worker's part: leased deliveries are in flight until they succeed or fail temporarily."""

    def __init__(self) -> None:
        self.flying: list[Delivery] = []

    async def lease(
        self, connection: AsyncConnection, now: datetime, limit: int = 2
    ) -> list[Delivery]:
        until = now + timedelta(hours=1)
        room = dict.fromkeys(Priority, limit)
        leased = await leases.lease(connection, now=now, until=until, capacity=room)
        self.flying += leased
        return leased

    async def land(self, connection: AsyncConnection, now: datetime) -> None:
        for delivery in self.flying:
            message_id = delivery.message_id or delivery.id
            await results.mark_sent(connection, [(delivery, message_id, "")], now)
            await amendments.amend_in_flight(connection, delivery, now)
        self.flying.clear()

    async def fail(self, connection: AsyncConnection, now: datetime) -> None:
        for delivery in self.flying:
            await results.reschedule(connection, [(delivery, "429", now)])
        self.flying.clear()


@pytest.fixture(scope="module")
def url(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a database with readers for all examples; each example has a broadcast of its own."""
    folder = tmp_path_factory.mktemp("broadcasting")
    url = f"sqlite:///{shutil.copy(empty_database, folder)}"
    asyncio.run(_settle_in(url))
    return url


async def _settle_in(url: str) -> None:
    database = open_database(url)
    async with database.write() as connection:
        for number in range(1, READERS + 1):
            await subscribers.add(
                connection,
                Subscriber(
                    chat_id=number,
                    kind="private",
                    state="active",
                    language="ru",
                    timezone="UTC",
                    digest_times=(time(8),),
                    topics=frozenset(),
                    digest_size=7,
                    style="plain",
                    breaking="on",
                    joined_at=START,
                ),
            )
    await database.close()


BEGINNINGS = ([], ["schedule"], ["confirm"], ["confirm", "lease"], ["confirm", "lease", "land"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    beginning=st.sampled_from(BEGINNINGS),
    steps=st.lists(
        st.tuples(st.sampled_from(STEPS), st.sampled_from([ANNA, BORIS])), min_size=3, max_size=12
    ),
)
def test_broadcast_invariants_hold(
    url: str, beginning: list[str], steps: list[tuple[str, Actor]]
) -> None:
    asyncio.run(_live_through(url, [*((step, ANNA) for step in beginning), *steps]))


async def _live_through(url: str, steps: list[tuple[str, Actor]]) -> None:
    database, worker, now, done = open_database(url), Worker(), START, 1
    try:
        async with database.write() as connection:
            await connection.execute(delete(deliveries))
            number = (await drafts.create_draft(connection, Message(text="мост"), ANNA, 1, now)).id
            for step, by in steps:
                now += timedelta(seconds=10)
                done += await _step(connection, worker, number, step, by, now)
                sends = [r.chat_id for r in await _rows(connection, number) if r.action == "send"]
                assert len(sends) == len(set(sends)) <= READERS
            assert await audit_log.count(connection, number) == done
            await _check_end(connection, worker, number, now)
    finally:
        await database.close()


async def _step(
    connection: AsyncConnection, worker: Worker, number: int, step: str, by: Actor, now: datetime
) -> bool:
    """Take one step; return whether an action succeeded."""
    before = await broadcasts.get(connection, number)
    assert before is not None
    match step:
        case "lease":
            leased = await worker.lease(connection, now)
            if before.paused or before.stopped or before.retracted:
                assert not [d for d in leased if d.action == "send"]
            assert all(d.payload_id == before.payload_id for d in leased)
        case "land":
            await worker.land(connection, now)
        case "fail":
            await worker.fail(connection, now)
        case "tick":
            if before.state == "scheduled" and before.scheduled_at and before.scheduled_at <= now:
                return await lifecycle.start(connection, before, now, rate=30)
        case act:
            done = await ACTS[act](connection, before, by, now)
            if done and act not in ("correct", "rewrite", "schedule"):
                # Two presses, also by two editors, act once.
                assert not await ACTS[act](connection, before, BORIS, now)
            return done
    return False


async def _check_end(
    connection: AsyncConnection, worker: Worker, number: int, now: datetime
) -> None:
    """After everything is delivered, each chat shows the newest text, or nothing."""
    final = await broadcasts.get(connection, number)
    assert final is not None
    if final.paused:
        await lifecycle.resume(connection, final, ANNA, now)
    await worker.land(connection, now)
    while await worker.lease(connection, now + timedelta(seconds=1), limit=10):
        await worker.land(connection, now)
    rows = await _rows(connection, number)
    if final.state in ("draft", "scheduled", "cancelled"):
        assert rows == []
        return
    assert not [row for row in rows if row.state in ("pending", "leased")]
    reached = {row.chat_id for row in rows if row.action == "send" and row.state == "sent"}
    if not (final.stopped or final.retracted):
        assert len(reached) == READERS
    for chat in reached:
        *_, newest = (row for row in rows if row.chat_id == chat and row.state == "sent")
        assert newest.payload_id == final.payload_id
        if final.retracted:
            assert newest.action == "delete"


async def _rows(connection: AsyncConnection, number: int) -> list[Row[tuple[object, ...]]]:
    return list(
        await connection.execute(
            select(deliveries).where(deliveries.c.broadcast_id == number).order_by(deliveries.c.id)
        )
    )
