"""Broadcasts that are not sent yet: draft, test, confirm, schedule, cancel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from service.broadcasts.enqueue import enqueue_broadcast
from service.broadcasts.transitions import ReportMessage, record_action, transition
from service.rendering import RenderedMessage
from storage.messaging import broadcasts, outbox
from storage.messaging.broadcasts import NO_EDITOR, UNSENT_STATES, Broadcast
from storage.messaging.outbox import Priority
from storage.stats.audit_log import Actor, AuditAction


async def create_draft(
    connection: AsyncConnection,
    message: RenderedMessage,
    actor: Actor,
    editor_id: int,
    now: datetime,
    article_id: int | None = None,
) -> Broadcast:
    """Store a draft. ``article_id``: the article of the archive that it is; the digests of chats
    that received the broadcast leave it out."""
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    draft = await broadcasts.create_draft(
        connection,
        editor_id=editor_id,
        payload_id=payload_id,
        text=message.text,
        now=now,
        article_id=article_id,
    )
    await record_action(connection, AuditAction.DRAFTED, actor, draft, now)
    return draft


def get_editor_id(broadcast: Broadcast, actor: Actor) -> int:
    """Return the editor of a broadcast; that of a suggested draft is the actor, who decides now."""
    return broadcast.editor_id if broadcast.editor_id != NO_EDITOR else actor.id or NO_EDITOR


async def send_test(
    connection: AsyncConnection,
    broadcast: Broadcast,
    message: RenderedMessage,
    actor: Actor,
    now: datetime,
) -> bool:
    """Enqueue the labelled message for the editor alone; it is no delivery of the broadcast."""
    if broadcast.state not in UNSENT_STATES or actor.id is None:
        return False
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    await outbox.enqueue(
        connection,
        payload_id,
        [actor.id],
        priority=Priority.BREAKING,
        due_at=now,
        expires_at=now + broadcast.ttl,
        silent=broadcast.silent,
    )
    await record_action(connection, AuditAction.TESTED, actor, broadcast, now)
    return True


async def confirm(
    connection: AsyncConnection,
    broadcast: Broadcast,
    actor: Actor,
    now: datetime,
    *,
    rate: float,
    report_message: ReportMessage | None,
    scheduled_at: datetime | None = None,
) -> bool:
    """Enqueue a broadcast for its audience at ``rate`` messages a second.

    ``report_message``: chat and id of the message that shows the progress. ``scheduled_at``: the
    time from which it is valid; None is now.
    """
    chat_id, message_id = report_message or (None, None)
    changed = await transition(
        connection,
        broadcast,
        AuditAction.CONFIRMED,
        actor,
        now,
        from_states=UNSENT_STATES,
        to_state="sending",
        started_at=now,
        scheduled_at=scheduled_at,
        time_prompted_at=None,
        report_chat_id=chat_id,
        report_message_id=message_id,
        editor_id=get_editor_id(broadcast, actor),
    )
    if changed:
        await enqueue_broadcast(connection, broadcast, scheduled_at or now, now, rate)
    return changed


async def schedule(
    connection: AsyncConnection, broadcast: Broadcast, at: datetime, actor: Actor, now: datetime
) -> bool:
    """Set the time at which a broadcast starts; the same time again is no new decision."""
    if (
        broadcast.state == "scheduled"
        and broadcast.scheduled_at == at
        and not broadcast.time_prompted_at
    ):
        return True
    return await transition(
        connection,
        broadcast,
        AuditAction.SCHEDULED,
        actor,
        now,
        audit_text=at.isoformat(),
        from_states=UNSENT_STATES,
        to_state="scheduled",
        scheduled_at=at,
        time_prompted_at=None,
        editor_id=get_editor_id(broadcast, actor),
    )


async def cancel(
    connection: AsyncConnection, broadcast: Broadcast, actor: Actor, now: datetime
) -> bool:
    """Discard a broadcast that has not been sent."""
    return await transition(
        connection,
        broadcast,
        AuditAction.CANCELLED,
        actor,
        now,
        from_states=UNSENT_STATES,
        to_state="cancelled",
        time_prompted_at=None,
    )
