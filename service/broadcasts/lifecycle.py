"""On the way: a broadcast starts at its time, or is missed; it pauses, goes on, stops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from service.broadcasts.audit import record_action
from service.broadcasts.enqueue import apply_quiet_hours, enqueue_broadcast
from service.rendering import RenderedMessage
from storage.messaging import amendments, broadcasts, outbox
from storage.messaging.broadcasts import PAUSED_BY_SERVICE, RUNNING_STATES, Broadcast
from storage.messaging.outbox import Priority
from storage.stats.audit_log import SERVICE_ACTOR, Actor, AuditAction

NOTICE_TTL = timedelta(days=1)
"""How long an editor is worth telling that nothing was sent."""


async def start(
    connection: AsyncConnection, broadcast: Broadcast, now: datetime, *, rate: float
) -> bool:
    """A scheduled one whose time has come. Its report is a message yet to be sent."""
    assert broadcast.scheduled_at is not None
    turned = await broadcasts.transition(
        connection,
        broadcast.id,
        from_states="scheduled",
        to_state="sending",
        confirmed_at=now,
        report_chat_id=None,
        report_message_id=None,
    )
    if turned:
        await enqueue_broadcast(connection, broadcast, broadcast.scheduled_at, now, rate)
        await record_action(connection, AuditAction.STARTED, SERVICE_ACTOR, broadcast, now)
    return turned


def is_expired(broadcast: Broadcast, now: datetime) -> bool:
    """Whether a scheduled one is no news any more: the service was down for too long."""
    return (
        broadcast.scheduled_at is not None and now >= broadcast.scheduled_at + broadcast.valid_for
    )


async def mark_missed(
    connection: AsyncConnection, broadcast: Broadcast, notice: RenderedMessage, now: datetime
) -> bool:
    """Let a scheduled one that is too late be, and tell its editor."""
    turned = await broadcasts.transition(
        connection, broadcast.id, from_states="scheduled", to_state="missed"
    )
    if turned:
        payload_id = await outbox.add_payload(connection, notice.to_json(), now)
        await outbox.enqueue(
            connection,
            payload_id,
            [broadcast.editor_id],
            priority=Priority.BREAKING,
            due_at=now,
            expires_at=now + NOTICE_TTL,
        )
        await record_action(connection, AuditAction.MISSED, SERVICE_ACTOR, broadcast, now)
    return turned


async def hold(
    connection: AsyncConnection,
    broadcast: Broadcast,
    notices: Mapping[int, RenderedMessage],
    now: datetime,
) -> bool:
    """Keep back a scheduled one whose editor is none any more, and ask the others: ``notices`` are
    the questions, by the editors' chats."""
    turned = await broadcasts.transition(
        connection, broadcast.id, from_states="scheduled", to_state="held"
    )
    if turned:
        for editor_id, notice in notices.items():
            payload_id = await outbox.add_payload(connection, notice.to_json(), now)
            await outbox.enqueue(
                connection,
                payload_id,
                [editor_id],
                priority=Priority.BREAKING,
                due_at=now,
                expires_at=now + NOTICE_TTL,
            )
        await record_action(connection, AuditAction.HELD, SERVICE_ACTOR, broadcast, now)
    return turned


async def pause(
    connection: AsyncConnection, broadcast: Broadcast, actor: Actor, now: datetime
) -> bool:
    turned = await broadcasts.transition(
        connection,
        broadcast.id,
        from_states=RUNNING_STATES,
        where={"paused": False, "stopped": False, "retracted": False},
        paused=True,
        paused_by=actor.id,
    )
    if turned:
        await record_action(connection, AuditAction.PAUSED, actor, broadcast, now)
    return turned


async def mark_auto_paused(
    connection: AsyncConnection, broadcast: Broadcast, now: datetime
) -> bool:
    """It paused itself: write that down, once. A new message is to tell its editor."""
    turned = await broadcasts.transition(
        connection,
        broadcast.id,
        from_states=RUNNING_STATES,
        where={"paused": True, "paused_by": None},
        paused_by=PAUSED_BY_SERVICE,
        report_chat_id=None,
        report_message_id=None,
    )
    if turned:
        await record_action(connection, AuditAction.AUTO_PAUSED, SERVICE_ACTOR, broadcast, now)
    return turned


async def resume(
    connection: AsyncConnection, broadcast: Broadcast, actor: Actor, now: datetime
) -> bool:
    turned = await broadcasts.transition(
        connection,
        broadcast.id,
        from_states=RUNNING_STATES,
        where={"paused": True},
        paused=False,
        paused_by=None,
    )
    if turned:
        await apply_quiet_hours(connection, broadcast, now)
        await record_action(connection, AuditAction.RESUMED, actor, broadcast, now)
    return turned


async def stop(
    connection: AsyncConnection, broadcast: Broadcast, actor: Actor, now: datetime
) -> bool:
    """Nobody who has not got it gets it any more; what is in flight at this moment arrives. Those
    who have it are still told better."""
    turned = await broadcasts.transition(
        connection,
        broadcast.id,
        from_states=RUNNING_STATES,
        where={"stopped": False, "retracted": False},
        stopped=True,
        paused=False,
        paused_by=None,
    )
    if turned:
        await amendments.cancel_pending(connection, broadcast.id, "stopped", now)
        await record_action(connection, AuditAction.STOPPED, actor, broadcast, now)
    return turned
