"""From an idea to the outbox: a draft, a try, the word to send it now or later, or not at all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasting.noting import note
from bot.broadcasting.spreading import spread
from bot.views.message import Message
from storage import broadcasts, outbox
from storage.audit import Act, Actor
from storage.broadcasts import UNSENT, Broadcast
from storage.outbox import Priority


async def draft(
    connection: AsyncConnection,
    message: Message,
    by: Actor,
    editor_id: int,
    now: datetime,
    article_id: int | None = None,
) -> Broadcast:
    """Keep what an editor wants to push, until they say to whom and when. ``article_id``: it is an
    article of the archive, which whoever got it will not find in their digest again."""
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    drafted = await broadcasts.draft(
        connection,
        editor_id=editor_id,
        payload_id=payload_id,
        text=message.text,
        now=now,
        article_id=article_id,
    )
    await note(connection, Act.DRAFTED, by, drafted, now)
    return drafted


async def try_out(
    connection: AsyncConnection, broadcast: Broadcast, by: Actor, now: datetime
) -> bool:
    """Bring it to the editor alone, by the same way. It is no delivery of the broadcast."""
    if broadcast.state not in UNSENT or by.id is None:
        return False
    await outbox.enqueue(
        connection,
        broadcast.payload_id,
        [by.id],
        priority=Priority.BREAKING,
        due_at=now,
        expires_at=now + broadcast.valid_for,
        silent=broadcast.silent,
    )
    await note(connection, Act.TESTED, by, broadcast, now)
    return True


async def confirm(
    connection: AsyncConnection,
    broadcast: Broadcast,
    by: Actor,
    now: datetime,
    *,
    rate: float,
    report_in: tuple[int, int] | None,
) -> bool:
    """Enter it into the outbox. ``report_in``: chat and message that show how far it has come."""
    chat_id, message_id = report_in or (None, None)
    turned = await broadcasts.turn(
        connection,
        broadcast.id,
        before=UNSENT,
        after="sending",
        confirmed_at=now,
        scheduled_at=None,
        asked_at=None,
        report_chat_id=chat_id,
        report_message_id=message_id,
    )
    if turned:
        await spread(connection, broadcast, now, now, rate)
        await note(connection, Act.CONFIRMED, by, broadcast, now)
    return turned


async def schedule(
    connection: AsyncConnection, broadcast: Broadcast, at: datetime, by: Actor, now: datetime
) -> bool:
    if broadcast.state == "scheduled" and broadcast.scheduled_at == at and not broadcast.asked_at:
        return True  # said once more
    turned = await broadcasts.turn(
        connection,
        broadcast.id,
        before=UNSENT,
        after="scheduled",
        scheduled_at=at,
        asked_at=None,
    )
    if turned:
        await note(connection, Act.SCHEDULED, by, broadcast, now, at.isoformat())
    return turned


async def cancel(
    connection: AsyncConnection, broadcast: Broadcast, by: Actor, now: datetime
) -> bool:
    turned = await broadcasts.turn(
        connection, broadcast.id, before=UNSENT, after="cancelled", asked_at=None
    )
    if turned:
        await note(connection, Act.CANCELLED, by, broadcast, now)
    return turned
