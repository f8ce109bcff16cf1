"""Enqueue the digests that are due; equal digests are composed and stored once per run."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering.digest import Ranking, choose_stories
from news.model import Digest, InterfaceLanguage, Preferences, Story, Topic
from news.query.followed_terms import TermNormalizer
from service.digests.composer import (
    StoryCandidates,
    exclude_known,
    get_known_story_ids,
    get_watermark,
    rank_candidates,
)
from service.digests.resume import enqueue_payload, resume_paused
from service.digests.sending_windows import SendingPlan
from service.digests.service import save_page
from service.digests.weekly_review import WeeklyReview
from service.follows.term_matcher import TermMatcher
from service.rendering import DigestPage, DigestRenderer, RenderedMessage
from service.subscribers import digest_schedule
from service.subscribers.changes import build_preferences
from service.subscribers.digest_schedule import MAX_DELAY
from service.topics.service import list_all_topics
from storage.chats import followed_stories, source_choices, subscribers
from storage.chats import follows as chats_follows
from storage.chats.follows import Follow
from storage.chats.subscribers import Style, Subscriber
from storage.database.engine import Database
from storage.messaging import delivered_stories
from storage.messaging.digests import StoredDigest
from storage.messaging.outbox import Priority

log = logging.getLogger(__name__)

BATCH_SIZE = 250
"""Subscribers in one transaction."""

ListBatch = Callable[[AsyncConnection], Awaitable[list[Subscriber]]]

BATCH_PAUSE_SECONDS = 0.005
"""Between two batches, so that other writers get their turn."""


@dataclass(frozen=True, slots=True)
class DigestVariant:
    """What a digest depends on: subscribers with equal variants share one payload."""

    preferences: Preferences
    since: datetime
    language: InterfaceLanguage
    style: Style
    timezone: str
    excluded_story_ids: frozenset[int]
    term_ids: frozenset[int]
    """Followed and muted terms: two chats may have written the same text for different ones."""


@dataclass(slots=True)
class PreparedDigest:
    """A composed digest; both ids are None until the first subscriber gets it.

    ``is_all_known``: there is news, and the subscribers know all of it.
    """

    digest: Digest
    is_all_known: bool = False
    payload_id: int | None = None
    digest_id: int | None = None

    @property
    def story_ids(self) -> frozenset[int]:
        return frozenset(story.id for story in self.digest.stories)


@dataclass(frozen=True, slots=True)
class DigestRun:
    """What the batches of one run share."""

    now: datetime
    candidates: StoryCandidates
    term_matcher: TermMatcher
    priority: Priority = Priority.DIGEST
    prepared: dict[DigestVariant, PreparedDigest] = field(default_factory=dict)
    rankings: dict[DigestVariant, Ranking] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DigestDispatcher:
    """Enqueues digests with their watermarks; the renderers turn them into messages.

    ``sending_plan`` says which digests have to be sent before their time.
    """

    database: Database
    terms: TermNormalizer
    renderers: Mapping[InterfaceLanguage, DigestRenderer]
    sending_plan: SendingPlan

    async def enqueue_due(self, now: datetime) -> int:
        """Enqueue all digests and weekly reviews that are due, and those of crowded digest times
        that have to be sent before; return for how many chats."""
        total, review, run = 0, WeeklyReview(now, self.renderers), self._start_run(now)
        while True:
            list_batch = partial(subscribers.list_due, now=now, limit=BATCH_SIZE)
            due, overdue_count = await self._enqueue_listed(list_batch, review, run)
            total += due - overdue_count
            if due < BATCH_SIZE and not overdue_count:
                return total + await self._enqueue_early(review, run)
            await asyncio.sleep(BATCH_PAUSE_SECONDS)

    async def _enqueue_early(self, review: WeeklyReview, run: DigestRun) -> int:
        """Enqueue digests before their time where not all could be sent at it."""
        total = 0
        for window in await self.sending_plan.update(self.database, run.now):
            left = window.count_to_send(run.now)
            while left > 0:
                limit = min(left, BATCH_SIZE)
                list_batch = partial(
                    subscribers.list_due_at, digest_time=window.digest_time, limit=limit
                )
                count, _ = await self._enqueue_listed(list_batch, review, run)
                total, left = total + count, left - count
                if count < limit:
                    break
                await asyncio.sleep(BATCH_PAUSE_SECONDS)
        return total

    async def _enqueue_listed(
        self, list_batch: ListBatch, review: WeeklyReview, run: DigestRun
    ) -> tuple[int, int]:
        """Enqueue a batch; return how many subscribers are in it, and how many of them are overdue
        and skipped."""
        # Load stories before taking the write lock: other writers do not wait for it.
        async with self.database.read() as connection:
            due = await list_batch(connection)
            await _preload(connection, due, run)
        async with self.database.write() as connection:
            due = await list_batch(connection)
            overdue = [one for one in due if digest_schedule.is_overdue(one, run.now)]
            on_time = [one for one in due if not digest_schedule.is_overdue(one, run.now)]
            await _skip_overdue(connection, overdue, run.now)
            active = await resume_paused(connection, on_time, self.renderers, run.now)
            wanting = [one for one in active if digest_schedule.is_digest_due(one)]
            sent = await self._enqueue_batch(connection, wanting, run)
            reviewing = [
                one for one in active if digest_schedule.is_weekly_review_due(one, run.now)
            ]
            await review.enqueue(connection, reviewing, sent)
        return len(due), len(overdue)

    async def enqueue_now(self, subscriber: Subscriber, now: datetime) -> None:
        """Enqueue one subscriber's digest as if it were due; without news, the empty notice."""
        due = replace(
            subscriber, next_digest_at=now, notify_when_empty=True, empty_notice_sent=False
        )
        async with self.database.write() as connection:
            await self._enqueue_batch(connection, [due], self._start_run(now))

    async def enqueue_first(
        self, connection: AsyncConnection, subscriber: Subscriber, now: datetime
    ) -> bool:
        """Enqueue the last day's news for a new subscriber, in the caller's transaction.

        Returns False, and enqueues nothing, if there is none: the scheduled digest is the first.
        """
        due = replace(subscriber, next_digest_at=now, notify_when_empty=False)
        sent = await self._enqueue_batch(connection, [due], self._start_run(now, Priority.REPLY))
        if sent[subscriber.chat_id]:
            return True
        await subscribers.change(
            connection, subscriber.chat_id, watermark=subscriber.watermark, empty_notice_sent=False
        )
        return False

    def _start_run(self, now: datetime, priority: Priority = Priority.DIGEST) -> DigestRun:
        return DigestRun(now, StoryCandidates(now), TermMatcher(self.terms), priority)

    async def _enqueue_batch(
        self, connection: AsyncConnection, due: Sequence[Subscriber], run: DigestRun
    ) -> dict[int, frozenset[int]]:
        """Store payloads, deliveries and watermarks of a batch; return each chat's story ids."""
        if not due:
            return {}
        topics = await list_all_topics(connection)
        sent: dict[int, frozenset[int]] = {}
        for variant, group in (await _prepare(connection, due, run)).items():
            prepared = run.prepared[variant]
            await self._enqueue_group(connection, variant, group, topics, run)
            sent |= dict.fromkeys((one.chat_id for one in group), prepared.story_ids)
        return sent

    async def _enqueue_group(
        self,
        connection: AsyncConnection,
        variant: DigestVariant,
        group: list[Subscriber],
        topics: Sequence[Topic],
        run: DigestRun,
    ) -> None:
        prepared = run.prepared[variant]
        is_empty = not prepared.digest.stories
        recipients = [
            one
            for one in group
            if not is_empty or (one.notify_when_empty and not one.empty_notice_sent)
        ]
        if recipients and prepared.payload_id is None:
            message = await self._build_message(connection, variant, prepared, topics)
            prepared.payload_id = await delivered_stories.add_payload(
                connection, message.to_json(), prepared.story_ids, run.now
            )
        if prepared.payload_id is not None:
            await enqueue_payload(
                connection,
                prepared.payload_id,
                recipients,
                run.now,
                priority=run.priority,
                covers_since=None if is_empty else variant.since,
            )
        next_due = digest_schedule.get_next_due_by_chat(group, run.now)
        last = {} if prepared.digest_id is None else {"last_digest_id": prepared.digest_id}
        await subscribers.set_next_due(
            connection, next_due, watermark=run.now, empty_notice_sent=is_empty, **last
        )

    async def _build_message(
        self,
        connection: AsyncConnection,
        variant: DigestVariant,
        prepared: PreparedDigest,
        topics: Sequence[Topic],
    ) -> RenderedMessage:
        """Render a digest; `prepared` is reduced to the stories that one message holds."""
        renderer = self.renderers[variant.language]
        if not prepared.digest.stories:
            if prepared.is_all_known:
                return renderer.render_all_known(variant.style)
            return renderer.render_empty(variant.style)
        stored = StoredDigest(0, prepared.digest, excluded_story_ids=variant.excluded_story_ids)
        page = DigestPage(stored, topics, variant.timezone)
        page = await save_page(connection, page, renderer)
        prepared.digest, prepared.digest_id = page.stored.digest, page.stored.id
        return renderer.render(page, variant.style)


