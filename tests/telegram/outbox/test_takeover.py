"""Test what the outbox does when another process takes over from this one, or changes what it has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select, update

from bot.app import App
from bot.telegram.outbox.signals import OutboxSignals
from bot.telegram.outbox.worker import OutboxDuty, OutboxLimits, OutboxWorker
from sandbox import Sandbox
from sandbox.clock import ManualClock
from service.bootstrap import Services
from service.ops.duties import DutyKeeper
from storage.database.engine import Database
from storage.messaging.outbox import Priority
from storage.processes import Duty
from storage.schema.tables import broadcasts, deliveries
from tests.support.outbox import People, enqueue
from tests.support.waiting import wait_until


@dataclass
class Seat:
    """An outbox worker that sends as long as ``epoch`` is set."""

    app: App
    epoch: int | None = 1
    has_others: bool = False
    worker: OutboxWorker = field(init=False)

    def __post_init__(self) -> None:
        services = self.app.services
        duty = OutboxDuty(lambda: self.epoch, lambda: self.has_others)
        self.worker = OutboxWorker(
            self.app.bot,
            services.database,
            services.clock,
            services.metrics,
            OutboxLimits(duty=duty),
        )


@pytest.fixture
async def seat(services: Services) -> AsyncIterator[Seat]:
    app = App(services)
    yield Seat(app)
    await app.bot.session.close()


async def list_states(database: Database) -> list[str]:
    async with database.read() as connection:
        rows = await connection.execute(select(deliveries.c.state).order_by(deliveries.c.id))
        return list(rows.scalars())


async def test_next_sender_waits_for_no_lease(
    services: Services, seat: Seat, person: People
) -> None:
    readers = [person(f"Reader {number}") for number in range(3)]
    await enqueue(services, "мост", *(one.id for one in readers))
    killed = Seat(seat.app)
    seat.app.rate_limiter.pause(3600)
    assert await killed.worker._lease_and_start() == 3
    seat.app.rate_limiter._paused_until.clear()
    killed.epoch = None
    seat.epoch = 2
    assert await seat.worker.drain_once() == 3
    assert await list_states(services.database) == ["sent"] * 3
    assert [len(one.messages) for one in readers] == [1, 1, 1]


async def test_worker_without_the_duty_sends_and_stores_nothing(
    services: Services, seat: Seat, sandbox: Sandbox, person: People
) -> None:
    """Its turn comes after another process has taken over, and so does Telegram's answer."""
    first, second = person("Оля"), person("Іра")
    database = services.database
    keeper = DutyKeeper(database, services.clock)
    await keeper.look()
    with keeper.acting(Duty.SENDER):
        await enqueue(services, "мост", first.id)
        delay = sandbox.faults.add_delay(0.5, method="sendMessage")
        assert await seat.worker._lease_and_start() == 1
        await wait_until(lambda: delay.hits)
        seat.app.rate_limiter.pause(0.2, second.id)
        await enqueue(services, "река", second.id)
        assert await seat.worker._lease_and_start() == 1
        async with database.write() as connection:
            pass
    next_keeper = DutyKeeper(database, services.clock, is_alone=lambda: True)
    await next_keeper.look()
    assert next_keeper.holds(Duty.SENDER)
    seat.epoch = None
    await asyncio.wait(seat.worker._send_tasks, timeout=10)
    assert await list_states(database) == ["leased", "leased"]
    assert (len(first.messages), len(second.messages)) == (1, 0)
    assert connection.closed


@pytest.mark.parametrize("change", [{"paused": True}, {"retracted": True}, {"stopped": True}])
async def test_change_by_another_process_reaches_what_waits(
    services: Services,
    seat: Seat,
    person: People,
    sandbox_clock: ManualClock,
    change: dict[str, bool],
) -> None:
    olya, ira = person("Оля"), person("Іра")
    number = await add_broadcast(services)
    await enqueue(services, "мост", olya.id, priority=Priority.BREAKING)
    await enqueue(services, "река", ira.id, priority=Priority.BREAKING)
    async with services.database.write() as connection:
        payload_id = (await connection.execute(select(deliveries.c.payload_id))).scalars().first()
        await connection.execute(
            update(broadcasts).where(broadcasts.c.id == number).values(payload_id=payload_id)
        )
        await connection.execute(
            update(deliveries).where(deliveries.c.chat_id == olya.id).values(broadcast_id=number)
        )
    seat.has_others = True
    seat.app.rate_limiter.pause(3600)
    assert await seat.worker._lease_and_start() == 2
    async with services.database.write() as connection:
        await connection.execute(
            update(broadcasts).where(broadcasts.c.id == number).values(**change)
        )
    sandbox_clock.advance(seconds=1)
    await seat.worker._lease_and_start()
    await wait_until(lambda: len(seat.worker._send_tasks) == 1)
    assert await list_states(services.database) in (["pending", "leased"], ["cancelled", "leased"])
    seat.worker.cancel_waiting()
    await asyncio.wait(seat.worker._send_tasks, timeout=10)


async def add_broadcast(services: Services) -> int:
    from storage.messaging import broadcasts as messaging_broadcasts
    from storage.messaging import outbox

    now = services.clock()
    async with services.database.write() as connection:
        payload_id = await outbox.add_payload(connection, {"text": "мост"}, now)
        draft = await messaging_broadcasts.create_draft(
            connection, editor_id=1, payload_id=payload_id, text="мост", now=now
        )
        return draft.id


async def test_signals_of_other_processes_reach_the_worker(seat: Seat) -> None:
    calls: list[str] = []
    seat.worker.wake = lambda: calls.append("wake")  # type: ignore[method-assign]
    seat.worker.check_leased = lambda: calls.append("check")  # type: ignore[method-assign]
    signals = OutboxSignals(seat.worker)
    for signal in ("outbox", "withdrawn", "missed", "duties", "of a newer version"):
        signals.receive(signal)
    assert calls == ["wake", "check", "check"]
