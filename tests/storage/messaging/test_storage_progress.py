"""Test the progress of a broadcast."""

from __future__ import annotations

from datetime import timedelta

from storage.database.engine import Database
from storage.messaging import broadcasts, outbox
from storage.messaging.outbox import REPLACED_BY_NOTICE, Priority
from storage.messaging.progress import count_failures_by_reason, get_progress
from storage.schema.tables import deliveries
from tests.support.factories import NOON


async def test_progress_counts_states_and_recent_rate(
    database: Database,
) -> None:
    hour = timedelta(hours=1)
    async with database.write() as connection:
        payload_id = await outbox.add_payload(connection, {"text": "мост"}, NOON)
        drafted = await broadcasts.create_draft(
            connection, editor_id=1, payload_id=payload_id, text="мост", now=NOON
        )

        async def enter(count: int, due_at: timedelta = timedelta(), **values: object) -> None:
            await outbox.enqueue(
                connection,
                payload_id,
                range(count),
                priority=Priority.BREAKING,
                due_at=NOON + due_at,
                expires_at=NOON + hour * 24,
                broadcast_id=drafted.id,
            )
            if values:
                await connection.execute(
                    deliveries.update()
                    .where(deliveries.c.state == "pending", deliveries.c.due_at == NOON + due_at)
                    .values(**values)
                )

        await enter(40, state="sent", finished_at=NOON - timedelta(minutes=5))
        await enter(60, state="sent", finished_at=NOON - timedelta(seconds=4))
        await enter(
            1, state="sent", reason=REPLACED_BY_NOTICE, finished_at=NOON - timedelta(minutes=5)
        )
        await enter(3, state="failed", reason="blocked", finished_at=NOON - timedelta(minutes=5))
        await enter(2, state="cancelled", reason="too late", finished_at=NOON)
        await enter(5, due_at=hour * 7)
        await enter(7, due_at=-hour)
        so_far = await get_progress(connection, drafted, NOON)
        reasons = await count_failures_by_reason(connection, drafted)
    assert (so_far.sent, so_far.failed, so_far.remaining) == (101, 5, 12)
    assert (so_far.unsent, so_far.held, so_far.replaced_by_notice) == (12, 5, 1)
    assert so_far.rate == 15.0  # sixty in the four seconds since the first of them
    assert reasons == {"blocked": 3, "too late": 2}
