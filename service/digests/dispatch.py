"""Enqueue the digests that are due; equal digests are composed and stored once per run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage, Topic
from news.query.followed_terms import TermNormalizer
from service.digests.composer import StoryCandidates, get_watermark
from service.digests.resume import resume_paused
from service.digests.sending_windows import SendingPlan
from service.digests.variants import (
    DigestRun,
    DigestVariant,
    PreparedDigest,
    load_follows,
    prepare,
)
from service.digests.weekly_review import WeeklyReview
from service.follows.term_matcher import TermMatcher
from service.rendering import DigestPage, DigestRenderer, RenderedMessage
from service.subscribers import digest_schedule
from service.subscribers.digest_schedule import MAX_DELAY
from service.topics.service import list_all_topics
from storage.archive import cutoff
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.messaging import delivered_stories, digests, outbox
from storage.messaging.digests import StoredDigest
from storage.messaging.outbox import Priority, QueuedDelivery

log = logging.getLogger(__name__)

BATCH_SIZE = 250
"""Subscribers in one transaction."""

ListBatch = Callable[[AsyncConnection], Awaitable[list[Subscriber]]]

BATCH_PAUSE_SECONDS = 0.005
"""Between two batches, so that other writers get their turn."""


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
        async with self.database.write(inline=True, alone=True) as connection:
            run = await self._start_run(connection, now)
        total, review = 0, WeeklyReview(now, self.renderers)
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
            done = {one.chat_id for one in (*wanting, *reviewing)}
            # Such as on a Sunday without digests whose review was sent at an earlier digest time.
            without = [one for one in active if one.chat_id not in done]
            if without:
                await subscribers.set_next_due(
                    connection, digest_schedule.get_next_due_by_chat(without, run.now)
                )
        return len(due), len(overdue)

    async def enqueue_now(self, subscriber: Subscriber, now: datetime) -> None:
        """Enqueue one subscriber's digest as if it were due; without news, the empty notice."""
        due = replace(
            subscriber, next_digest_at=now, notify_when_empty=True, empty_notice_sent=False
        )
        async with self.database.write() as connection:
            run = await self._start_run(connection, now)
            await self._enqueue_batch(connection, [due], run)

    async def enqueue_first(
        self, connection: AsyncConnection, subscriber: Subscriber, now: datetime
    ) -> bool:
        """Enqueue the last day's news for a new subscriber, in the caller's transaction.

        Returns False, and enqueues nothing, if there is none: the scheduled digest is the first.
        """
        due = replace(subscriber, next_digest_at=now, notify_when_empty=False)
        run = await self._start_run(connection, now, Priority.REPLY)
        sent = await self._enqueue_batch(connection, [due], run)
        if sent[subscriber.chat_id]:
            return True
        await subscribers.change(
            connection, subscriber.chat_id, watermark=subscriber.watermark, empty_notice_sent=False
        )
        return False

    async def _start_run(
        self, connection: AsyncConnection, now: datetime, priority: Priority = Priority.DIGEST
    ) -> DigestRun:
        until = await cutoff.move(connection, now)
        return DigestRun(now, StoryCandidates(until), TermMatcher(self.terms), priority)

    async def _enqueue_batch(
        self, connection: AsyncConnection, due: Sequence[Subscriber], run: DigestRun
    ) -> dict[int, frozenset[int]]:
        """Store payloads, deliveries and watermarks of a batch; return each chat's story ids."""
        if not due:
            return {}
        groups = await prepare(connection, due, run)
        recipients = {
            variant: _list_recipients(run.prepared[variant], group)
            for variant, group in groups.items()
        }
        needed = [variant for variant, chats in recipients.items() if chats]
        await self._store(connection, needed, run)
        await _enqueue_deliveries(connection, recipients, run)
        await _record(connection, groups, run)
        sent: dict[int, frozenset[int]] = {}
        for variant, group in groups.items():
            sent |= dict.fromkeys((one.chat_id for one in group), run.prepared[variant].story_ids)
        return sent

    async def _store(
        self, connection: AsyncConnection, variants: Sequence[DigestVariant], run: DigestRun
    ) -> None:
        """Render and store the digests that the run has not stored yet."""
        new = {v: run.prepared[v] for v in variants if run.prepared[v].payload_id is None}
        if not new:
            return
        topics = await list_all_topics(connection)
        pages: dict[DigestVariant, DigestPage] = {}
        for variant, prepared in new.items():
            if prepared.digest.stories:
                pages[variant] = self._fit(variant, prepared, topics)
                await asyncio.sleep(0)  # A reply need not wait for all of them.
        stored = await digests.save_all(connection, [page.stored for page in pages.values()])
        for (variant, page), saved in zip(pages.items(), stored, strict=True):
            new[variant].digest_id, new[variant].digest = saved.id, saved.digest
            pages[variant] = replace(page, stored=saved)
        payloads: list[delivered_stories.Payload] = []
        for variant, prepared in new.items():
            message = self._render(variant, prepared, pages.get(variant))
            payloads.append(delivered_stories.Payload(message.to_json(), prepared.story_ids))
            await asyncio.sleep(0)
        ids = await delivered_stories.add_payloads(connection, payloads, run.now)
        for prepared, payload_id in zip(new.values(), ids, strict=True):
            prepared.payload_id = payload_id

    def _fit(
        self, variant: DigestVariant, prepared: PreparedDigest, topics: Sequence[Topic]
    ) -> DigestPage:
        """Return the page of a digest with as many of its stories as one message holds."""
        digest = StoredDigest(0, prepared.digest, excluded_story_ids=variant.excluded_story_ids)
        page = DigestPage(digest, topics, variant.timezone)
        return replace(page, stored=self.renderers[variant.language].fit(page))

    def _render(
        self, variant: DigestVariant, prepared: PreparedDigest, page: DigestPage | None
    ) -> RenderedMessage:
        renderer = self.renderers[variant.language]
        if page is not None:
            return renderer.render(page, variant.style)
        if prepared.is_all_known:
            return renderer.render_all_known(variant.style)
        return renderer.render_empty(variant.style)


