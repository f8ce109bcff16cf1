"""Who a chat is to us: a subscriber on record, or somebody new with the house's defaults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import timetable
from bot.settings import Settings
from news.model import Preferences, ReaderLanguage
from storage import daily, subscribers
from storage.daily import What
from storage.subscribers import Asked, Subscriber
from storage.terms import Term

FIRST_LOOK_BACK = timedelta(days=1)
"""What a first digest covers."""

ASKED_FOR = timedelta(minutes=15)
"""How long words are taken for the answer to a question."""


def newcomer(
    settings: Settings,
    chat_id: int,
    kind: str,
    language: ReaderLanguage,
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


async def latest(connection: AsyncConnection, reader: Subscriber) -> Subscriber:
    """The reader as they are now: another button may have been faster."""
    return await subscribers.get(connection, reader.chat_id) or reader


async def change(connection: AsyncConnection, reader: Subscriber, **values: Any) -> Subscriber:
    """Put changes on record; the first change puts the reader on record."""
    changed = await subscribers.change(connection, reader.chat_id, **values)
    if changed is None:
        changed = replace(reader, **values)
        await subscribers.add(connection, changed)
    return changed


async def replan(
    connection: AsyncConnection, reader: Subscriber, now: datetime, **values: Any
) -> Subscriber:
    """Put changes on record and let what is due next follow from them. Who is paused stays so."""
    return await _replan(connection, await latest(connection, reader), now, **values)


async def reschedule(
    connection: AsyncConnection, reader: Subscriber, now: datetime, **values: Any
) -> Subscriber:
    """Put changes on record; the reader is active then, and the next digest follows from them."""
    reader = await latest(connection, reader)
    if reader.state != "active":
        values["watermark"] = fresh_watermark(reader, now)
    if reader.state not in subscribers.READING:
        await daily.add(connection, now, {What.JOINED: 1})
    values |= {"state": "active", "paused_until": None, "asked": ""}
    return await _replan(connection, reader, now, **values)


async def _replan(
    connection: AsyncConnection, reader: Subscriber, now: datetime, **values: Any
) -> Subscriber:
    upcoming = timetable.planned(replace(reader, **values), now)
    return await change(connection, reader, **values, next_digest_at=upcoming)


def fresh_watermark(reader: Subscriber, now: datetime) -> datetime:
    """Where the next digest of somebody begins who was away: what came out meanwhile is old news,
    but for the last day's. On the hour, so that newcomers of one hour share a digest."""
    earliest = (now - FIRST_LOOK_BACK).replace(minute=0, second=0, microsecond=0)
    return max(reader.watermark or earliest, earliest)


def is_asked(reader: Subscriber, what: Asked, now: datetime) -> bool:
    """Whether words may be the answer to a question: asked a short while ago, or, of somebody who
    is only just meeting the bot, at any time."""
    if reader.asked != what:
        return False
    if reader.state == "new":
        return True
    return reader.asked_at is not None and now - reader.asked_at <= ASKED_FOR


def preferences(reader: Subscriber, terms: Iterable[Term] = ()) -> Preferences:
    """What decides this reader's digest. Until they choose languages, it is in their own, or in any
    where there is no news in theirs. ``terms``: what they follow and mute."""
    wishes = list(terms)
    return Preferences(
        topics=reader.topics,
        languages=reader.languages or frozenset({reader.language}),
        items=reader.items,
        followed=frozenset(term.text for term in wishes if term.kind == "follow"),
        muted=frozenset(term.text for term in wishes if term.kind == "mute"),
        languages_chosen=bool(reader.languages),
    )
