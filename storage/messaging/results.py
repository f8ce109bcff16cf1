"""Results of deliveries, in batches.

Only the worker that holds the lease may record a result: `Delivery.attempts` counts the leases of
a delivery, so that a worker whose lease ran out cannot undo the work of the next one. A message
that Telegram accepted is the exception: it is delivered, whichever worker holds the lease.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String, Update, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import bulk
from storage.messaging.outbox import IS_PENDING, Delivery, restore_watermarks
from storage.schema.tables import broadcasts, deliveries
from storage.schema.types import UtcTime

FAILURE_THRESHOLD = 100
"""A broadcast pauses itself after this many failures without a single success."""


# Built once: at a thousand messages a second it runs fifty times.
_ROWS = bulk.values_table(bindparam("rows", type_=String))
_MARK_SENT = (
    update(deliveries)
    .where(deliveries.c.id == bulk.column(_ROWS, 0, BigInteger), deliveries.c.state != "sent")
    .values(
        state="sent",
        reason=bulk.column(_ROWS, 2, String),
        leased_until=None,
        finished_at=bindparam("now", type_=UtcTime),
        message_id=bulk.column(_ROWS, 1),
    )
)


async def mark_sent(
    connection: AsyncConnection, messages: Sequence[tuple[Delivery, int, str]], now: datetime
) -> None:
    """Record accepted messages: with each the message id, and a note if it differs from the
    payload."""
    noted = bulk.encode_rows((delivery.id, number, note) for delivery, number, note in messages)
    await connection.execute(_MARK_SENT, {"rows": noted, "now": now})


async def find_stored(
    connection: AsyncConnection, results_of: Sequence[Delivery]
) -> tuple[set[int], set[int]]:
    """Return which of the deliveries are still leased as they were, so that they have no result
    yet, and which were sent or are not there any more."""
    ids = [delivery.id for delivery in results_of]
    columns = (deliveries.c.id, deliveries.c.state, deliveries.c.attempts)
    found = await connection.execute(select(*columns).where(deliveries.c.id.in_(ids)))
    rows = {row.id: (row.state, row.attempts) for row in found}
    leased = {one.id for one in results_of if rows.get(one.id) == ("leased", one.attempts)}
    return leased, {one for one in ids if one not in rows or rows[one][0] == "sent"}


async def mark_failed(
    connection: AsyncConnection, reasons: Sequence[tuple[Delivery, str]], now: datetime
) -> None:
    """Record deliveries that failed for good, with the reasons."""
    await connection.execute(
        _update_leased().values(
            state="failed", leased_until=None, finished_at=now, reason=bindparam("because")
        ),
        [{**_lease_params(delivery), "because": reason} for delivery, reason in reasons],
    )
    await restore_watermarks(connection, deliveries.c.id.in_([d.id for d, _ in reasons]))


async def reschedule(
    connection: AsyncConnection, waits: Sequence[tuple[Delivery, str, datetime]]
) -> None:
    """Set deliveries to pending until a later time; later deliveries of the same chat wait too."""
    due_at = bindparam("again_at", type_=UtcTime)
    await connection.execute(
        _update_leased().values(
            state="pending", leased_until=None, due_at=due_at, reason=bindparam("because")
        ),
        [
            {**_lease_params(d), "because": reason, "again_at": moment}
            for d, reason, moment in waits
        ],
    )
    await _delay_later_deliveries(connection, [(delivery, moment) for delivery, _, moment in waits])


async def _delay_later_deliveries(
    connection: AsyncConnection, waits: Sequence[tuple[Delivery, datetime]]
) -> None:
    """Delay the later deliveries of these chats for as long."""
    due_at = bindparam("again_at", type_=UtcTime)
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.chat_id == bindparam("of_chat"),
            deliveries.c.id > bindparam("after_id"),
            deliveries.c.priority == bindparam("of_priority"),
            deliveries.c.due_at < due_at,
            IS_PENDING,
        )
        .values(due_at=due_at),
        [
            {
                "of_chat": d.chat_id,
                "after_id": d.id,
                "of_priority": int(d.priority),
                "again_at": moment,
            }
            for d, moment in waits
        ],
    )


async def release(
    connection: AsyncConnection, not_attempted: Sequence[tuple[Delivery, datetime]], now: datetime
) -> None:
    """Return deliveries that were leased and not tried, due from a given time.

    If that time is in the future, later deliveries of the same chat wait too.
    """
    await connection.execute(
        _update_leased().values(
            state="pending",
            leased_until=None,
            due_at=bindparam("again_at", type_=UtcTime),
            attempts=deliveries.c.attempts - 1,
        ),
        [{**_lease_params(delivery), "again_at": moment} for delivery, moment in not_attempted],
    )
    later = [(delivery, moment) for delivery, moment in not_attempted if moment > now]
    if later:
        await _delay_later_deliveries(connection, later)


async def mark_reached(
    connection: AsyncConnection, broadcast_ids: Collection[int]
) -> dict[int, int]:
    """Record that these broadcasts reached at least one chat. Return the payload of each."""
    rows = (
        await connection.execute(
            select(broadcasts.c.id, broadcasts.c.payload_id, broadcasts.c.has_delivered).where(
                broadcasts.c.id.in_(broadcast_ids)
            )
        )
    ).all()
    if not all(row.has_delivered for row in rows):
        await connection.execute(
            update(broadcasts).where(broadcasts.c.id.in_(broadcast_ids)).values(has_delivered=True)
        )
    return {row.id: row.payload_id for row in rows}


async def count_failures(connection: AsyncConnection, broadcast_id: int, count: int) -> bool:
    """Add failures of a broadcast; return whether that pauses it.

    It pauses once, when `FAILURE_THRESHOLD` chats failed and none was reached.
    """
    total = (
        await connection.execute(
            update(broadcasts)
            .where(broadcasts.c.id == broadcast_id, broadcasts.c.has_delivered.is_(False))
            .values(failed_count=broadcasts.c.failed_count + count)
            .returning(broadcasts.c.failed_count)
        )
    ).scalar_one_or_none()
    if total is None or not total - count < FAILURE_THRESHOLD <= total:
        return False
    await connection.execute(
        update(broadcasts).where(broadcasts.c.id == broadcast_id).values(paused=True)
    )
    return True


def _update_leased() -> Update:
    return update(deliveries).where(
        deliveries.c.id == bindparam("of_id"),
        deliveries.c.attempts == bindparam("of_attempt"),
        deliveries.c.state == "leased",
    )


def _lease_params(delivery: Delivery) -> dict[str, Any]:
    return {"of_id": delivery.id, "of_attempt": delivery.attempts}
