"""Test that the outbox is sent in order of priority, once, whatever Telegram answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import select

from bot.app import App
from bot.telegram.client.rate_limiter import SlidingWindow
from bot.telegram.outbox.problems import DeliveryProblem
from bot.telegram.outbox.results import DeliveryResult
from bot.telegram.outbox.worker import CONCURRENCY, LEASE_DURATION, OutboxWorker
from bot.ui import plain
from bot.ui.document import build_document
from bot.ui.message import Message
from sandbox import Sandbox
from sandbox.clock import ManualClock
from service.bootstrap import Services
from service.config import Settings
from storage.chats import subscribers
from storage.messaging import broadcasts, leases, outbox
from storage.messaging.outbox import Priority
from storage.messaging.progress import get_progress
from storage.messaging.results import FAILURE_THRESHOLD
from storage.schema import tables
from storage.schema.tables import deliveries
from tests.conftest import EDITOR_ID, running
from tests.support.conversation import subscribe
from tests.support.outbox import HOUR, People, enqueue, waiting
from tests.support.waiting import wait_until

pytestmark = pytest.mark.both_engines

ROOM = dict.fromkeys(Priority, 10)


async def test_outbox_sends_by_priority(
    services: Services, worker: OutboxWorker, person: People
) -> None:
    olya = person()
    for number in range(CONCURRENCY):
        await enqueue(services, f"digest {number}", person(f"Reader {number}").id)
    await enqueue(services, "breaking", olya.id, priority=Priority.BREAKING)
    await worker.drain_once()
    assert olya.last.text == "breaking"
    assert await waiting(services) == 1


async def test_outbox_keeps_order_per_chat(
    services: Services, worker: OutboxWorker, person: People
) -> None:
    olya = person()
    for number in range(4):
        await enqueue(services, str(number), olya.id)
    await worker.drain_once()
    assert [m.text for m in olya.messages] == ["0", "1", "2", "3"]


async def test_leases_of_dead_worker_are_taken_over(
    services: Services, worker: OutboxWorker, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await enqueue(services, "мост", olya.id)
    now = services.clock()
    async with services.database.write() as connection:
        assert await leases.lease(connection, now=now, until=now + LEASE_DURATION, capacity=ROOM)
    assert await worker.drain_once() == 0
    sandbox_clock.now += timedelta(seconds=30)
    assert await worker.drain_once() == 1
    assert olya.last.text == "мост"
    assert await worker.drain_once() == 0


async def test_expired_delivery_is_not_sent(
    services: Services, worker: OutboxWorker, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await enqueue(services, "мост", olya.id)
    sandbox_clock.now += HOUR
    assert await worker.drain_once() == 0
    assert await waiting(services) == 0
    assert not olya.messages


async def test_waiting_worker_renews_its_leases(
    services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """Deliveries wait for their chat far longer than a lease lasts: nobody else may take them."""
    olya = person()
    app = App(services)
    await enqueue(services, "мост", olya.id)
    await enqueue(services, "река", olya.id)
    app.rate_limiter.pause(3600, olya.id)
    worker = app.outbox_worker
    leased = [await worker._lease_and_start()]
    for _ in range(6):
        sandbox_clock.advance(seconds=LEASE_DURATION.total_seconds() / 2)
        leased.append(await worker._lease_and_start())
        async with services.database.write() as connection:
            assert await leases.release_expired_leases(connection, services.clock()) == 0
    assert leased == [2, 0, 0, 0, 0, 0, 0]
    worker.stop()
    await worker.run()
    await app.bot.session.close()


@pytest.mark.parametrize("how", ["dropped", "timeout"])
async def test_lost_answer_is_retried(
    services: Services,
    worker: OutboxWorker,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    how: str,
) -> None:
    """Telegram has the message, and its answer does not arrive: twice, not never."""
    olya = person()
    await enqueue(services, "мост", olya.id)
    if how == "dropped":
        sandbox.faults.add_dropped_connection(after=True, method="sendMessage")
    else:
        worker._bot.session.timeout = 0.2
        sandbox.faults.add_delay(1, method="sendMessage")
    assert await worker.drain_once() == 1
    assert (await olya.wait()).text == "мост"
    assert await waiting(services) == 1
    worker._bot.session.timeout = 30
    sandbox.faults.clear()
    sandbox_clock.advance(seconds=5)
    assert await worker.drain_once() == 1
    assert [m.text for m in olya.messages] == ["мост"] * 2
    assert await waiting(services) == 0


@pytest.mark.parametrize("kind", ["500", "429", "dropped"])
async def test_transient_errors_are_retried(
    services: Services,
    worker: OutboxWorker,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    kind: str,
) -> None:
    olya = person()
    await enqueue(services, "мост", olya.id)
    trouble = {
        "500": sandbox.faults.add_server_error,
        "429": sandbox.faults.add_too_many_requests,
        "dropped": sandbox.faults.add_dropped_connection,
    }
    trouble[kind](method="sendMessage")
    assert await worker.drain_once() == 1
    assert not olya.messages
    assert await waiting(services) == 1
    sandbox.faults.clear()
    sandbox_clock.advance(seconds=5)
    assert await worker.drain_once() == 1
    assert [m.text for m in olya.messages] == ["мост"]
    assert await waiting(services) == 0


async def test_blocked_chat_is_deactivated(
    services: Services, worker: OutboxWorker, person: People
) -> None:
    olya = person()
    await olya.block()
    await enqueue(services, "мост", olya.id)
    await worker.drain_once()
    assert await waiting(services) == 0


async def test_migrated_group_is_followed(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    from sandbox.users import migrate

    olya = await subscribe(person())
    group = sandbox.add_group("Редакция", olya.user)
    async with services.database.write() as connection:
        known = await subscribers.get(connection, olya.id)
        assert known is not None
        await subscribers.migrate(connection, olya.id, group.id)
    new = migrate(sandbox.telegram, group)
    await enqueue(services, "мост", group.id)

    async def is_sent() -> bool:
        app.outbox_worker.wake()
        return not await waiting(services)

    await wait_until(is_sent)
    assert [m.data.get("text") for m in new.messages.values()][-1] == "мост"
    async with services.database.read() as connection:
        assert await subscribers.get(connection, new.id) is not None
        assert await subscribers.get(connection, group.id) is None


async def test_after_a_failure_the_rest_of_the_chat_keeps_its_order(
    services: Services,
    worker: OutboxWorker,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
) -> None:
    olya = person()
    await enqueue(services, "page 1", olya.id)
    await enqueue(services, "page 2", olya.id)
    sandbox.faults.add_server_error(method="sendMessage", times=1)
    await worker.drain_once()
    assert not olya.messages
    sandbox_clock.advance(seconds=5)
    await worker.drain_once()
    assert [m.text for m in olya.messages] == ["page 1", "page 2"]


async def test_rejected_payload_fails_alone(app: App, services: Services, person: People) -> None:
    olya, taras = person("Оля"), person("Тарас")
    now = services.clock()
    async with services.database.write() as connection:
        payload_id = await outbox.add_payload(connection, {"text": "no such fields"}, now)
        await outbox.enqueue(
            connection,
            payload_id,
            [olya.id],
            priority=Priority.BREAKING,
            due_at=now,
            expires_at=now + HOUR,
        )
    await enqueue(services, "мост", taras.id)
    app.outbox_worker.wake()
    assert (await taras.wait()).text == "мост"
    assert not olya.messages


async def test_held_chat_delays_no_other(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    olya, taras = person("Оля"), person("Тарас")
    app.rate_limiter.pause(3, olya.id)
    await enqueue(services, "held", olya.id)
    await enqueue(services, "digest", taras.id)
    assert (await taras.wait()).text == "digest"
    await enqueue(services, "breaking", taras.id, priority=Priority.BREAKING)
    assert (await taras.wait()).text == "breaking"


async def test_rejected_token_fails_no_delivery(
    services: Services, worker: OutboxWorker, person: People, sandbox: Sandbox
) -> None:
    olya = person()
    await enqueue(services, "мост", olya.id)
    sandbox.faults.add_server_error(401, method="sendMessage")
    await worker.drain_once()
    assert await waiting(services) == 1


async def test_rate_limited_reply_is_retried(app: App, person: People, sandbox: Sandbox) -> None:
    olya = person()
    sandbox.faults.add_too_many_requests(1, method="sendMessage", times=2)
    await olya.send("/help")
    assert "/digest" in (await olya.wait(timeout=10)).text


async def test_breaking_news_overtakes_the_digests_that_are_leased_already(
    settings: Settings, services: Services, person: People
) -> None:
    """More digests than the worker leases wait for their turn; breaking news is still next."""
    chats = [person(f"Reader {number}") for number in range(CONCURRENCY + 10)]
    for reader in chats:
        await enqueue(services, "digest", reader.id)
    app = App(services)
    async with running(app):
        await chats[0].wait()
        olya = person()
        await enqueue(services, "breaking", olya.id, priority=Priority.BREAKING)
        app.outbox_worker.wake()
        await olya.wait()
        assert sum(1 for reader in chats if reader.messages) < len(chats) / 2


@pytest.mark.parametrize(
    ("priority", "chosen"), [(Priority.BREAKING, {}), (Priority.DIGEST, {"paid_digests": True})]
)
async def test_paid_messages_go_beyond_the_free_limit(
    services: Services,
    person: People,
    sandbox: Sandbox,
    priority: Priority,
    chosen: dict[str, bool],
) -> None:
    sandbox.limits.per_second, sandbox.limits.enforced = 1, True
    rates = {"send_rate": 1.0, "paid_send_rate": 1000.0}
    paying = services.settings.model_copy(update={**rates, **chosen})
    readers = [person(f"Reader {number}") for number in range(20)]
    for reader in readers:
        await enqueue(services, "мост", reader.id, priority=priority)
    async with running(App(replace(services, settings=paying))):
        for reader in readers:
            assert (await reader.wait()).text == "мост"
    assert not sandbox.limits.refused
    assert sandbox.limits.stars_spent > 0


async def test_stop_releases_leases_and_finishes_in_flight(
    services: Services, person: People, sandbox: Sandbox
) -> None:
    readers = [person(f"Reader {number}") for number in range(40)]
    for reader in readers:
        await enqueue(services, "мост", reader.id)
    sandbox.faults.add_delay(0.2)
    app = App(services)
    async with running(app):
        await readers[0].wait()
    got = {reader.id for reader in readers if reader.messages}
    assert 0 < len(got) < 40
    async with services.database.read() as connection:
        rows = (await connection.execute(select(deliveries.c.chat_id, deliveries.c.state))).all()
    assert {row.chat_id for row in rows if row.state == "sent"} == got
    assert {row.state for row in rows} == {"sent", "pending"}


async def list_states(services: Services) -> list[str]:
    async with services.database.read() as connection:
        found = await connection.execute(select(deliveries.c.state).order_by(deliveries.c.id))
        return list(found.scalars())


async def test_stop_sends_nothing_after_what_is_in_flight(
    services: Services, worker: OutboxWorker, person: People, sandbox: Sandbox
) -> None:
    olya = person()
    await enqueue(services, "мост", olya.id)
    await enqueue(services, "река", olya.id)
    rule = sandbox.faults.add_delay(0.5, method="sendMessage")
    running_worker = asyncio.create_task(worker.run())
    await wait_until(lambda: rule.hits)
    worker.stop()
    await running_worker
    assert [m.text for m in olya.messages] == ["мост"]
    assert await list_states(services) == ["sent", "pending"]


async def test_stop_waits_for_results_that_are_not_written_yet(
    services: Services, worker: OutboxWorker, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram has the message, and another process has the database."""
    monkeypatch.setattr("bot.telegram.outbox.worker.STOP_TIMEOUT_SECONDS", 0.1)
    olya = person()
    await enqueue(services, "мост", olya.id)
    save, free = worker._recorder._save, asyncio.Event()

    async def save_later(results: Sequence[DeliveryResult]) -> list[DeliveryProblem]:
        await free.wait()
        return await save(results)

    monkeypatch.setattr(worker._recorder, "_save", save_later)
    running_worker = asyncio.create_task(worker.run())
    await olya.wait()
    worker.stop()
    asyncio.get_running_loop().call_later(0.3, free.set)
    await running_worker
    assert await list_states(services) == ["sent"]


