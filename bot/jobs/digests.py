"""The digest: whoever's hour has come gets one, composed once for all who want the same."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import timetable
from bot import topics as every_topic
from bot.digest_pages import Look, choose, keep, render, told_at_once, untold
from bot.fresh import Fresh
from bot.jobs import look_back, returning
from bot.jobs.enqueueing import enqueue_for
from bot.jobs.look_back import Week
from bot.mentions import Mentions
from bot.people import FIRST_LOOK_BACK, preferences
from bot.timetable import LATEST
from bot.translations import Translations
from bot.views import digest as views
from bot.views import style
from bot.views.message import Message
from news.model import Digest, Preferences, ReaderLanguage
from news.terms import Terms
from storage import subscribers, told
from storage import terms as stored_terms
from storage.engine import Database
from storage.outbox import Priority
from storage.subscribers import Style, Subscriber
from storage.terms import Term

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
    meanings: frozenset[int]
    """Of what is followed and muted: two chats may have written it differently."""


@dataclass(slots=True)
class Made:
    """A rendering that is in the outbox; ``payload_id`` is None as long as nobody gets it."""

    digest: Digest
    payload_id: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What the batches of one moment share: everything is read and made once for all of them."""

    now: datetime
    fresh: Fresh
    mentions: Mentions
    made: dict[Rendering, Made] = field(default_factory=dict)

    @classmethod
    def at(cls, now: datetime, terms: Terms) -> Job:
        return cls(now, Fresh(now), Mentions(terms))


async def send_due(
    database: Database, terms: Terms, translations: Translations, now: datetime
) -> int:
    """Put the digests that are due into the outbox; return to how many chats. Each rendering is
    composed and stored once for all batches."""
    total, this_week, job = 0, Week(now), Job.at(now, terms)
    while True:
        async with database.read() as connection:  # so that no writer waits for what takes long
            await _read_ahead(connection, await subscribers.due(connection, now, BATCH), job)
        async with database.write() as connection:
            due = await subscribers.due(connection, now, BATCH)
            late = [reader for reader in due if timetable.is_too_late(reader, now)]
            on_time = [reader for reader in due if not timetable.is_too_late(reader, now)]
            await _skip(connection, late, now)
            on_time = await returning.welcome(connection, translations, on_time, now)
            wanting = [reader for reader in on_time if timetable.is_for_digest(reader)]
            chosen = await _enqueue(connection, translations, wanting, job)
            looking = [r for r in on_time if timetable.is_for_look_back(r, now)]
            await look_back.enqueue(connection, translations, looking, chosen, this_week)
            total += len(on_time)
        if len(due) < BATCH and not late:
            return total
        await asyncio.sleep(PAUSE_SECONDS)


def since(reader: Subscriber, now: datetime) -> datetime:
    """From when on a digest tells the news."""
    return reader.watermark or now - FIRST_LOOK_BACK


async def _read_ahead(connection: AsyncConnection, readers: Sequence[Subscriber], job: Job) -> None:
    """The news and the wishes of those who are on time."""
    on_time = [reader for reader in readers if not timetable.is_too_late(reader, job.now)]
    if on_time:
        await job.fresh.since(connection, min(since(reader, job.now) for reader in on_time))
        await _wishes(connection, on_time, job)


async def _skip(connection: AsyncConnection, late: Sequence[Subscriber], now: datetime) -> None:
    """On to the next hour, or to one that has struck since and is not too late yet."""
    if late:
        log.warning("%d digests were over %s late and are skipped", len(late), LATEST)
        await subscribers.advance(connection, timetable.upcoming(late, now - LATEST))


async def _enqueue(
    connection: AsyncConnection,
    translations: Translations,
    readers: Sequence[Subscriber],
    job: Job,
    priority: Priority = Priority.DIGEST,
) -> dict[int, frozenset[int]]:
    """Payloads, deliveries and watermarks of a batch, in the caller's one transaction. What is
    ``made`` already is not made again. Return which stories each chat gets."""
    if not readers:
        return {}
    earliest = min(since(reader, job.now) for reader in readers)
    chats = [reader.chat_id for reader in readers]
    news = await job.fresh.since(connection, earliest)
    known = await told_at_once(connection, chats, news, earliest)
    wishes = await _wishes(connection, readers, job)
    groups: dict[Rendering, list[Subscriber]] = defaultdict(list)
    for reader in readers:
        mine, got = wishes.get(reader.chat_id, []), known.get(reader.chat_id, frozenset())
        groups[_rendering(reader, got, mine, job.now)].append(reader)
    for rendering, group in groups.items():
        if rendering not in job.made:
            found = job.mentions.of(wishes.get(group[0].chat_id, ()))
            left = untold(news, rendering.told)
            outline = choose(left, rendering.preferences, rendering.since, job.now, found)
            job.made[rendering] = Made(await job.fresh.in_full(connection, outline))
    topics = await every_topic.every(connection)
    chosen: dict[int, frozenset[int]] = {}
    for rendering, group in groups.items():
        look = Look(translations[rendering.language], topics, rendering.timezone)
        made = job.made[rendering]
        await _enqueue_group(connection, look, rendering, made, group, job.now, priority)
        ids = frozenset(story.id for story in made.digest.stories)
        chosen |= dict.fromkeys((reader.chat_id for reader in group), ids)
    return chosen


async def _wishes(
    connection: AsyncConnection, readers: Sequence[Subscriber], job: Job
) -> dict[int, list[Term]]:
    """What these readers follow and mute, once it is known which stories mention it."""
    found = await stored_terms.of_chats(connection, [reader.chat_id for reader in readers])
    if found:
        earliest = min(since(reader, job.now) for reader in readers)
        every = (term for mine in found.values() for term in mine)
        await job.mentions.learn(connection, every, earliest)
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
    look: Look,
    rendering: Rendering,
    made: Made,
    group: list[Subscriber],
    now: datetime,
    priority: Priority,
) -> None:
    is_empty = not made.digest.stories
    hear = [r for r in group if not is_empty or (r.tell_when_empty and not r.told_empty)]
    if hear and made.payload_id is None:
        message = await _message(connection, look, made, rendering.style)
        ids = [story.id for story in made.digest.stories]
        made.payload_id = await told.add_payload(connection, message.to_json(), ids, now)
    if made.payload_id is not None:
        tells_of = None if is_empty else rendering.since
        await enqueue_for(connection, made.payload_id, hear, now, priority=priority, since=tells_of)
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
        await _enqueue(connection, translations, [eager], Job.at(now, terms))


async def send_first(
    connection: AsyncConnection,
    terms: Terms,
    translations: Translations,
    reader: Subscriber,
    now: datetime,
) -> bool:
    """Somebody has just subscribed: they get the last day's news at once, in the caller's
    transaction. False where there is none yet: then nothing is said, and the digest at their hour
    is the first."""
    eager = replace(reader, next_digest_at=now, tell_when_empty=False)
    job = Job.at(now, terms)
    chosen = await _enqueue(connection, translations, [eager], job, Priority.REPLY)
    if chosen[reader.chat_id]:
        return True
    await subscribers.change(
        connection, reader.chat_id, watermark=reader.watermark, told_empty=False
    )
    return False
