"""What is due at a reader's hour, into the outbox."""

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
    since: datetime | None = None,
) -> None:
    """A delivery for each reader, worth sending until it is too late for their hour. ``since``: as
    `outbox.enqueue` has it."""
    for expires_at, chats in digest_schedule.group_by_expiry(subscribers).items():
        await outbox.enqueue(
            connection,
            payload_id,
            chats,
            priority=priority,
            due_at=now,
            expires_at=expires_at,
            covers_since=since,
        )
