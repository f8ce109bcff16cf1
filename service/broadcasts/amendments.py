"""What was delivered is corrected or taken back, in every chat.

A chat that has not got it yet gets the newest text when its turn comes
(`storage.messaging.leases`); one
that has is followed up through the outbox; one that is in flight at that moment is followed up when
its outcome is recorded.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from service.broadcasts.audit import record_action
from service.rendering import RenderedMessage
from storage.messaging import amendments, broadcasts, outbox
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast, BroadcastState
from storage.messaging.outbox import Delivery, DeliveryAction
from storage.stats.audit_log import Actor, AuditAction

AMENDABLE_STATES: tuple[BroadcastState, ...] = ("sending", "correcting", "done")
AMENDMENT_TTL = timedelta(days=1)
"""How long a correction or a retraction is tried."""

DELETE_WINDOW = timedelta(hours=48)
"""How long Telegram lets a bot delete what it sent."""


def is_amendable(broadcast: Broadcast) -> bool:
    """Whether it went out and was not taken back."""
    return not broadcast.retracted and broadcast.state in AMENDABLE_STATES


def is_too_old_to_delete(broadcast: Broadcast, now: datetime) -> bool:
    """Whether it went out so long ago that Telegram will not delete it."""
    return broadcast.confirmed_at is not None and now - broadcast.confirmed_at > DELETE_WINDOW


async def rewrite(
    connection: AsyncConnection,
    broadcast: Broadcast,
    message: RenderedMessage,
    actor: Actor,
    now: datetime,
) -> bool:
    """Nobody has got it yet, and this is what they will get."""
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    turned = await broadcasts.transition(
        connection,
        broadcast.id,
        from_states=UNSENT_STATES,
        payload_id=payload_id,
        text=message.text,
    )
    if turned:
        await record_action(connection, AuditAction.CORRECTED, actor, broadcast, now, message.text)
    return turned


async def correct(
    connection: AsyncConnection,
    broadcast: Broadcast,
    message: RenderedMessage,
    actor: Actor,
    now: datetime,
    *,
    report_message: tuple[int, int] | None = None,
) -> bool:
    """Every chat shows this instead. ``report_in``: chat and message that show how far it has
    come; without it the old report does."""
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    turned = await broadcasts.transition(
        connection,
        broadcast.id,
        from_states=AMENDABLE_STATES,
        to_state="correcting",
        where={"retracted": False},
        payload_id=payload_id,
        text=message.text,
        **_report_values(report_message),
    )
    if turned:
        await _enqueue_amendments(connection, broadcast.id, "edit", payload_id, now)
        await record_action(connection, AuditAction.CORRECTED, actor, broadcast, now, message.text)
    return turned


async def retract(
    connection: AsyncConnection,
    broadcast: Broadcast,
    notice: RenderedMessage,
    actor: Actor,
    now: datetime,
    *,
    report_message: tuple[int, int] | None = None,
) -> bool:
    """No chat shows it any more; the notice stands in where Telegram does not delete."""
    payload_id = await outbox.add_payload(connection, notice.to_json(), now)
    turned = await broadcasts.transition(
        connection,
        broadcast.id,
        from_states=AMENDABLE_STATES,
        to_state="retracting",
        where={"retracted": False},
        payload_id=payload_id,
        retracted=True,
        paused=False,
        paused_by=None,
        **_report_values(report_message),
    )
    if turned:
        await amendments.cancel_pending(connection, broadcast.id, "retracted", now)
        await _enqueue_amendments(connection, broadcast.id, "delete", payload_id, now)
        await record_action(connection, AuditAction.RETRACTED, actor, broadcast, now)
    return turned


async def amend_in_flight(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    """A delivery has just been recorded as sent: if its broadcast was corrected or taken back
    while it was in flight, that is done to it now."""
    if delivery.broadcast_id is None or delivery.action != "send":
        return
    broadcast = await broadcasts.get(connection, delivery.broadcast_id)
    if broadcast is None or broadcast.payload_id == delivery.payload_id:
        return
    await amendments.enqueue_amendments(
        connection,
        broadcast.id,
        "delete" if broadcast.retracted else "edit",
        broadcast.payload_id,
        now=now,
        expires_at=now + AMENDMENT_TTL,
        delivery_id=delivery.id,
    )


def _report_values(report_message: tuple[int, int] | None) -> dict[str, Any]:
    if report_message is None:
        return {}
    chat_id, message_id = report_message
    return {"report_chat_id": chat_id, "report_message_id": message_id}


async def _enqueue_amendments(
    connection: AsyncConnection,
    broadcast_id: int,
    action: DeliveryAction,
    payload_id: int,
    now: datetime,
) -> None:
    await amendments.enqueue_amendments(
        connection, broadcast_id, action, payload_id, now=now, expires_at=now + AMENDMENT_TTL
    )
