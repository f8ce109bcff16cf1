"""Enqueue a delivery for each subscriber of a broadcast, respecting their quiet hours."""

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
    """Enqueue a delivery for each subscriber of the audience.

    Subscribers with quiet hours come last, so that ``rate`` (messages a second) gives the time of
    their turn, and so whether their quiet hours have begun by then.
    """
    window = DeliveryWindow(due_at, due_at + broadcast.ttl, broadcast.silent)
    audible = audience.select_without_quiet_hours(broadcast.audience, "on")
    ahead = await _enqueue(connection, broadcast, audible, window)
    silent = audience.select_without_quiet_hours(broadcast.audience, "silent")
    ahead += await _enqueue(connection, broadcast, silent, replace(window, silent=True))
    async for recipients in audience.iter_with_quiet_hours(connection, broadcast.audience):
        send_times = [
            now + timedelta(seconds=place / rate) for place, _ in enumerate(recipients, ahead)
        ]
        for fitted, chat_ids in _group_by_window(window, recipients, send_times).items():
            await _enqueue(connection, broadcast, chat_ids, fitted)
        ahead += len(recipients)


async def apply_quiet_hours(
    connection: AsyncConnection, broadcast: Broadcast, now: datetime
) -> None:
    """Reschedule the deliveries of subscribers whose quiet hours began during a pause."""
    started_at = broadcast.scheduled_at or broadcast.started_at
    if started_at is None or started_at + broadcast.ttl <= now:
        return
    window = DeliveryWindow(now, started_at + broadcast.ttl, broadcast.silent)
    async for recipients in audience.iter_with_quiet_hours(connection, broadcast.audience):
        for fitted, chat_ids in _group_by_window(
            window, recipients, [now] * len(recipients)
        ).items():
            if fitted != window:
                await amendments.reschedule(
                    connection,
                    broadcast.id,
                    chat_ids,
                    due_at=fitted.due_at,
                    expires_at=fitted.expires_at,
                    silent=fitted.silent,
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
    for quiet_hours, send_at in zip(recipients, send_times, strict=True):
        chats[fit_quiet_hours(window, send_at, quiet_hours)].append(quiet_hours.chat_id)
    return dict(chats)