async def _preload(connection: AsyncConnection, due: Sequence[Subscriber], run: DigestRun) -> None:
    """Load stories and followed terms for the subscribers that are on time."""
    on_time = [one for one in due if not digest_schedule.is_overdue(one, run.now)]
    if on_time:
        earliest = min(get_watermark(one, run.now) for one in on_time)
        await run.candidates.load_since(connection, earliest)
        await _load_follows(connection, on_time, run)


async def _skip_overdue(
    connection: AsyncConnection, overdue: Sequence[Subscriber], now: datetime
) -> None:
    """Schedule the next digest, which may be due by now but is not overdue."""
    if overdue:
        log.warning("%d digests were over %s late and are skipped", len(overdue), MAX_DELAY)
        await subscribers.set_next_due(
            connection, digest_schedule.get_next_due_by_chat(overdue, now - MAX_DELAY)
        )


async def _prepare(
    connection: AsyncConnection, due: Sequence[Subscriber], run: DigestRun
) -> dict[DigestVariant, list[Subscriber]]:
    """Group subscribers by variant and compose the digests that the run does not have yet."""
    earliest = min(get_watermark(one, run.now) for one in due)
    headers = await run.candidates.load_since(connection, earliest)
    known = await get_known_story_ids(connection, [one.chat_id for one in due], headers, earliest)
    follows = await _load_follows(connection, due, run)
    sources = await source_choices.list_for_chats(connection, [one.chat_id for one in due])
    watermarks = {one.chat_id: get_watermark(one, run.now) for one in due}
    updated = await followed_stories.list_updated(connection, watermarks, run.now)
    older = await run.candidates.load_stories(connection, frozenset().union(*updated.values()))
    headers = [*headers, *older]
    groups: dict[DigestVariant, list[Subscriber]] = defaultdict(list)
    for one in due:
        terms, chosen = follows.get(one.chat_id, ()), sources.get(one.chat_id, ())
        stories = updated.get(one.chat_id, frozenset())
        excluded = known.get(one.chat_id, frozenset()) - stories
        followed = [choice for choice in chosen if choice.kind == "follow"]
        preferences = build_preferences(one, terms, followed, stories)
        variant = _build_variant(one, preferences, excluded, terms, run.now)
        muted = frozenset(choice.source for choice in chosen if choice.kind == "mute")
        compose = partial(_compose, connection, headers, terms, run)
        groups[await _prepare_variant(variant, muted, compose, run)].append(one)
    return groups


