"""What was delivered is corrected or taken back, in every chat.

A chat that has not got it yet gets the newest text when its turn comes (`storage.leases`); one
that has is followed up through the outbox; one that is in flight at that moment is followed up when
its outcome is recorded.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasting.noting import note
from bot.views.message import Message
from storage import broadcasts, outbox
from storage.audit import Act, Actor
from storage.broadcasts import UNSENT, Broadcast, BroadcastState
from storage.outbox import Action, Delivery

MENDABLE: tuple[BroadcastState, ...] = ("sending", "correcting", "done")
MENDABLE_FOR = timedelta(days=1)
"""How long a correction or a retraction is tried."""

DELETABLE_FOR = timedelta(hours=48)
"""How long Telegram lets a bot delete what it sent."""


def is_mendable(broadcast: Broadcast) -> bool:
    """Whether it went out and was not taken back."""
    return not broadcast.retracted and broadcast.state in MENDABLE


def is_correctable(broadcast: Broadcast) -> bool:
    """Whether its text can still be another one: before it goes out, and after."""
    return broadcast.state in UNSENT or is_mendable(broadcast)


def is_undeletable(broadcast: Broadcast, now: datetime) -> bool:
    """Whether it went out so long ago that Telegram will not delete it."""
    return broadcast.confirmed_at is not None and now - broadcast.confirmed_at > DELETABLE_FOR


async def correct(
    connection: AsyncConnection, broadcast: Broadcast, message: Message, by: Actor, now: datetime
) -> None:
    """Every chat shows this instead, or will, if it is still scheduled."""
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    text, is_unsent = message.text, broadcast.state in UNSENT
    await broadcasts.turn(
        connection,
        broadcast.id,
        before=broadcast.state,
        after=None if is_unsent else "correcting",
        payload_id=payload_id,
        text=text,
    )
    if not is_unsent:
        await _follow_up(connection, broadcast.id, "edit", payload_id, now)
    await note(connection, Act.CORRECTED, by, broadcast, now, message.text)


async def retract(
    connection: AsyncConnection, broadcast: Broadcast, notice: Message, by: Actor, now: datetime
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
        paused=False,
        paused_by=None,
    )
    await broadcasts.cancel_waiting(connection, broadcast.id, "retracted", now)
    await _follow_up(connection, broadcast.id, "delete", payload_id, now)
    await note(connection, Act.RETRACTED, by, broadcast, now)


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
