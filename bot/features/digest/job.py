"""The digest: whoever's hour has come gets one, composed once for all who want the same."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.digest import resume_job, views, weekly_job
from bot.features.digest.enqueue import enqueue_payload
from bot.features.digest.pages import DigestView, render, save_digest
from bot.features.digest.weekly_job import WeeklyReview
from bot.ui import renderer
from bot.ui.message import Message
from news.model import Digest, InterfaceLanguage, Preferences
from news.query.followed_terms import TermNormalizer
from service.articles import topics as articles_topics
from service.digests.candidates import StoryCandidates
from service.digests.composer import exclude_delivered, get_pushed_story_ids, select_stories
from service.follows.term_matcher import TermMatcher
from service.i18n.translations import Translations
from service.subscribers import digest_schedule
from service.subscribers.digest_schedule import MAX_DELAY
from service.subscribers.service import FIRST_DIGEST_PERIOD, build_preferences
from storage.chats import follows as chats_follows
from storage.chats import subscribers
from storage.chats.follows import Follow
from storage.chats.subscribers import Style, Subscriber
from storage.database.engine import Database
from storage.messaging import delivered_stories
from storage.messaging.outbox import Priority

log = logging.getLogger(__name__)

BATCH_SIZE = 250
"""Subscribers in one transaction."""

BATCH_PAUSE_SECONDS = 0.005
"""Between two batches: whoever waits for the writer has their turn."""


@dataclass(frozen=True, slots=True)
class DigestVariant:
    """Equal renderings are one payload, however many chats get it."""

    preferences: Preferences
    since: datetime
    language: InterfaceLanguage
    style: Style
    timezone: str
    excluded_story_ids: frozenset[int]
    term_ids: frozenset[int]
    """Of what is followed and muted: two chats may have written it differently."""


@dataclass(slots=True)
class RenderedDigest:
    """A rendering that is in the outbox; ``payload_id`` is None as long as nobody gets it."""

    digest: Digest
    payload_id: int | None = None


@dataclass(frozen=True, slots=True)
class DigestRun:
    """What the batches of one moment share: everything is read and made once for all of them."""

    now: datetime
    story_candidates: StoryCandidates
    term_matcher: TermMatcher
    rendered_digests: dict[DigestVariant, RenderedDigest] = field(default_factory=dict)

    @classmethod
    def start(cls, now: datetime, terms: TermNormalizer) -> DigestRun:
        return cls(now, StoryCandidates(now), TermMatcher(terms))


async def enqueue_due(
    database: Database, terms: TermNormalizer, translations: Translations, now: datetime
) -> int:
    """Put the digests that are due into the outbox; return to how many chats. Each rendering is
    composed and stored once for all batches."""
    total, this_week, job = 0, WeeklyReview(now), DigestRun.start(now, terms)
    while True:
        async with database.read() as connection:  # so that no writer waits for what takes long
            await _preload(connection, await subscribers.list_due(connection, now, BATCH_SIZE), job)
        async with database.write() as connection:
            due = await subscribers.list_due(connection, now, BATCH_SIZE)
            late = [reader for reader in due if digest_schedule.is_overdue(reader, now)]
            on_time = [reader for reader in due if not digest_schedule.is_overdue(reader, now)]
            await _skip_overdue(connection, late, now)
            on_time = await resume_job.resume_paused_subscribers(
                connection, translations, on_time, now
            )
            wanting = [reader for reader in on_time if digest_schedule.is_digest_due(reader)]
            chosen = await _enqueue_batch(connection, translations, wanting, job)
            looking = [r for r in on_time if digest_schedule.is_weekly_review_due(r, now)]
            await weekly_job.enqueue(connection, translations, looking, chosen, this_week)
            total += len(on_time)
        if len(due) < BATCH_SIZE and not late:
            return total
        await asyncio.sleep(BATCH_PAUSE_SECONDS)


def get_watermark(reader: Subscriber, now: datetime) -> datetime:
    """From when on a digest tells the news."""
    return reader.watermark or now - FIRST_DIGEST_PERIOD


async def _preload(
    connection: AsyncConnection, readers: Sequence[Subscriber], run: DigestRun
) -> None:
    """The news and the wishes of those who are on time."""
    on_time = [reader for reader in readers if not digest_schedule.is_overdue(reader, run.now)]
    if on_time:
        await run.story_candidates.load_since(
            connection, min(get_watermark(reader, run.now) for reader in on_time)
        )
        await _load_follows(connection, on_time, run)


async def _skip_overdue(
    connection: AsyncConnection, overdue_subscribers: Sequence[Subscriber], now: datetime
) -> None:
    """On to the next hour, or to one that has struck since and is not too late yet."""
    if overdue_subscribers:
        log.warning(
            "%d digests were over %s late and are skipped", len(overdue_subscribers), MAX_DELAY
        )
        await subscribers.set_next_due(
            connection, digest_schedule.get_next_due_by_chat(overdue_subscribers, now - MAX_DELAY)
        )


async def _enqueue_batch(
    connection: AsyncConnection,
    translations: Translations,
    readers: Sequence[Subscriber],
    run: DigestRun,
    priority: Priority = Priority.DIGEST,
) -> dict[int, frozenset[int]]:
    """Payloads, deliveries and watermarks of a batch, in the caller's one transaction. What is
    ``made`` already is not made again. Return which stories each chat gets."""
    if not readers:
        return {}
    earliest = min(get_watermark(reader, run.now) for reader in readers)
    chats = [reader.chat_id for reader in readers]
    news = await run.story_candidates.load_since(connection, earliest)
    known = await get_pushed_story_ids(connection, chats, news, earliest)
    wishes = await _load_follows(connection, readers, run)
    groups: dict[DigestVariant, list[Subscriber]] = defaultdict(list)
    for reader in readers:
        mine, got = wishes.get(reader.chat_id, []), known.get(reader.chat_id, frozenset())
        groups[_build_variant(reader, got, mine, run.now)].append(reader)
    for rendering, group in groups.items():
        if rendering not in run.rendered_digests:
            found = run.term_matcher.get_stories(wishes.get(group[0].chat_id, ()))
            left = exclude_delivered(news, rendering.excluded_story_ids)
            outline = select_stories(left, rendering.preferences, rendering.since, run.now, found)
            run.rendered_digests[rendering] = RenderedDigest(
                await run.story_candidates.story_cache(connection, outline)
            )
    topics = await articles_topics.list_all_topics(connection)
    chosen: dict[int, frozenset[int]] = {}
    for rendering, group in groups.items():
        look = DigestView(translations[rendering.language], topics, rendering.timezone)
        made = run.rendered_digests[rendering]
        await _enqueue_group(connection, look, rendering, made, group, run.now, priority)
        ids = frozenset(story.id for story in made.digest.stories)
        chosen |= dict.fromkeys((reader.chat_id for reader in group), ids)
    return chosen


async def _load_follows(
    connection: AsyncConnection, readers: Sequence[Subscriber], run: DigestRun
) -> dict[int, list[Follow]]:
    """What these readers follow and mute, once it is known which stories mention it."""
    found = await chats_follows.list_for_chats(connection, [reader.chat_id for reader in readers])
    if found:
        earliest = min(get_watermark(reader, run.now) for reader in readers)
        every = (term for mine in found.values() for term in mine)
        await run.term_matcher.load(connection, every, earliest)
    return found


def _build_variant(
    reader: Subscriber, excluded_story_ids: frozenset[int], follows: Sequence[Follow], now: datetime
) -> DigestVariant:
    return DigestVariant(
        build_preferences(reader, follows),
        get_watermark(reader, now),
        reader.language,
        reader.style,
        reader.timezone,
        excluded_story_ids,
        frozenset(term.meaning_id for term in follows),
    )


async def _enqueue_group(
    connection: AsyncConnection,
    view: DigestView,
    variant: DigestVariant,
    rendered_digest: RenderedDigest,
    group: list[Subscriber],
    now: datetime,
    priority: Priority,
) -> None:
    is_empty = not rendered_digest.digest.stories
    hear = [r for r in group if not is_empty or (r.tell_when_empty and not r.told_empty)]
    if hear and rendered_digest.payload_id is None:
        message = await _build_message(connection, view, rendered_digest, variant.style)
        ids = [story.id for story in rendered_digest.digest.stories]
        rendered_digest.payload_id = await delivered_stories.add_payload(
            connection, message.to_json(), ids, now
        )
    if rendered_digest.payload_id is not None:
        tells_of = None if is_empty else variant.since
        await enqueue_payload(
            connection, rendered_digest.payload_id, hear, now, priority=priority, since=tells_of
        )
    upcoming = digest_schedule.get_next_due_by_chat(group, now)
    await subscribers.set_next_due(connection, upcoming, watermark=now, told_empty=is_empty)


async def _build_message(
    connection: AsyncConnection,
    view: DigestView,
    rendered_digest: RenderedDigest,
    style_name: Style,
) -> Message:
    """Of the digest, as many stories as one message holds; ``made`` has these then."""
    if not rendered_digest.digest.stories:
        (message,) = renderer.render(views.build_empty_digest(view.t), style_name)
        return message
    kept = await save_digest(connection, view, rendered_digest.digest)
    rendered_digest.digest = kept.digest
    return render(view, kept, style_name)


async def enqueue_now(
    database: Database,
    terms: TermNormalizer,
    translations: Translations,
    subscriber: Subscriber,
    now: datetime,
) -> None:
    """Put one reader's digest into the outbox at once, as if their hour had come, once more the
    line of an empty one too."""
    eager = replace(subscriber, next_digest_at=now, tell_when_empty=True, told_empty=False)
    async with database.write() as connection:
        await _enqueue_batch(connection, translations, [eager], DigestRun.start(now, terms))


async def enqueue_first(
    connection: AsyncConnection,
    terms: TermNormalizer,
    translations: Translations,
    subscriber: Subscriber,
    now: datetime,
) -> bool:
    """Somebody has just subscribed: they get the last day's news at once, in the caller's
    transaction. False where there is none yet: then nothing is said, and the digest at their hour
    is the first."""
    eager = replace(subscriber, next_digest_at=now, tell_when_empty=False)
    job = DigestRun.start(now, terms)
    chosen = await _enqueue_batch(connection, translations, [eager], job, Priority.REPLY)
    if chosen[subscriber.chat_id]:
        return True
    await subscribers.change(
        connection, subscriber.chat_id, watermark=subscriber.watermark, told_empty=False
    )
    return False
