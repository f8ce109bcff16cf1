"""What happens to a broadcast, in a transaction of the caller's: sent, corrected, taken back.

A chat that has not got it yet gets the newest text at once; one that has is followed up through
the outbox; one that is in flight at that moment is followed up when its outcome is recorded.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.views.message import Message
from storage import broadcasts, outbox, subscribers
from storage.broadcasts import Broadcast
from storage.outbox import Delivery, Priority

VALID_FOR = timedelta(hours=2)
"""Breaking news that could not be delivered for so long is not breaking any more."""

MENDABLE_FOR = timedelta(days=1)
"""How long a correction or a retraction is tried."""


async def send(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> None:
    """Enter it into the outbox, for everybody who wants breaking news."""
    await outbox.enqueue(
        connection,
        broadcast.payload_id,
        await subscribers.wanting_breaking(connection),
        priority=Priority.BREAKING,
        due_at=now,
        expires_at=now + VALID_FOR,
        broadcast_id=broadcast.id,
    )


async def correct(
    connection: AsyncConnection, broadcast: Broadcast, message: Message, now: datetime
) -> int:
    """Every chat shows this instead; return the new payload's id."""
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    await outbox.replace_unsent(connection, broadcast.id, payload_id)
    await _follow_up(connection, broadcast.id, "edit", payload_id, now)
    return payload_id


async def retract(
    connection: AsyncConnection, broadcast: Broadcast, notice: Message, now: datetime
) -> int:
    """No chat shows it any more; the notice stands in where Telegram does not delete. Return the
    notice's payload id."""
    payload_id = await outbox.add_payload(connection, notice.to_json(), now)
    await outbox.cancel_unsent(connection, broadcast.id, "retracted", now)
    await _follow_up(connection, broadcast.id, "delete", payload_id, now)
    return payload_id


async def catch_up(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    """A delivery has just been recorded as sent: if its broadcast was corrected or taken back
    while it was in flight, that is done to it now."""
    if delivery.broadcast_id is None or delivery.action != "send":
        return
    broadcast = await broadcasts.get(connection, delivery.broadcast_id)
    if broadcast is None or broadcast.payload_id == delivery.payload_id:
        return
    await outbox.follow_up(
        connection,
        broadcast.id,
        "delete" if broadcast.retracted else "edit",
        broadcast.payload_id,
        now=now,
        expires_at=now + MENDABLE_FOR,
        delivery_id=delivery.id,
    )


async def _follow_up(
    connection: AsyncConnection,
    broadcast_id: int,
    action: outbox.Action,
    payload_id: int,
    now: datetime,
) -> None:
    await outbox.follow_up(
        connection, broadcast_id, action, payload_id, now=now, expires_at=now + MENDABLE_FOR
    )
