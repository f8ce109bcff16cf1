"""Who a chat is to us: a subscriber on record, or somebody new with the house's defaults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage, Preferences
from service.config import Settings
from service.subscribers import digest_schedule
from storage.chats import subscribers
from storage.chats.follows import Follow
from storage.chats.subscribers import PendingPrompt, Subscriber
from storage.database.engine import Database
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

FIRST_DIGEST_PERIOD = timedelta(days=1)
"""What a first digest covers."""

PROMPT_TTL = timedelta(minutes=15)
"""How long words are taken for the answer to a question."""


def build_default_subscriber(
    settings: Settings,
    chat_id: int,
    kind: str,
    language: InterfaceLanguage,
    now: datetime,
    timezone: str | None = None,
) -> Subscriber:
    """A subscriber who has not chosen anything yet and is not on record. ``timezone``: where they
    seem to live, if that can be told."""
    return Subscriber(
        chat_id=chat_id,
        kind=kind,
        state="new",
        language=language,
        timezone=timezone or settings.default_timezone,
        hours=(settings.default_digest_time,),
        topics=frozenset(),
        items=settings.digest_items,
        style=settings.message_style,
        breaking="on",
        joined_at=now,
    )


async def reload(connection: AsyncConnection, subscriber: Subscriber) -> Subscriber:
    """The reader as they are now: another button may have been faster."""
    return await subscribers.get(connection, subscriber.chat_id) or subscriber


async def update_subscriber(
    connection: AsyncConnection, subscriber: Subscriber, **values: Any
) -> Subscriber:
    """Put changes on record; the first change puts the reader on record."""
    changed = await subscribers.change(connection, subscriber.chat_id, **values)
    if changed is None:
        changed = replace(subscriber, **values)
        await subscribers.add(connection, changed)
    return changed


async def update_schedule(
    connection: AsyncConnection, subscriber: Subscriber, now: datetime, **values: Any
) -> Subscriber:
    """Put changes on record and let what is due next follow from them. Who is paused stays so."""
    return await _update_schedule(connection, await reload(connection, subscriber), now, **values)


async def activate(
    connection: AsyncConnection, subscriber: Subscriber, now: datetime, **values: Any
) -> Subscriber:
    """Put changes on record; the reader is active then, and the next digest follows from them."""
    subscriber = await reload(connection, subscriber)
    if subscriber.state != "active":
        values["watermark"] = get_initial_watermark(subscriber, now)
    if subscriber.state not in subscribers.SUBSCRIBED_STATES:
        await daily_counters.add(connection, now, {DailyCounter.JOINED: 1})
    values |= {"state": "active", "paused_until": None, "asked": ""}
    return await _update_schedule(connection, subscriber, now, **values)


async def _update_schedule(
    connection: AsyncConnection, subscriber: Subscriber, now: datetime, **values: Any
) -> Subscriber:
    upcoming = digest_schedule.get_next_due(replace(subscriber, **values), now)
    return await update_subscriber(connection, subscriber, **values, next_digest_at=upcoming)


def get_initial_watermark(subscriber: Subscriber, now: datetime) -> datetime:
    """Where the next digest of somebody begins who was away: what came out meanwhile is old news,
    but for the last day's. On the hour, so that newcomers of one hour share a digest."""
    earliest = (now - FIRST_DIGEST_PERIOD).replace(minute=0, second=0, microsecond=0)
    return max(subscriber.watermark or earliest, earliest)


def is_awaiting_input(subscriber: Subscriber, prompt: PendingPrompt, now: datetime) -> bool:
    """Whether words may be the answer to a question: asked a short while ago, or, of somebody who
    is only just meeting the bot, at any time."""
    if subscriber.asked != prompt:
        return False
    if subscriber.state == "new":
        return True
    return subscriber.asked_at is not None and now - subscriber.asked_at <= PROMPT_TTL


def build_preferences(subscriber: Subscriber, filters: Iterable[Follow] = ()) -> Preferences:
    """What decides this reader's digest. Until they choose languages, it is in their own, or in any
    where there is no news in theirs. ``terms``: what they follow and mute."""
    wishes = list(filters)
    return Preferences(
        topics=subscriber.topics,
        languages=subscriber.languages or frozenset({subscriber.language}),
        digest_size=subscriber.items,
        followed_terms=frozenset(term.text for term in wishes if term.kind == "follow"),
        muted_terms=frozenset(term.text for term in wishes if term.kind == "mute"),
        strict_languages=bool(subscriber.languages),
    )


class SubscriberService:
    """Use cases with one chat's subscription and settings."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
