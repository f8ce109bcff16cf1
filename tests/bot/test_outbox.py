"""The outbox drains: in order of urgency, once, whatever Telegram answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.app import App
from bot.delivery.outcomes import backoff
from bot.delivery.pace import PaceKeeper, urgency
from bot.delivery.worker import CONCURRENCY, LEASE, OutboxWorker
from bot.newsroom import Newsroom
from bot.views import plain
from bot.views.document import page
from sandbox import Limits, Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from storage import leases, outbox, subscribers
from storage.outbox import Priority
from tests.bot.test_conversation import subscribe

People = Callable[..., Person]
HOUR = timedelta(hours=1)


@pytest.fixture
async def worker(newsroom: Newsroom) -> AsyncIterator[OutboxWorker]:
    """A worker that drains only when it is told."""
    app = App(newsroom)
    yield app.outbox_worker
    await app.bot.session.close()


async def enqueue(
    newsroom: Newsroom,
    text: str,
    *chats: int,
    priority: Priority = Priority.DIGEST,
    valid: timedelta = HOUR,
) -> None:
    now = newsroom.clock()
    message = plain.render(page(text))
    async with newsroom.database.write() as connection:
        payload_id = await outbox.add_payload(connection, message.to_json(), now)
        await outbox.enqueue(
            connection, payload_id, chats, priority=priority, due_at=now, expires_at=now + valid
        )


async def waiting(newsroom: Newsroom) -> int:
    async with newsroom.database.read() as connection:
        return await outbox.waiting(connection)


async def test_the_urgent_goes_first(
    newsroom: Newsroom, worker: OutboxWorker, person: People
) -> None:
    olya = person()
    for number in range(CONCURRENCY):
        await enqueue(newsroom, f"digest {number}", person(f"Reader {number}").id)
    await enqueue(newsroom, "breaking", olya.id, priority=Priority.BREAKING)
    await worker.drain_once()
    assert olya.last.text == "breaking"
    assert await waiting(newsroom) == 1


async def test_one_chat_gets_its_messages_in_order(
    newsroom: Newsroom, worker: OutboxWorker, person: People
) -> None:
    olya = person()
    for number in range(4):
        await enqueue(newsroom, str(number), olya.id)
    await worker.drain_once()
    assert [m.text for m in olya.messages] == ["0", "1", "2", "3"]


async def test_what_a_dead_worker_leased_is_sent_by_the_next(
    newsroom: Newsroom, worker: OutboxWorker, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await enqueue(newsroom, "мост", olya.id)
    now = newsroom.clock()
    async with newsroom.database.write() as connection:
        assert await leases.lease(connection, now=now, until=now + LEASE, limit=10)
    assert await worker.drain_once() == 0
    sandbox_clock.now += LEASE
    assert await worker.drain_once() == 1
    assert olya.last.text == "мост"
    assert await worker.drain_once() == 0


async def test_too_late_is_never(
    newsroom: Newsroom, worker: OutboxWorker, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await enqueue(newsroom, "мост", olya.id)
    sandbox_clock.now += HOUR
    assert await worker.drain_once() == 0
    assert await waiting(newsroom) == 0
    assert not olya.messages


@pytest.mark.parametrize("kind", ["500", "429", "dropped"])
async def test_passing_faults_are_waited_out(
    newsroom: Newsroom,
    worker: OutboxWorker,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    kind: str,
) -> None:
    olya = person()
    await enqueue(newsroom, "мост", olya.id)
    trouble = {
        "500": sandbox.faults.server_error,
        "429": sandbox.faults.too_many_requests,
        "dropped": sandbox.faults.dropped,
    }
    trouble[kind](method="sendMessage")
    assert await worker.drain_once() == 1
    assert not olya.messages
    assert await waiting(newsroom) == 1
    sandbox.faults.clear()
    sandbox_clock.advance(seconds=5)
    assert await worker.drain_once() == 1
    assert [m.text for m in olya.messages] == ["мост"]
    assert await waiting(newsroom) == 0


async def test_who_blocked_the_bot_rests(
    newsroom: Newsroom, worker: OutboxWorker, person: People
) -> None:
    olya = person()
    await olya.block()
    await enqueue(newsroom, "мост", olya.id)
    await worker.drain_once()
    assert await waiting(newsroom) == 0


async def test_a_group_that_moved_is_followed(
    app: App, newsroom: Newsroom, person: People, sandbox: Sandbox
) -> None:
    from sandbox.people import migrate

    olya = person()
    await subscribe(olya)
    group = sandbox.add_group("Редакция", olya.user)
    async with newsroom.database.write() as connection:
        known = await subscribers.get(connection, olya.id)
        assert known is not None
        await subscribers.move(connection, olya.id, group.id)
    new = migrate(sandbox.telegram, group)
    await enqueue(newsroom, "мост", group.id)
    async with asyncio.timeout(5):
        while await waiting(newsroom):
            app.outbox_worker.wake()
            await asyncio.sleep(0.02)
    assert [m.data.get("text") for m in new.messages.values()][-1] == "мост"
    async with newsroom.database.read() as connection:
        assert await subscribers.get(connection, new.id) is not None
        assert await subscribers.get(connection, group.id) is None


async def test_the_pace_is_kept_and_replies_overtake() -> None:
    pace = PaceKeeper(rate=50)
    order: list[str] = []

    async def send(name: str, chat: int, priority: Priority) -> None:
        with urgency(priority):
            await pace.turn(chat)
        order.append(name)

    loop = asyncio.get_running_loop()
    started = loop.time()
    digests = [asyncio.create_task(send(f"digest {n}", n, Priority.DIGEST)) for n in range(1, 11)]
    await asyncio.sleep(0)
    reply = asyncio.create_task(send("reply", 99, Priority.REPLY))
    await asyncio.gather(*digests, reply)
    assert loop.time() - started >= 10 / 50
    assert order.index("reply") <= 2


async def test_who_came_first_goes_first() -> None:
    pace = PaceKeeper(rate=200)
    order: list[int] = []

    async def send(chat: int) -> None:
        with urgency(Priority.BREAKING):
            await pace.turn(chat)
        order.append(chat)

    await asyncio.gather(*(send(chat) for chat in range(1, 41)))
    assert order == list(range(1, 41))


async def test_a_chat_is_held_for_what_a_429_said() -> None:
    now = [0.0]
    pace = PaceKeeper(rate=1000, now=lambda: now[0])
    pace.hold(5, chat_id=7)
    held = asyncio.create_task(pace.turn(7))
    now[0] = 1.0
    await asyncio.wait_for(pace.turn(8), 1)
    assert not held.done()
    held.cancel()


def test_waits_grow_and_have_an_end() -> None:
    waits = [backoff(attempt).total_seconds() for attempt in (1, 4, 30)]
    assert 1.5 <= waits[0] <= 2.5
    assert 12 <= waits[1] <= 20
    assert 450 <= waits[2] <= 750


async def test_after_a_failure_the_rest_of_the_chat_keeps_its_order(
    newsroom: Newsroom,
    worker: OutboxWorker,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
) -> None:
    olya = person()
    await enqueue(newsroom, "page 1", olya.id)
    await enqueue(newsroom, "page 2", olya.id)
    sandbox.faults.server_error(method="sendMessage", times=1)
    await worker.drain_once()
    assert not olya.messages
    sandbox_clock.advance(seconds=5)
    await worker.drain_once()
    assert [m.text for m in olya.messages] == ["page 1", "page 2"]


async def test_a_payload_that_can_not_be_sent_costs_only_itself(
    app: App, newsroom: Newsroom, person: People
) -> None:
    olya, taras = person("Оля"), person("Тарас")
    now = newsroom.clock()
    async with newsroom.database.write() as connection:
        payload_id = await outbox.add_payload(connection, {"text": "no such fields"}, now)
        await outbox.enqueue(
            connection,
            payload_id,
            [olya.id],
            priority=Priority.BREAKING,
            due_at=now,
            expires_at=now + HOUR,
        )
    await enqueue(newsroom, "мост", taras.id)
    app.outbox_worker.wake()
    assert (await taras.wait()).text == "мост"
    assert not olya.messages


async def test_a_chat_that_is_held_holds_nobody_else(
    app: App, newsroom: Newsroom, person: People, sandbox: Sandbox
) -> None:
    olya, taras = person("Оля"), person("Тарас")
    app.pace.hold(3, olya.id)
    await enqueue(newsroom, "held", olya.id)
    await enqueue(newsroom, "digest", taras.id)
    assert (await taras.wait()).text == "digest"
    await enqueue(newsroom, "breaking", taras.id, priority=Priority.BREAKING)
    assert (await taras.wait()).text == "breaking"


async def test_a_token_that_is_refused_burns_no_delivery(
    newsroom: Newsroom, worker: OutboxWorker, person: People, sandbox: Sandbox
) -> None:
    olya = person()
    await enqueue(newsroom, "мост", olya.id)
    sandbox.faults.server_error(401, method="sendMessage")
    await worker.drain_once()
    assert await waiting(newsroom) == 1


async def test_the_pace_of_a_group_is_twenty_in_any_minute() -> None:
    now = [0.0]

    async def sleep(seconds: float) -> None:
        now[0] += seconds

    pace = PaceKeeper(rate=1000, now=lambda: now[0], sleep=sleep)
    limits = Limits(lambda: now[0], enforced=True)
    for _ in range(60):
        await pace.turn(-5)
        limits.take(-5, group=True)
    assert not limits.refused
