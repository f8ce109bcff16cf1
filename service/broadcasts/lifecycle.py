"""Running broadcasts: start, miss or hold at the scheduled time; pause, resume, stop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from service.broadcasts.enqueue import apply_quiet_hours, enqueue_broadcast
from service.broadcasts.reports import move_report, renew_report
from service.broadcasts.transitions import ReportMessage, transition
from service.editors.notices import enqueue_notice
from service.rendering import RenderedMessage
from storage.messaging import amendments
from storage.messaging.broadcasts import PAUSED_BY_SERVICE, RUNNING_STATES, Broadcast
from storage.stats.audit_log import SERVICE_ACTOR, Actor, AuditAction


async def start(
    connection: AsyncConnection, broadcast: Broadcast, now: datetime, *, rate: float
) -> bool:
    """Start a scheduled broadcast; its report will be sent as a new message."""
    assert broadcast.scheduled_at is not None
    changed = await transition(
        connection,
        broadcast,
        AuditAction.STARTED,
        SERVICE_ACTOR,
        now,
        from_states="scheduled",
        to_state="sending",
        started_at=now,
        report_chat_id=None,
        report_message_id=None,
    )
    if changed:
        await enqueue_broadcast(connection, broadcast, broadcast.scheduled_at, now, rate)
    return changed


def is_expired(broadcast: Broadcast, now: datetime) -> bool:
    """Return whether a scheduled broadcast is past its validity, as after a long downtime."""
    return broadcast.scheduled_at is not None and now >= broadcast.scheduled_at + broadcast.ttl


async def mark_missed(
    connection: AsyncConnection,
    broadcast: Broadcast,
    editor_id: int,
    notice: RenderedMessage,
    now: datetime,
) -> bool:
    """Mark an expired broadcast as missed, and send ``notice`` to an editor."""
    changed = await transition(
        connection,
        broadcast,
        AuditAction.MISSED,
        SERVICE_ACTOR,
        now,
        from_states="scheduled",
        to_state="missed",
    )
    if changed:
        await enqueue_notice(connection, editor_id, notice, now)
    return changed


async def hold(
    connection: AsyncConnection,
    broadcast: Broadcast,
    notices: Mapping[int, RenderedMessage],
    now: datetime,
) -> bool:
    """Hold a scheduled broadcast of a former editor.

    ``notices``: the question whether to send it, for each editor, by chat id.
    """
    changed = await transition(
        connection,
        broadcast,
        AuditAction.HELD,
        SERVICE_ACTOR,
        now,
        from_states="scheduled",
        to_state="held",
    )
    if changed:
        for editor_id, notice in notices.items():
            await enqueue_notice(connection, editor_id, notice, now)
    return changed


async def pause(
    connection: AsyncConnection,
    broadcast: Broadcast,
    actor: Actor,
    now: datetime,
    report_message: ReportMessage | None = None,
) -> bool:
    """Hold what has not been delivered. ``report_message``: as in `amendments.correct`."""
    return await transition(
        connection,
        broadcast,
        AuditAction.PAUSED,
        actor,
        now,
        from_states=RUNNING_STATES,
        where={"paused": False, "stopped": False, "retracted": False},
        paused=True,
        paused_by=actor.id,
        **move_report(broadcast, report_message),
    )


async def mark_auto_paused(
    connection: AsyncConnection, broadcast: Broadcast, now: datetime
) -> bool:
    """Record, once, that the service paused a broadcast; its report goes into a new message."""
    return await transition(
        connection,
        broadcast,
        AuditAction.AUTO_PAUSED,
        SERVICE_ACTOR,
        now,
        from_states=RUNNING_STATES,
        where={"paused": True, "paused_by": None},
        paused_by=PAUSED_BY_SERVICE,
        **renew_report(broadcast),
    )


async def resume(
    connection: AsyncConnection,
    broadcast: Broadcast,
    actor: Actor,
    now: datetime,
    report_message: ReportMessage | None = None,
) -> bool:
    """Continue a paused broadcast; quiet hours that have begun are respected.

    ``report_message``: as in `amendments.correct`.
    """
    changed = await transition(
        connection,
        broadcast,
        AuditAction.RESUMED,
        actor,
        now,
        from_states=RUNNING_STATES,
        where={"paused": True},
        paused=False,
        paused_by=None,
        **move_report(broadcast, report_message),
    )
    if changed:
        await apply_quiet_hours(connection, broadcast, now)
    return changed


async def stop(
    connection: AsyncConnection,
    broadcast: Broadcast,
    actor: Actor,
    now: datetime,
    report_message: ReportMessage | None = None,
) -> bool:
    """Cancel what has not been delivered; deliveries in flight arrive. The broadcast can still be
    corrected and retracted in the chats that have it.

    ``report_message``: as in `amendments.correct`.
    """
    changed = await transition(
        connection,
        broadcast,
        AuditAction.STOPPED,
        actor,
        now,
        from_states=RUNNING_STATES,
        where={"stopped": False, "retracted": False},
        stopped=True,
        paused=False,
        paused_by=None,
        **move_report(broadcast, report_message),
    )
    if changed:
        await amendments.cancel_pending(connection, broadcast.id, "stopped", now)
    return changed
