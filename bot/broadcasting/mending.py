"""What was delivered is corrected or taken back, in every chat.

A chat that has not got it yet gets the newest text when its turn comes (`storage.leases`); one
that has is followed up through the outbox; one that is in flight at that moment is followed up when
its outcome is recorded.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasting.noting import note
from bot.views.message import Message
from storage import broadcasts, followups, outbox
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


def is_undeletable(broadcast: Broadcast, now: datetime) -> bool:
    """Whether it went out so long ago that Telegram will not delete it."""
    return broadcast.confirmed_at is not None and now - broadcast.confirmed_at > DELETABLE_FOR


async def rewrite(
    connection: AsyncConnection, broadcast: Broadcast, message: Message, by: Actor, now: datetime
) -> bool:
    """Nobody has got it yet, and this is what they will get."""
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    turned = await broadcasts.turn(
        connection, broadcast.id, before=UNSENT, payload_id=payload_id, text=message.text
    )
    if turned:
        await note(connection, Act.CORRECTED, by, broadcast, now, message.text)
    return turned


async def correct(
    connection: AsyncConnection,
    broadcast: Broadcast,
    message: Message,
    by: Actor,
    now: datetime,
    *,
    report_in: tuple[int, int] | None = None,
) -> bool:
    """Every chat shows this instead. ``report_in``: chat and message that show how far it has
    come; without it the old report does."""
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    turned = await broadcasts.turn(
        connection,
        broadcast.id,
        before=MENDABLE,
        after="correcting",
        where={"retracted": False},
        payload_id=payload_id,
        text=message.text,
        **_report(report_in),
    )
    if turned:
        await _follow_up(connection, broadcast.id, "edit", payload_id, now)
        await note(connection, Act.CORRECTED, by, broadcast, now, message.text)
    return turned


async def retract(
    connection: AsyncConnection,
    broadcast: Broadcast,
    notice: Message,
    by: Actor,
    now: datetime,
    *,
    report_in: tuple[int, int] | None = None,
) -> bool:
    """No chat shows it any more; the notice stands in where Telegram does not delete."""
    payload_id = await outbox.add_payload(connection, notice.to_json(), now)
    turned = await broadcasts.turn(
        connection,
        broadcast.id,
        before=MENDABLE,
        after="retracting",
        where={"retracted": False},
        payload_id=payload_id,
        retracted=True,
        paused=False,
        paused_by=None,
        **_report(report_in),
    )
    if turned:
        await followups.cancel_unsent(connection, broadcast.id, "retracted", now)
        await _follow_up(connection, broadcast.id, "delete", payload_id, now)
        await note(connection, Act.RETRACTED, by, broadcast, now)
    return turned


async def catch_up(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    """A delivery has just been recorded as sent: if its broadcast was corrected or taken back
    while it was in flight, that is done to it now."""
    if delivery.broadcast_id is None or delivery.action != "send":
        return
    broadcast = await broadcasts.get(connection, delivery.broadcast_id)
    if broadcast is None or broadcast.payload_id == delivery.payload_id:
        return
    await followups.follow_up(
        connection,
        broadcast.id,
        "delete" if broadcast.retracted else "edit",
        broadcast.payload_id,
        now=now,
        expires_at=now + MENDABLE_FOR,
        delivery_id=delivery.id,
    )


def _report(report_in: tuple[int, int] | None) -> dict[str, Any]:
    if report_in is None:
        return {}
    chat_id, message_id = report_in
    return {"report_chat_id": chat_id, "report_message_id": message_id}


async def _follow_up(
    connection: AsyncConnection,
    broadcast_id: int,
    action: Action,
    payload_id: int,
    now: datetime,
) -> None:
    await followups.follow_up(
        connection, broadcast_id, action, payload_id, now=now, expires_at=now + MENDABLE_FOR
    )
