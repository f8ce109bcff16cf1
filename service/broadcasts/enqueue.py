"""Into the outbox: a delivery for each reader, at a time that respects their quiet hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.subscribers.quiet_hours import DeliveryWindow, fit_quiet_hours
from storage.messaging import amendments, audience, outbox
from storage.messaging.audience import QuietHours
from storage.messaging.broadcasts import Broadcast
from storage.messaging.outbox import Priority


async def enqueue_broadcast(
    connection: AsyncConnection, broadcast: Broadcast, due_at: datetime, now: datetime, rate: float
) -> None:
    """A delivery for each reader of its audience. Whoever has quiet hours comes last, so that
    ``rate`` (messages a second) tells when their turn is, and so whether they rest then."""
    wanted = DeliveryWindow(due_at, due_at + broadcast.valid_for, broadcast.silent)
    loud = audience.select_without_quiet_hours(broadcast.audience, "on")
    ahead = await _enqueue(connection, broadcast, loud, wanted)
    silent = audience.select_without_quiet_hours(broadcast.audience, "silent")
    ahead += await _enqueue(connection, broadcast, silent, replace(wanted, silent=True))
    async for readers in audience.iter_with_quiet_hours(connection, broadcast.audience):
        turns = [now + timedelta(seconds=place / rate) for place, _ in enumerate(readers, ahead)]
        for when, chat_ids in _group_by_window(wanted, readers, turns).items():
            await _enqueue(connection, broadcast, chat_ids, when)
        ahead += len(readers)


async def apply_quiet_hours(
    connection: AsyncConnection, broadcast: Broadcast, now: datetime
) -> None:
    """After a pause it is another hour: whoever rests by now is left to rest."""
    begun = broadcast.scheduled_at or broadcast.confirmed_at
    if begun is None or begun + broadcast.valid_for <= now:
        return
    wanted = DeliveryWindow(now, begun + broadcast.valid_for, broadcast.silent)
    async for readers in audience.iter_with_quiet_hours(connection, broadcast.audience):
        for when, chat_ids in _group_by_window(wanted, readers, [now] * len(readers)).items():
            if when != wanted:
                await amendments.reschedule(
                    connection,
                    broadcast.id,
                    chat_ids,
                    due_at=when.due_at,
                    expires_at=when.expires_at,
                    silent=when.silent,
                )


async def _enqueue(
    connection: AsyncConnection,
    broadcast: Broadcast,
    chats: Sequence[int] | Select[tuple[int]],
    window: DeliveryWindow,
) -> int:
    return await outbox.enqueue(
        connection,
        broadcast.payload_id,
        chats,
        priority=Priority.BREAKING,
        due_at=window.due_at,
        expires_at=window.expires_at,
        broadcast_id=broadcast.id,
        silent=window.silent,
    )


def _group_by_window(
    window: DeliveryWindow, recipients: Sequence[QuietHours], send_times: Sequence[datetime]
) -> dict[DeliveryWindow, list[int]]:
    chats: dict[DeliveryWindow, list[int]] = defaultdict(list)
    for rest, goes_at in zip(recipients, send_times, strict=True):
        chats[fit_quiet_hours(window, goes_at, rest)].append(rest.chat_id)
    return dict(chats)
