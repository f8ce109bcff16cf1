"""What is due at a reader's hour, into the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import timetable
from storage import outbox
from storage.outbox import Priority
from storage.subscribers import Subscriber


async def enqueue_for(
    connection: AsyncConnection,
    payload_id: int,
    readers: Iterable[Subscriber],
    now: datetime,
    *,
    priority: Priority = Priority.DIGEST,
    since: datetime | None = None,
) -> None:
    """A delivery for each reader, worth sending until it is too late for their hour. ``since``: as
    `outbox.enqueue` has it."""
    for expires_at, chats in timetable.by_expiry(readers).items():
        await outbox.enqueue(
            connection,
            payload_id,
            chats,
            priority=priority,
            due_at=now,
            expires_at=expires_at,
            since=since,
        )
