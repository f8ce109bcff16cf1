"""On the way: a broadcast starts at its time, or is missed; it pauses, goes on, stops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasting.noting import note
from bot.broadcasting.spreading import respect_rest, spread
from bot.views.message import Message
from storage import broadcasts, followups, outbox
from storage.audit import SERVICE, Act, Actor
from storage.broadcasts import BY_ITSELF, UNDER_WAY, Broadcast
from storage.outbox import Priority

NOTICE_FOR = timedelta(days=1)
"""How long an editor is worth telling that nothing was sent."""


async def start(
    connection: AsyncConnection, broadcast: Broadcast, now: datetime, *, rate: float
) -> bool:
    """A scheduled one whose time has come. Its report is a message yet to be sent."""
    assert broadcast.scheduled_at is not None
    turned = await broadcasts.turn(
        connection,
        broadcast.id,
        before="scheduled",
        after="sending",
        confirmed_at=now,
        report_chat_id=None,
        report_message_id=None,
    )
    if turned:
        await spread(connection, broadcast, broadcast.scheduled_at, now, rate)
        await note(connection, Act.STARTED, SERVICE, broadcast, now)
    return turned


def is_too_late(broadcast: Broadcast, now: datetime) -> bool:
    """Whether a scheduled one is no news any more: the service was down for too long."""
    return (
        broadcast.scheduled_at is not None and now >= broadcast.scheduled_at + broadcast.valid_for
    )


async def miss(
    connection: AsyncConnection, broadcast: Broadcast, notice: Message, now: datetime
) -> bool:
    """Let a scheduled one that is too late be, and tell its editor."""
    turned = await broadcasts.turn(connection, broadcast.id, before="scheduled", after="missed")
    if turned:
        payload_id = await outbox.add_payload(connection, notice.to_json(), now)
        await outbox.enqueue(
            connection,
            payload_id,
            [broadcast.editor_id],
            priority=Priority.BREAKING,
            due_at=now,
            expires_at=now + NOTICE_FOR,
        )
        await note(connection, Act.MISSED, SERVICE, broadcast, now)
    return turned


async def hold(
    connection: AsyncConnection, broadcast: Broadcast, notices: Mapping[int, Message], now: datetime
) -> bool:
    """Keep back a scheduled one whose editor is none any more, and ask the others: ``notices`` are
    the questions, by the editors' chats."""
    turned = await broadcasts.turn(connection, broadcast.id, before="scheduled", after="held")
    if turned:
        for editor_id, notice in notices.items():
            payload_id = await outbox.add_payload(connection, notice.to_json(), now)
            await outbox.enqueue(
                connection,
                payload_id,
                [editor_id],
                priority=Priority.BREAKING,
                due_at=now,
                expires_at=now + NOTICE_FOR,
            )
        await note(connection, Act.HELD, SERVICE, broadcast, now)
    return turned


async def pause(
    connection: AsyncConnection, broadcast: Broadcast, by: Actor, now: datetime
) -> bool:
    turned = await broadcasts.turn(
        connection,
        broadcast.id,
        before=UNDER_WAY,
        where={"paused": False, "stopped": False, "retracted": False},
        paused=True,
        paused_by=by.id,
    )
    if turned:
        await note(connection, Act.PAUSED, by, broadcast, now)
    return turned


async def halted(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> bool:
    """It paused itself: write that down, once. A new message is to tell its editor."""
    turned = await broadcasts.turn(
        connection,
        broadcast.id,
        before=UNDER_WAY,
        where={"paused": True, "paused_by": None},
        paused_by=BY_ITSELF,
        report_chat_id=None,
        report_message_id=None,
    )
    if turned:
        await note(connection, Act.HALTED, SERVICE, broadcast, now)
    return turned


async def resume(
    connection: AsyncConnection, broadcast: Broadcast, by: Actor, now: datetime
) -> bool:
    turned = await broadcasts.turn(
        connection,
        broadcast.id,
        before=UNDER_WAY,
        where={"paused": True},
        paused=False,
        paused_by=None,
    )
    if turned:
        await respect_rest(connection, broadcast, now)
        await note(connection, Act.RESUMED, by, broadcast, now)
    return turned


async def stop(connection: AsyncConnection, broadcast: Broadcast, by: Actor, now: datetime) -> bool:
    """Nobody who has not got it gets it any more; what is in flight at this moment arrives. Those
    who have it are still told better."""
    turned = await broadcasts.turn(
        connection,
        broadcast.id,
        before=UNDER_WAY,
        where={"stopped": False, "retracted": False},
        stopped=True,
        paused=False,
        paused_by=None,
    )
    if turned:
        await followups.cancel_unsent(connection, broadcast.id, "stopped", now)
        await note(connection, Act.STOPPED, by, broadcast, now)
    return turned
