"""Correct or retract in every chat what a broadcast delivered.

A chat that has not received it yet gets the newest text when its turn comes
(`storage.messaging.leases`). A chat that has received it gets an amendment through the outbox; for
a delivery in flight the amendment is enqueued when its outcome is recorded.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from service.broadcasts.reports import move_report
from service.broadcasts.transitions import ReportMessage, transition
from service.rendering import RenderedMessage
from storage.messaging import amendments, broadcasts, outbox
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast, BroadcastState
from storage.messaging.outbox import Delivery, DeliveryAction
from storage.stats.audit_log import Actor, AuditAction

AMENDABLE_STATES: tuple[BroadcastState, ...] = ("sending", "correcting", "done")
AMENDMENT_TTL = timedelta(days=1)
"""How long the delivery of a correction or a retraction is retried."""

DELETE_WINDOW = timedelta(hours=48)
"""How long Telegram lets a bot delete its messages."""


def is_amendable(broadcast: Broadcast) -> bool:
    """Return whether a broadcast was sent and not retracted."""
    return not broadcast.retracted and broadcast.state in AMENDABLE_STATES


def is_too_old_to_delete(broadcast: Broadcast, now: datetime) -> bool:
    """Return whether a broadcast was sent before the `DELETE_WINDOW`."""
    return broadcast.started_at is not None and now - broadcast.started_at > DELETE_WINDOW


async def rewrite(
    connection: AsyncConnection,
    broadcast: Broadcast,
    message: RenderedMessage,
    actor: Actor,
    now: datetime,
) -> bool:
    """Replace the message of a broadcast that has not been sent.

    An editor who was asked for a time was shown another message: they are asked no longer.
    """
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    return await transition(
        connection,
        broadcast,
        AuditAction.CORRECTED,
        actor,
        now,
        from_states=UNSENT_STATES,
        payload_id=payload_id,
        text=message.text,
        time_prompted_at=None,
    )


async def correct(
    connection: AsyncConnection,
    broadcast: Broadcast,
    message: RenderedMessage,
    actor: Actor,
    now: datetime,
    *,
    report_message: ReportMessage | None = None,
) -> bool:
    """Replace the message in every chat.

    ``report_message``: chat and id of the message that shows the progress; None keeps the old one.
    """
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    changed = await transition(
        connection,
        broadcast,
        AuditAction.CORRECTED,
        actor,
        now,
        from_states=AMENDABLE_STATES,
        to_state="correcting",
        where={"retracted": False},
        payload_id=payload_id,
        text=message.text,
        **move_report(broadcast, report_message),
    )
    if changed:
        await _enqueue_amendments(connection, broadcast.id, "edit", payload_id, now)
    return changed


async def retract(
    connection: AsyncConnection,
    broadcast: Broadcast,
    notice: RenderedMessage,
    actor: Actor,
    now: datetime,
    *,
    report_message: ReportMessage | None = None,
) -> bool:
    """Delete the message in every chat; ``notice`` replaces it where Telegram does not delete."""
    payload_id = await outbox.add_payload(connection, notice.to_json(), now)
    changed = await transition(
        connection,
        broadcast,
        AuditAction.RETRACTED,
        actor,
        now,
        from_states=AMENDABLE_STATES,
        to_state="retracting",
        where={"retracted": False},
        payload_id=payload_id,
        retracted=True,
        paused=False,
        paused_by=None,
        **move_report(broadcast, report_message, is_retraction=True),
    )
    if changed:
        await amendments.cancel_pending(connection, broadcast.id, "retracted", now)
        await _enqueue_amendments(connection, broadcast.id, "delete", payload_id, now)
    return changed


async def amend_in_flight(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    """Enqueue the amendment of a delivery just recorded as sent, if its broadcast was corrected or
    retracted while it was in flight."""
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
