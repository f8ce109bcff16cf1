"""Test the rows of the outbox: who may lease what, and whose results count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.messaging import audience, broadcasts, leases, outbox, results
from storage.messaging.audience import Audience
from storage.messaging.outbox import Delivery, Priority
from storage.schema.tables import broadcasts as tables_broadcasts
from storage.schema.tables import deliveries
from tests.support.factories import NOON, subscriber

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def enqueue(
    database: Database,
    *chats: int,
    priority: Priority = Priority.DIGEST,
    due_at: datetime = NOON,
    broadcast_id: int | None = None,
    since: datetime | None = None,
) -> None:
    async with database.write() as connection:
        payload_id = await outbox.add_payload(connection, {"text": "мост"}, NOON)
        await outbox.enqueue(
            connection,
            payload_id,
            chats,
            priority=priority,
            due_at=due_at,
            expires_at=NOON + HOUR,
            broadcast_id=broadcast_id,
            covers_since=since,
        )


async def lease(
    database: Database, now: datetime = NOON, room: int | Mapping[Priority, int] = 100
) -> list[Delivery]:
    async with database.write() as connection:
        return await leases.lease(
            connection,
            now=now,
            until=now + MINUTE,
            capacity=dict.fromkeys(Priority, room) if isinstance(room, int) else room,
        )


async def draft(database: Database) -> int:
    async with database.write() as connection:
        payload_id = await outbox.add_payload(connection, {"text": "срочно"}, NOON)
        drafted = await broadcasts.create_draft(
            connection, editor_id=1, payload_id=payload_id, text="срочно", now=NOON
        )
    return drafted.id


async def rows(database: Database) -> list[tuple[int, str, str]]:
    """Return chat, state and reason of every delivery, in order."""
    async with database.read() as connection:
        found = await connection.execute(
            select(deliveries.c.chat_id, deliveries.c.state, deliveries.c.reason).order_by(
                deliveries.c.id
            )
        )
        return [(row.chat_id, row.state, row.reason) for row in found]


async def pause(database: Database, number: int, *, paused: bool) -> None:
    async with database.write() as connection:
        await connection.execute(
            tables_broadcasts.update().where(tables_broadcasts.c.id == number).values(paused=paused)
        )


async def test_enqueue_by_query_equals_enqueue_by_list(database: Database) -> None:
    async with database.write() as connection:
        for chat, breaking in ((1, "on"), (2, "off"), (3, "on"), (4, "silent")):
            await subscribers.add(connection, subscriber(chat, breaking=breaking))
        payload_id = await outbox.add_payload(connection, {"text": "мост"}, NOON)
        count = await outbox.enqueue(
            connection,
            payload_id,
            audience.select_without_quiet_hours(Audience(), "on"),
            priority=Priority.BREAKING,
            due_at=NOON,
            expires_at=NOON + HOUR,
            covers_since=NOON - HOUR,
        )
    assert count == 2
    leased = await lease(database)
    assert [(d.chat_id, d.message, d.priority) for d in leased] == [
        (1, {"text": "мост"}, Priority.BREAKING),
        (3, {"text": "мост"}, Priority.BREAKING),
    ]
    assert leased[0].expires_at == NOON + HOUR


async def test_breaking_news_overtakes_fifty_thousand_digests(database: Database) -> None:
    await enqueue(database, *range(1, 50_001))
    await enqueue(database, 7, priority=Priority.BREAKING)
    assert [d.priority for d in await lease(database, room=3)] == [
        Priority.BREAKING,
        Priority.DIGEST,
        Priority.DIGEST,
    ]


async def test_lease_reserves_room_for_urgent_deliveries(database: Database) -> None:
    await enqueue(database, 1, 2, 3)
    await enqueue(database, 4, 5, 6, priority=Priority.BREAKING)
    room = {Priority.BREAKING: 2, Priority.DIGEST: 0}
    assert [d.chat_id for d in await lease(database, room=room)] == [4, 5]
    room = {Priority.BREAKING: 2, Priority.DIGEST: 2}
    assert [d.chat_id for d in await lease(database, room=room)] == [6, 1]


async def test_lease_skips_deliveries_not_due(database: Database) -> None:
    await enqueue(database, *range(100), priority=Priority.BREAKING, due_at=NOON + MINUTE)
    await enqueue(database, 500, priority=Priority.BREAKING)
    assert [d.chat_id for d in await lease(database)] == [500]


async def test_lease_skips_paused_broadcast_but_not_amendments(database: Database) -> None:
    number = await draft(database)
    await enqueue(database, 1, priority=Priority.BREAKING, broadcast_id=number)
    await enqueue(database, 2, priority=Priority.BREAKING)
    await enqueue(database, 3, priority=Priority.AMENDMENT, broadcast_id=number)
    await pause(database, number, paused=True)
    assert [d.chat_id for d in await lease(database)] == [3, 2]
    async with database.read() as connection:
        assert await outbox.get_oldest_due(connection) is None
    await pause(database, number, paused=False)
    assert [d.chat_id for d in await lease(database)] == [1]


async def test_expired_delivery_waits_for_its_cancellation(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More have expired than one transaction cancels."""
    monkeypatch.setattr(leases, "EXPIRE_BATCH_SIZE", 1)
    await enqueue(database, 1, 2)
    assert await lease(database, NOON + HOUR) == []
    assert await rows(database) == [(1, "cancelled", "too late"), (2, "pending", "")]
    assert await lease(database, NOON + HOUR) == []
    assert [state for _, state, _ in await rows(database)] == ["cancelled"] * 2