async def _prepare_variant(
    variant: DigestVariant,
    muted_sources: frozenset[str],
    compose: Callable[[DigestVariant], Awaitable[PreparedDigest]],
    run: DigestRun,
) -> DigestVariant:
    """Compose a digest unless the run has it; return its variant, with those of the muted sources
    that change it.

    Most muted sources are in no digest of the day: with only the others in the variant, most
    subscribers still share a digest. A muted source that no chosen story begins with changes
    nothing, so the digest is the same as without all muted sources.
    """
    while True:
        if variant not in run.prepared:
            run.prepared[variant] = await compose(variant)
        heads = {story.lead_article.source for story in run.prepared[variant].digest.stories}
        if heads.isdisjoint(muted_sources):
            return variant
        changing = variant.preferences.muted_sources | (heads & muted_sources)
        preferences = replace(variant.preferences, muted_sources=changing)
        variant = replace(variant, preferences=preferences)


def _rank(
    headers: Sequence[Story], terms: Sequence[Follow], run: DigestRun, variant: DigestVariant
) -> Ranking:
    """Rank the stories for a variant; those that differ in their muted sources share a ranking."""
    preferences = replace(variant.preferences, muted_sources=frozenset())
    key = replace(variant, preferences=preferences, language="ru", style="plain", timezone="")
    if key not in run.rankings:
        mentions = run.term_matcher.get_stories(terms)
        unknown = exclude_known(headers, variant.excluded_story_ids)
        run.rankings[key] = rank_candidates(unknown, preferences, variant.since, run.now, mentions)
    return run.rankings[key]


async def _compose(
    connection: AsyncConnection,
    headers: Sequence[Story],
    terms: Sequence[Follow],
    run: DigestRun,
    variant: DigestVariant,
) -> PreparedDigest:
    muted, excluded = variant.preferences.muted_sources, variant.excluded_story_ids
    digest = choose_stories(_rank(headers, terms, run, variant), muted)
    is_all_known = False
    if excluded and not digest.stories:
        everything = _rank(headers, terms, run, replace(variant, excluded_story_ids=frozenset()))
        is_all_known = bool(choose_stories(everything, muted).stories)
    digest = await run.candidates.story_cache.fill(connection, digest)
    return PreparedDigest(digest, is_all_known)


async def _load_follows(
    connection: AsyncConnection, due: Sequence[Subscriber], run: DigestRun
) -> dict[int, list[Follow]]:
    """Return follows and mutes by chat, after the stories that mention them are looked up."""
    follows = await chats_follows.list_for_chats(connection, [one.chat_id for one in due])
    if follows:
        earliest = min(get_watermark(one, run.now) for one in due)
        every = (term for mine in follows.values() for term in mine)
        await run.term_matcher.load(connection, every, earliest)
    return follows


def _build_variant(
    subscriber: Subscriber,
    preferences: Preferences,
    excluded_story_ids: frozenset[int],
    follows: Sequence[Follow],
    now: datetime,
) -> DigestVariant:
    """Return what decides a subscriber's digest; the preferences are without muted sources."""
    return DigestVariant(
        preferences,
        get_watermark(subscriber, now),
        subscriber.language,
        subscriber.style,
        subscriber.timezone,
        excluded_story_ids,
        frozenset(term.term_id for term in follows),
    )
