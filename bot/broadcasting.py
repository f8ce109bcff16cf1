"""What happens to a broadcast, in a transaction of the caller's: sent, corrected, taken back.

A chat that has not got it yet gets the newest text when its turn comes (`storage.leases`); one
that has is followed up through the outbox; one that is in flight at that moment is followed up when
its outcome is recorded.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.views.message import Message
from storage import broadcasts, outbox, subscribers
from storage.broadcasts import Broadcast, BroadcastState
from storage.outbox import Action, Delivery, Priority

VALID_FOR = timedelta(hours=2)
"""Breaking news that could not be delivered for so long is not breaking any more."""

MENDABLE: tuple[BroadcastState, ...] = ("sending", "correcting", "done")
MENDABLE_FOR = timedelta(days=1)
"""How long a correction or a retraction is tried."""


async def send(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> None:
    """Enter it into the outbox, for everybody who wants breaking news."""
    await outbox.enqueue(
        connection,
        broadcast.payload_id,
        subscribers.wanting_breaking(),
        priority=Priority.BREAKING,
        due_at=now,
        expires_at=now + VALID_FOR,
        broadcast_id=broadcast.id,
    )


def is_mendable(broadcast: Broadcast) -> bool:
    """Whether it went out and was not taken back."""
    return not broadcast.retracted and broadcast.state in MENDABLE


async def correct(
    connection: AsyncConnection, broadcast: Broadcast, message: Message, now: datetime
) -> None:
    """Every chat shows this instead."""
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    await broadcasts.turn(
        connection,
        broadcast.id,
        before=MENDABLE,
        after="correcting",
        payload_id=payload_id,
        text=message.text,
    )
    await _follow_up(connection, broadcast.id, "edit", payload_id, now)


async def retract(
    connection: AsyncConnection, broadcast: Broadcast, notice: Message, now: datetime
) -> None:
    """No chat shows it any more; the notice stands in where Telegram does not delete."""
    payload_id = await outbox.add_payload(connection, notice.to_json(), now)
    await broadcasts.turn(
        connection,
        broadcast.id,
        before=MENDABLE,
        after="retracting",
        payload_id=payload_id,
        retracted=True,
    )
    await broadcasts.cancel_unsent(connection, broadcast.id, "retracted", now)
    await _follow_up(connection, broadcast.id, "delete", payload_id, now)


async def catch_up(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    """A delivery has just been recorded as sent: if its broadcast was corrected or taken back
    while it was in flight, that is done to it now."""
    if delivery.broadcast_id is None or delivery.action != "send":
        return
    broadcast = await broadcasts.get(connection, delivery.broadcast_id)
    if broadcast is None or broadcast.payload_id == delivery.payload_id:
        return
    await broadcasts.follow_up(
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
    action: Action,
    payload_id: int,
    now: datetime,
) -> None:
    await broadcasts.follow_up(
        connection, broadcast_id, action, payload_id, now=now, expires_at=now + MENDABLE_FOR
    )