async def test_expired_lease_records_no_result(database: Database) -> None:
    """A worker that was suspended must not undo what the next one did."""
    await enqueue(database, 1)
    (stale,) = await lease(database)
    async with database.write() as connection:
        await leases.release_expired_leases(connection, NOON + MINUTE)
    (fresh,) = await lease(database, NOON + MINUTE)
    async with database.write() as connection:
        await results.reschedule(connection, [(stale, "late", NOON)])
        await results.mark_failed(connection, [(stale, "late")], NOON)
        await results.release(connection, [(stale, NOON)], NOON)
    assert await rows(database) == [(1, "leased", "")]
    async with database.write() as connection:
        await results.mark_sent(connection, [(fresh, 70, "")], NOON)
        await results.mark_sent(connection, [(stale, 71, "")], NOON)
    assert await rows(database) == [(1, "sent", "")]


async def test_sent_result_is_recorded_without_lease(database: Database) -> None:
    await enqueue(database, 1)
    (stale,) = await lease(database)
    async with database.write() as connection:
        await leases.release_expired_leases(connection, NOON + MINUTE)
        await results.mark_sent(connection, [(stale, 70, "")], NOON)
    assert await rows(database) == [(1, "sent", "")]
    assert await lease(database, NOON + MINUTE) == []


async def test_renewed_lease_is_not_taken(database: Database) -> None:
    await enqueue(database, 1)
    (held,) = await lease(database)
    async with database.write() as connection:
        await leases.renew(connection, [held.id], NOON + 2 * MINUTE)
        assert await leases.release_expired_leases(connection, NOON + MINUTE) == 0
        assert await leases.release_expired_leases(connection, NOON + 2 * MINUTE) == 1


async def test_failure_keeps_order_of_unleased_deliveries(
    database: Database,
) -> None:
    for _ in range(3):
        await enqueue(database, 1)
    (first,) = await lease(database, room=1)
    async with database.write() as connection:
        await results.reschedule(connection, [(first, "500", NOON + MINUTE)])
    assert await lease(database) == []
    assert [d.id for d in await lease(database, NOON + MINUTE)] == [1, 2, 3]


async def test_hundred_failures_pause_broadcast_once(database: Database) -> None:
    number = await draft(database)
    async with database.write() as connection:
        assert not await results.count_failures(connection, number, results.FAILURE_THRESHOLD - 1)
        assert await results.count_failures(connection, number, 1)
        assert not await results.count_failures(connection, number, 1)


async def test_delivered_broadcast_is_never_auto_paused(database: Database) -> None:
    number = await draft(database)
    async with database.write() as connection:
        await results.mark_reached(connection, [number])
        assert not await results.count_failures(connection, number, 10 * results.FAILURE_THRESHOLD)


@pytest.mark.parametrize("how", ["failed", "too late"])
async def test_failed_digest_restores_watermark(database: Database, how: str) -> None:
    async with database.write() as connection:
        await subscribers.add(connection, subscriber(1, watermark=NOON))
    await enqueue(database, 1, since=NOON - 24 * HOUR)
    if how == "failed":
        (held,) = await lease(database)
        async with database.write() as connection:
            await results.mark_failed(connection, [(held, "refused")], NOON)
    else:
        assert await lease(database, NOON + HOUR) == []
    async with database.read() as connection:
        reader: Subscriber | None = await subscribers.get(connection, 1)
    assert reader is not None
    assert reader.watermark == NOON - 24 * HOUR