async def is_paused(services: Services) -> bool:
    async with services.database.read() as connection:
        (paused,) = (await connection.execute(select(tables.broadcasts.c.paused))).scalars()
    return bool(paused)


async def test_failing_broadcast_is_paused_and_editor_notified(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    readers = [person(f"Reader {number}") for number in range(FAILURE_THRESHOLD + CONCURRENCY + 40)]
    app.rate_limiter._free_window = SlidingWindow(400, monotonic())
    for reader in readers:
        reader.chat.blocked = True
    now = services.clock()
    message = plain.render(build_document("Мост закрыт"))
    async with services.database.write() as connection:
        payload_id = await outbox.add_payload(connection, message.to_json(), now)
        drafted = await broadcasts.create_draft(
            connection, editor_id=EDITOR_ID, payload_id=payload_id, text="Мост", now=now
        )
        await broadcasts.transition(connection, drafted.id, from_states="draft", to_state="sending")
        await outbox.enqueue(
            connection,
            payload_id,
            [reader.id for reader in readers],
            priority=Priority.BREAKING,
            due_at=now,
            expires_at=now + HOUR,
            broadcast_id=drafted.id,
        )
    app.outbox_worker.wake()
    await wait_until(lambda: is_paused(services))
    await app.broadcasts.run()
    notice = await editor.wait()
    assert notice.text.startswith("№ 1.")
    assert "заблокировали бота" in notice.text
    assert any("Продолжить" in label for label in notice.labels)
    async with services.database.read() as connection:
        left = await get_progress(connection, drafted, now)
    assert left.sent == 0
    assert left.remaining > 0


async def test_rejected_payload_notifies_editors_once(
    app: App, services: Services, person: People
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    olya, taras, emma = person("Оля"), person("Тарас"), person("Emma")
    await enqueue(services, Message(text="x" * 5000), olya.id, taras.id)
    await enqueue(services, "мост", emma.id)
    app.outbox_worker.wake()
    assert (await emma.wait()).text == "мост"
    assert "message is too long" in (await editor.wait()).text
    await editor.settle()
    assert len(editor.messages) == 1
    assert await waiting(services) == 0


async def test_delivery_fails_with_reason_after_retries(
    services: Services, worker: OutboxWorker, person: People, sandbox: Sandbox
) -> None:
    olya = person()
    await enqueue(services, "мост", olya.id, valid=timedelta(seconds=1))
    sandbox.faults.add_server_error(502, method="sendMessage")
    await worker.drain_once()
    async with services.database.read() as connection:
        (row,) = await connection.execute(select(deliveries.c.state, deliveries.c.reason))
    assert row.state == "failed"
    assert row.reason.startswith("given up at try 1: ")
    assert "502" in row.reason or "decode" in row.reason
