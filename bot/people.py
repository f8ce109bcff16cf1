"""Who a chat is to us: a subscriber on record, or somebody new with the house's defaults."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.hours import next_digest
from bot.settings import Settings
from news.model import Preferences, ReaderLanguage
from storage import daily, subscribers
from storage.daily import What
from storage.subscribers import Subscriber

FIRST_LOOK_BACK = timedelta(days=1)
"""What a first digest covers."""


def newcomer(
    settings: Settings, chat_id: int, kind: str, language: ReaderLanguage, now: datetime
) -> Subscriber:
    """A subscriber who has not chosen anything yet and is not on record."""
    return Subscriber(
        chat_id=chat_id,
        kind=kind,
        state="new",
        language=language,
        timezone=settings.default_timezone,
        digest_time=settings.default_digest_time,
        topics=frozenset(),
        items=settings.digest_items,
        style=settings.message_style,
        breaking=True,
        joined_at=now,
    )


async def change(connection: AsyncConnection, reader: Subscriber, **values: object) -> Subscriber:
    """Put changes on record; the first change puts the reader on record."""
    changed = await subscribers.change(connection, reader.chat_id, **values)
    if changed is None:
        await subscribers.add(connection, reader)
        changed = await subscribers.change(connection, reader.chat_id, **values)
    assert changed is not None
    return changed


async def reschedule(
    connection: AsyncConnection, reader: Subscriber, now: datetime, **values: object
) -> Subscriber:
    """Put changes on record; the reader is active then, and the next digest follows from them."""
    if reader.state != "active":
        # What came out while they were away is old news, but for the last day's.
        # On the hour, so that newcomers of one hour share a digest.
        earliest = (now - FIRST_LOOK_BACK).replace(minute=0, second=0, microsecond=0)
        values["watermark"] = max(reader.watermark or earliest, earliest)
    if reader.state not in subscribers.READING:
        await daily.add(connection, now, {What.JOINED: 1})
    changed = await change(connection, reader, **values)
    upcoming = next_digest(now, changed.timezone, changed.digest_time)
    return await change(connection, changed, state="active", next_digest_at=upcoming)


def preferences(reader: Subscriber) -> Preferences:
    """What decides this reader's digest. Until they choose languages, it is in their own."""
    return Preferences(
        topics=reader.topics, languages=frozenset({reader.language}), items=reader.items
    )
