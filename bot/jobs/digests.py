"""The digest: whoever's hour has come gets one, composed once for all who want the same."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import timetable
from bot import topics as every_topic
from bot.digest_pages import Look, choose, keep, render
from bot.fresh import Fresh
from bot.jobs import look_back, returning
from bot.jobs.look_back import Week
from bot.people import FIRST_LOOK_BACK, preferences
from bot.timetable import LATEST
from bot.translations import Translations
from bot.views import digest as views
from bot.views import style
from bot.views.message import Message
from news.model import Digest, Preferences, ReaderLanguage, Story
from storage import broadcasts, outbox, subscribers
from storage.engine import Database
from storage.outbox import Priority
from storage.subscribers import Style, Subscriber

log = logging.getLogger(__name__)

BATCH = 250
"""Subscribers in one transaction."""

PAUSE_SECONDS = 0.005
"""Between two batches: whoever waits for the writer has their turn."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """Equal renderings are one payload, however many chats get it."""

    preferences: Preferences
    since: datetime
    language: ReaderLanguage
    style: Style
    timezone: str
    told: frozenset[int]


@dataclass(slots=True)
class Made:
    """A rendering that is in the outbox; ``payload_id`` is None as long as nobody gets it."""

    digest: Digest
    payload_id: int | None = None


async def send_due(database: Database, translations: Translations, now: datetime) -> int:
    """Put the digests that are due into the outbox; return to how many chats. Each rendering is
    composed and stored once for all batches."""
    total, made = 0, dict[Rendering, Made]()
    this_week, fresh = Week(now), Fresh(now)
    while True:
        async with database.write() as connection:
            due = await subscribers.due(connection, now, BATCH)
            late = [reader for reader in due if timetable.is_too_late(reader, now)]
            on_time = [reader for reader in due if not timetable.is_too_late(reader, now)]
            await _skip(connection, late, now)
            on_time = await returning.welcome(connection, translations, on_time, now)
            wanting = [reader for reader in on_time if timetable.is_for_digest(reader)]
            told = await _enqueue(connection, translations, wanting, now, made, fresh)
            looking = [r for r in on_time if timetable.is_for_look_back(r, now)]
            await look_back.enqueue(connection, translations, looking, told, this_week)
            total += len(on_time)
        if len(due) < BATCH and not late:
            return total
        await asyncio.sleep(PAUSE_SECONDS)


def since(reader: Subscriber, now: datetime) -> datetime:
    """From when on a digest tells the news."""
    return reader.watermark or now - FIRST_LOOK_BACK


def untold(fresh: Sequence[Story], told: Container[int]) -> list[Story]:
    """Without what the reader got as breaking news."""
    return [story for story in fresh if story.id not in told]


async def _skip(connection: AsyncConnection, late: Sequence[Subscriber], now: datetime) -> None:
    """On to the next hour, or to one that has struck since and is not too late yet."""
    if late:
        log.warning("%d digests were over %s late and are skipped", len(late), LATEST)
        await subscribers.advance(connection, timetable.upcoming(late, now - LATEST))


async def _enqueue(
    connection: AsyncConnection,
    translations: Translations,
    readers: Sequence[Subscriber],
    now: datetime,
    made: dict[Rendering, Made],
    fresh: Fresh,
    priority: Priority = Priority.DIGEST,
) -> dict[int, frozenset[int]]:
    """Payloads, deliveries and watermarks of a batch, in the caller's one transaction. What is
    ``made`` already is not made again. Return which stories each chat gets."""
    if not readers:
        return {}
    earliest = min(since(reader, now) for reader in readers)
    chats = [reader.chat_id for reader in readers]
    told = await broadcasts.stories_told(connection, chats, earliest)
    groups: dict[Rendering, list[Subscriber]] = defaultdict(list)
    for reader in readers:
        groups[_rendering(reader, told.get(reader.chat_id, frozenset()), now)].append(reader)
    await _compose(connection, (one for one in groups if one not in made), now, made, fresh)
    topics = await every_topic.every(connection)
    chosen: dict[int, frozenset[int]] = {}
    for rendering, group in groups.items():
        look = Look(translations[rendering.language], topics, rendering.timezone)
        await _enqueue_group(connection, look, rendering, made[rendering], group, now, priority)
        ids = frozenset(story.id for story in made[rendering].digest.stories)
        chosen |= dict.fromkeys((reader.chat_id for reader in group), ids)
    return chosen


async def _compose(
    connection: AsyncConnection,
    wanted: Iterable[Rendering],
    now: datetime,
    made: dict[Rendering, Made],
    fresh: Fresh,
) -> None:
    new = list(wanted)
    if not new:
        return
    earliest = min(rendering.since for rendering in new)
    news = await fresh.since(connection, earliest)
    for rendering in new:
        left = untold(news, rendering.told)
        outline = choose(left, rendering.preferences, rendering.since, now)
        made[rendering] = Made(await fresh.in_full(connection, outline))


def _rendering(reader: Subscriber, told: frozenset[int], now: datetime) -> Rendering:
    return Rendering(
        preferences(reader),
        since(reader, now),
        reader.language,
        reader.style,
        reader.timezone,
        told,
    )


async def _enqueue_group(
    connection: AsyncConnection,
    look: Look,
    rendering: Rendering,
    made: Made,
    group: list[Subscriber],
    now: datetime,
    priority: Priority,
) -> None:
    is_empty = not made.digest.stories
    told = [r for r in group if not is_empty or (r.tell_when_empty and not r.told_empty)]
    if told and made.payload_id is None:
        message = await _message(connection, look, made, rendering.style)
        made.payload_id = await outbox.add_payload(connection, message.to_json(), now)
    if made.payload_id is not None:
        for expires_at, chats in timetable.by_expiry(told).items():
            await outbox.enqueue(
                connection,
                made.payload_id,
                chats,
                priority=priority,
                due_at=now,
                expires_at=expires_at,
                since=None if is_empty else rendering.since,
            )
    upcoming = timetable.upcoming(group, now)
    await subscribers.advance(connection, upcoming, watermark=now, told_empty=is_empty)


async def _message(connection: AsyncConnection, look: Look, made: Made, wanted: Style) -> Message:
    """Of the digest, as many stories as one message holds; ``made`` has these then."""
    if not made.digest.stories:
        (message,) = style.render(views.empty(look.t), wanted)
        return message
    kept = await keep(connection, look, made.digest)
    made.digest = kept.digest
    return render(look, kept, wanted)


async def send_now(
    database: Database, translations: Translations, reader: Subscriber, now: datetime
) -> None:
    """Put one reader's digest into the outbox at once, as if their hour had come, once more the
    line of an empty one too."""
    eager = replace(reader, next_digest_at=now, tell_when_empty=True, told_empty=False)
    async with database.write() as connection:
        await _enqueue(connection, translations, [eager], now, {}, Fresh(now))


async def send_first(
    connection: AsyncConnection, translations: Translations, reader: Subscriber, now: datetime
) -> bool:
    """Somebody has just subscribed: they get the last day's news at once, in the caller's
    transaction. False where there is none yet: then nothing is said, and the digest at their hour
    is the first."""
    eager = replace(reader, next_digest_at=now, tell_when_empty=False)
    told = await _enqueue(connection, translations, [eager], now, {}, Fresh(now), Priority.REPLY)
    if told[reader.chat_id]:
        return True
    await subscribers.change(
        connection, reader.chat_id, watermark=reader.watermark, told_empty=False
    )
    return False