def _list_recipients(prepared: PreparedDigest, group: Sequence[Subscriber]) -> list[Subscriber]:
    """Return the subscribers to whom a digest is sent: an empty one once, to those who want it."""
    if prepared.digest.stories:
        return list(group)
    return [one for one in group if one.notify_when_empty and not one.empty_notice_sent]


async def _enqueue_deliveries(
    connection: AsyncConnection,
    recipients: Mapping[DigestVariant, Sequence[Subscriber]],
    run: DigestRun,
) -> None:
    """Enqueue a delivery of the stored payload to each recipient."""
    queued: list[QueuedDelivery] = []
    for variant, chats in recipients.items():
        prepared = run.prepared[variant]
        covers_since = variant.since if prepared.digest.stories else None
        for expires_at, ids in digest_schedule.group_by_expiry(chats).items():
            assert prepared.payload_id is not None, "it is stored if it has recipients"
            queued += [
                QueuedDelivery(chat_id, prepared.payload_id, expires_at, covers_since)
                for chat_id in ids
            ]
    await outbox.enqueue_all(connection, queued, priority=run.priority, due_at=run.now)


async def _record(
    connection: AsyncConnection,
    groups: Mapping[DigestVariant, Sequence[Subscriber]],
    run: DigestRun,
) -> None:
    """Store that the digests of all subscribers are done, and when the next ones are due."""
    everyone = [one for group in groups.values() for one in group]
    next_due = digest_schedule.get_next_due_by_chat(everyone, run.now)
    finished = [
        subscribers.FinishedDigest(
            one.chat_id,
            next_due[one.chat_id],
            run.prepared[variant].digest_id,
            is_empty=not run.prepared[variant].digest.stories,
        )
        for variant, group in groups.items()
        for one in group
    ]
    await subscribers.finish_digests(connection, finished, run.candidates.until)


async def _preload(connection: AsyncConnection, due: Sequence[Subscriber], run: DigestRun) -> None:
    """Load stories and followed terms for the subscribers that are on time."""
    on_time = [one for one in due if not digest_schedule.is_overdue(one, run.now)]
    if on_time:
        earliest = min(get_watermark(one, run.now) for one in on_time)
        await run.candidates.load_since(connection, earliest)
        await load_follows(connection, on_time, run)


async def _skip_overdue(
    connection: AsyncConnection, overdue: Sequence[Subscriber], now: datetime
) -> None:
    """Schedule the next digest, which may be due by now but is not overdue."""
    if overdue:
        log.warning("%d digests were over %s late and are skipped", len(overdue), MAX_DELAY)
        await subscribers.set_next_due(
            connection, digest_schedule.get_next_due_by_chat(overdue, now - MAX_DELAY)
        )
