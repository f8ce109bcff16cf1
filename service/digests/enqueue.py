"""Enqueue a message for subscribers with a digest due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from service.subscribers import digest_schedule
from storage.chats.subscribers import Subscriber
from storage.messaging import outbox
from storage.messaging.outbox import Priority


async def enqueue_payload(
    connection: AsyncConnection,
    payload_id: int,
    subscribers: Iterable[Subscriber],
    now: datetime,
    *,
    priority: Priority = Priority.DIGEST,
    covers_since: datetime | None = None,
) -> None:
    """Enqueue one delivery per subscriber; each expires `MAX_DELAY` after the digest was due.

    ``covers_since``: see `outbox.enqueue`.
    """
    for expires_at, chats in digest_schedule.group_by_expiry(subscribers).items():
        await outbox.enqueue(
            connection,
            payload_id,
            chats,
            priority=priority,
            due_at=now,
            expires_at=expires_at,
            covers_since=covers_since,
        )
