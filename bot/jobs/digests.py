"""The daily digest: whoever's hour has come gets one, composed once for all who want the same."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.fresh import Fresh
from bot.hours import LATEST, next_digest
from bot.people import FIRST_LOOK_BACK, preferences
from bot.translations import Translations
from bot.views import digest as views
from bot.views import style
from bot.views.message import Message
from news.digest import compose
from news.model import Digest, Preferences, ReaderLanguage, Story
from storage import broadcasts, outbox, stories, subscribers
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


async def send_due(database: Database, translations: Translations, now: datetime) -> int:
    """Put the digests that are due into the outbox; return to how many chats."""
    total = 0
    fresh = Fresh(now)
    while True:
        async with database.write() as connection:
            due = await subscribers.due(connection, now, BATCH)
            on_time = [reader for reader in due if not is_too_late(reader, now)]
            await _skip(connection, (reader for reader in due if is_too_late(reader, now)), now)
            total += await _enqueue(connection, translations, on_time, fresh, now)
        if len(due) < BATCH:
            return total
        await asyncio.sleep(PAUSE_SECONDS)


def is_too_late(reader: Subscriber, now: datetime) -> bool:
    """The service was down at the hour and for long after: the stories wait for the next one."""
    return reader.next_digest_at is not None and now - reader.next_digest_at >= LATEST


def since(reader: Subscriber, now: datetime) -> datetime:
    """From when on a digest tells the news."""
    return reader.watermark or now - FIRST_LOOK_BACK


async def compose_for(
    database: Database, reader: Subscriber, since: datetime, now: datetime
) -> Digest:
    """The digest that this reader would get now."""
    async with database.read() as connection:
        fresh = await stories.opened_between(connection, since, now)
        told = await broadcasts.stories_told(connection, [reader.chat_id], since)
    return choose(untold(fresh, told.get(reader.chat_id, ())), preferences(reader), since, now)


def untold(fresh: Sequence[Story], told: Container[int]) -> list[Story]:
    """Without what the reader got as breaking news."""
    return [story for story in fresh if story.id not in told]


def choose(fresh: Sequence[Story], wanted: Preferences, since: datetime, now: datetime) -> Digest:
    """The best stories in the reader's languages; in any, where no news came in theirs at all."""
    spoken = any(story.headline.language in wanted.languages for story in fresh)
    if not spoken:
        wanted = replace(wanted, languages=frozenset())
    return compose(fresh, wanted, since, now)


def nth_page(
    fresh: Sequence[Story], wanted: Preferences, since: datetime, now: datetime, number: int
) -> Digest:
    """What comes after ``number`` pages of a digest: the best of what these left."""
    left = fresh
    for _ in range(number):
        told = {story.id for story in choose(left, wanted, since, now).stories}
        if not told:
            break
        left = untold(left, told)
    return choose(left, wanted, since, now)


async def _skip(connection: AsyncConnection, readers: Iterable[Subscriber], now: datetime) -> None:
    late = list(readers)
    if late:
        log.warning("%d digests were over %s late and are skipped", len(late), LATEST)
        upcoming = {r.chat_id: next_digest(now, r.timezone, r.digest_time) for r in late}
        await subscribers.advance(connection, upcoming)


async def _enqueue(
    connection: AsyncConnection,
    translations: Translations,
    readers: list[Subscriber],
    fresh: Fresh,
    now: datetime,
) -> int:
    """Payloads, deliveries and watermarks of a batch, in the caller's one transaction."""
    if not readers:
        return 0
    earliest = min(since(reader, now) for reader in readers)
    chats = [reader.chat_id for reader in readers]
    told = await broadcasts.stories_told(connection, chats, earliest)
    groups: dict[Rendering, list[Subscriber]] = defaultdict(list)
    for reader in readers:
        groups[_rendering(reader, told.get(reader.chat_id, frozenset()), now)].append(reader)
    news = await fresh.since(connection, earliest)
    for rendering, group in groups.items():
        left = untold(news, rendering.told)
        outline = choose(left, rendering.preferences, rendering.since, now)
        digest = await fresh.in_full(connection, outline)
        await _enqueue_group(connection, translations, rendering, digest, group, now)
    return len(readers)


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
    translations: Translations,
    rendering: Rendering,
    digest: Digest,
    group: list[Subscriber],
    now: datetime,
) -> None:
    is_empty = not digest.stories
    told = [r for r in group if not is_empty or (r.tell_when_empty and not r.told_empty)]
    if told:
        for message in _messages(translations, rendering, digest):
            payload_id = await outbox.add_payload(connection, message.to_json(), now)
            for expires_at, chats in _by_expiry(told).items():
                await outbox.enqueue(
                    connection,
                    payload_id,
                    chats,
                    priority=Priority.DIGEST,
                    due_at=now,
                    expires_at=expires_at,
                    since=rendering.since if digest.stories else None,
                )
    upcoming = {r.chat_id: next_digest(now, r.timezone, r.digest_time) for r in group}
    await subscribers.advance(connection, upcoming, watermark=now, told_empty=is_empty)


def _by_expiry(readers: Iterable[Subscriber]) -> dict[datetime, list[int]]:
    """Chats by when their digest is too late: three hours after its own hour."""
    chats: dict[datetime, list[int]] = defaultdict(list)
    for reader in readers:
        assert reader.next_digest_at is not None
        chats[reader.next_digest_at + LATEST].append(reader.chat_id)
    return chats


def _messages(translations: Translations, rendering: Rendering, digest: Digest) -> list[Message]:
    t = translations[rendering.language]
    if not digest.stories:
        return style.render(views.empty(t), rendering.style)
    return style.render(views.digest(t, digest, rendering.timezone), rendering.style)


async def send_now(
    database: Database, translations: Translations, reader: Subscriber, now: datetime
) -> None:
    """Put one reader's digest into the outbox at once, as if their hour had come, once more the
    line of an empty one too."""
    eager = replace(reader, next_digest_at=now, tell_when_empty=True, told_empty=False)
    async with database.write() as connection:
        await _enqueue(connection, translations, [eager], Fresh(now), now)
