"""A chat that can not be reached any more: blocked by its person, or the bot was thrown out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter


async def mark_gone(
    connection: AsyncConnection, chat_id: int, now: datetime, **values: Any
) -> Subscriber | None:
    """Mark a subscriber as gone, and put further ``values`` on record. Their settings stay, in case
    they come back. Who was reading is counted as having left, once. None if they are not on
    record."""
    known = await subscribers.get(connection, chat_id)
    if known is None:
        return None
    if known.state in subscribers.SUBSCRIBED_STATES:
        await daily_counters.add(connection, now, {DailyCounter.LEFT: 1})
    return await subscribers.change(
        connection, chat_id, **values, state="gone", next_digest_at=None
    )
