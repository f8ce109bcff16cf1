"""The daily digest: whoever's hour has come gets one, composed once for all who want the same."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.hours import LATEST, next_digest
from bot.mentions import Mentions
from bot.people import FIRST_LOOK_BACK, preferences
from bot.translations import Translations
from bot.views import digest as views
from bot.views import style
from bot.views.message import Message
from news.digest import compose
from news.model import Digest, Preferences, ReaderLanguage, Story
from news.terms import Terms
from storage import broadcasts, outbox, stories, subscribers, told
from storage import terms as stored
from storage.engine import Database
from storage.outbox import Priority
from storage.subscribers import Style, Subscriber
from storage.terms import Term

log = logging.getLogger(__name__)

BATCH = 500
"""Subscribers in one transaction."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """Equal renderings are one payload, however many chats get it."""

    preferences: Preferences
    since: datetime
    language: ReaderLanguage
    style: Style
    timezone: str
    told: frozenset[int]
    meanings: frozenset[int]


async def send_due(
    database: Database, terms: Terms, translations: Translations, now: datetime
) -> int:
    """Put the digests that are due into the outbox; return to how many chats."""
    total = 0
    mentions = Mentions(terms)
    while True:
        async with database.read() as connection:  # so that the writer need not wait for the index
            due = await subscribers.due(connection, now, BATCH)
            await _wishes(connection, due, mentions, now)
        async with database.write() as connection:
            due = await subscribers.due(connection, now, BATCH)
            on_time = [reader for reader in due if not is_too_late(reader, now)]
            await _skip(connection, (reader for reader in due if is_too_late(reader, now)), now)
            total += await _enqueue(connection, translations, on_time, mentions, now)
        if len(due) < BATCH:
            return total


def is_too_late(reader: Subscriber, now: datetime) -> bool:
    """The service was down at the hour and for long after: the stories wait for the next one."""
    return reader.next_digest_at is not None and now - reader.next_digest_at >= LATEST


def since(reader: Subscriber, now: datetime) -> datetime:
    """From when on a digest tells the news."""
    return reader.watermark or now - FIRST_LOOK_BACK


async def compose_for(
    database: Database,
    terms: Terms,
    reader: Subscriber,
    since: datetime,
    now: datetime,
    number: int = 0,
) -> Digest:
    """The digest that this reader would get now, or a later page of it."""
    mentions = Mentions(terms)
    async with database.read() as connection:
        fresh = await stories.opened_between(connection, since, now)
        known = await told_at_once(connection, [reader.chat_id], fresh, since)
        wishes = await stored.of_chat(connection, reader.chat_id)
        await mentions.learn(connection, wishes, since)
    left, wanted = untold(fresh, known.get(reader.chat_id, ())), preferences(reader, wishes)
    return nth_page(left, wanted, since, now, min(number, len(left)), mentions.of(wishes))


async def told_at_once(
    connection: AsyncConnection, chats: Sequence[int], fresh: Sequence[Story], since: datetime
) -> dict[int, frozenset[int]]:
    """For each of these chats, the stories that it got as breaking news or as alerts; chats that
    got none are left out."""
    pushed = await broadcasts.stories_told(connection, chats, since)
    ids = [story.id for story in fresh]
    alerted = await told.stories_told(connection, chats, ids, Priority.ALERT)
    none: frozenset[int] = frozenset()
    return {chat: pushed.get(chat, none) | alerted.get(chat, none) for chat in {*pushed, *alerted}}


def untold(fresh: Sequence[Story], told: Container[int]) -> list[Story]:
    """Without what the reader got as breaking news or as an alert."""
    return [story for story in fresh if story.id not in told]


def choose(
    fresh: Sequence[Story],
    wanted: Preferences,
    since: datetime,
    now: datetime,
    mentions: Mapping[str, Container[int]] | None = None,
) -> Digest:
    """The best stories in the reader's languages; in any, where no news came in theirs at all."""
    spoken = any(story.headline.language in wanted.languages for story in fresh)
    if not spoken:
        wanted = replace(wanted, languages=frozenset())
    return compose(fresh, wanted, since, now, mentions=mentions)


def nth_page(
    fresh: Sequence[Story],
    wanted: Preferences,
    since: datetime,
    now: datetime,
    number: int,
    mentions: Mapping[str, Container[int]] | None = None,
) -> Digest:
    """What comes after ``number`` pages of a digest: the best of what these left."""
    left = fresh
    for _ in range(number):
        told = {story.id for story in choose(left, wanted, since, now, mentions).stories}
        if not told:
            break
        left = untold(left, told)
    return choose(left, wanted, since, now, mentions)


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
    mentions: Mentions,
    now: datetime,
) -> int:
    """Payloads, deliveries and watermarks of a batch, in the caller's one transaction."""
    if not readers:
        return 0
    earliest = min(since(reader, now) for reader in readers)
    chats = [reader.chat_id for reader in readers]
    fresh = await stories.opened_between(connection, earliest, now)
    known = await told_at_once(connection, chats, fresh, earliest)
    wishes = await _wishes(connection, readers, mentions, now)
    groups: dict[Rendering, list[Subscriber]] = defaultdict(list)
    for reader in readers:
        mine = wishes.get(reader.chat_id, [])
        groups[_rendering(reader, known.get(reader.chat_id, frozenset()), mine, now)].append(reader)
    for rendering, group in groups.items():
        left = untold(fresh, rendering.told)
        found = mentions.of(wishes.get(group[0].chat_id, ()))
        digest = choose(left, rendering.preferences, rendering.since, now, found)
        await _enqueue_group(connection, translations, rendering, digest, group, now)
    return len(readers)


async def _wishes(
    connection: AsyncConnection, readers: Sequence[Subscriber], mentions: Mentions, now: datetime
) -> dict[int, list[Term]]:
    """What these readers follow and mute, once it is known which stories mention it."""
    found = await stored.of_chats(connection, [reader.chat_id for reader in readers])
    if found:
        earliest = min(since(reader, now) for reader in readers)
        every = (term for mine in found.values() for term in mine)
        await mentions.learn(connection, every, earliest)
    return found


def _rendering(
    reader: Subscriber, told: frozenset[int], wishes: Sequence[Term], now: datetime
) -> Rendering:
    return Rendering(
        preferences(reader, wishes),
        since(reader, now),
        reader.language,
        reader.style,
        reader.timezone,
        told,
        frozenset(term.meaning_id for term in wishes),
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
    hear = [r for r in group if not is_empty or (r.tell_when_empty and not r.told_empty)]
    if hear:
        for message in _messages(translations, rendering, digest):
            payload_id = await outbox.add_payload(connection, message.to_json(), now)
            await told.note(connection, payload_id, [story.id for story in digest.stories])
            for expires_at, chats in _by_expiry(hear).items():
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
    database: Database,
    terms: Terms,
    translations: Translations,
    reader: Subscriber,
    now: datetime,
) -> None:
    """Put one reader's digest into the outbox at once, as if their hour had come, once more the
    line of an empty one too."""
    eager = replace(reader, next_digest_at=now, tell_when_empty=True, told_empty=False)
    async with database.write() as connection:
        await _enqueue(connection, translations, [eager], Mentions(terms), now)
