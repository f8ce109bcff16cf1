"""From an idea to the outbox: a draft, a try, the word to send it now or later, or not at all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from service.broadcasts.audit import record_action
from service.broadcasts.enqueue import enqueue_broadcast
from service.rendering import RenderedMessage
from storage.messaging import broadcasts, outbox
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast
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
    """Keep what an editor wants to push, until they say to whom and when. ``article_id``: it is an
    article of the archive, which whoever got it will not find in their digest again."""
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    drafted = await broadcasts.create_draft(
        connection,
        editor_id=editor_id,
        payload_id=payload_id,
        text=message.text,
        now=now,
        article_id=article_id,
    )
    await record_action(connection, AuditAction.DRAFTED, actor, drafted, now)
    return drafted


async def send_test(
    connection: AsyncConnection, broadcast: Broadcast, actor: Actor, now: datetime
) -> bool:
    """Bring it to the editor alone, by the same way. It is no delivery of the broadcast."""
    if broadcast.state not in UNSENT_STATES or actor.id is None:
        return False
    await outbox.enqueue(
        connection,
        broadcast.payload_id,
        [actor.id],
        priority=Priority.BREAKING,
        due_at=now,
        expires_at=now + broadcast.valid_for,
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
    report_message: tuple[int, int] | None,
) -> bool:
    """Enter it into the outbox. ``report_in``: chat and message that show how far it has come."""
    chat_id, message_id = report_message or (None, None)
    turned = await broadcasts.transition(
        connection,
        broadcast.id,
        from_states=UNSENT_STATES,
        to_state="sending",
        confirmed_at=now,
        scheduled_at=None,
        asked_at=None,
        report_chat_id=chat_id,
        report_message_id=message_id,
    )
    if turned:
        await enqueue_broadcast(connection, broadcast, now, now, rate)
        await record_action(connection, AuditAction.CONFIRMED, actor, broadcast, now)
    return turned


async def schedule(
    connection: AsyncConnection, broadcast: Broadcast, at: datetime, actor: Actor, now: datetime
) -> bool:
    if broadcast.state == "scheduled" and broadcast.scheduled_at == at and not broadcast.asked_at:
        return True  # said once more
    turned = await broadcasts.transition(
        connection,
        broadcast.id,
        from_states=UNSENT_STATES,
        to_state="scheduled",
        scheduled_at=at,
        asked_at=None,
    )
    if turned:
        await record_action(
            connection, AuditAction.SCHEDULED, actor, broadcast, now, at.isoformat()
        )
    return turned


async def cancel(
    connection: AsyncConnection, broadcast: Broadcast, actor: Actor, now: datetime
) -> bool:
    turned = await broadcasts.transition(
        connection, broadcast.id, from_states=UNSENT_STATES, to_state="cancelled", asked_at=None
    )
    if turned:
        await record_action(connection, AuditAction.CANCELLED, actor, broadcast, now)
    return turned
