"""Send an article to all chats that follow a term in it or its story, in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from service.follows.alerts.rules import (
    ALERT_TTL,
    MatchedArticle,
    build_variant,
    count_alert,
    get_alert_terms,
    get_hold_end,
    is_readable,
)
from service.follows.stories import QUIET_PERIOD
from service.rendering import AlertRenderer, AlertVariant
from storage.chats import alerts, followed_stories, follows, source_choices, subscribers
from storage.chats.alerts import AlertWindow
from storage.chats.follows import Follow
from storage.chats.subscribers import Subscriber
from storage.messaging import delivered_stories, outbox
from storage.messaging.outbox import Priority

BATCH_SIZE = 200
"""Chats in one transaction."""

DELIVERED_LOOKBACK = timedelta(days=3)
"""How far back broadcasts count as deliveries of the same story: no story lasts longer."""


@dataclass(frozen=True, slots=True)
class DispatchResult:
    """``last_chat_id``: where the next batch continues; None after the last one."""

    notified_count: int
    last_chat_id: int | None


@dataclass(slots=True)
class _Split:
    """A batch of chats: who is notified now, who waits, and the windows to save."""

    send_now: dict[AlertVariant, list[int]] = field(default_factory=lambda: defaultdict(list))
    waiting: list[int] = field(default_factory=list)
    windows: dict[int, AlertWindow] = field(default_factory=dict)


class AlertDispatch:
    """Dispatches one article; its payloads are stored once for all batches."""

    def __init__(self, matched: MatchedArticle, renderer: AlertRenderer, now: datetime) -> None:
        self._matched = matched
        self._renderer = renderer
        self._now = now
        self._payload_ids: dict[AlertVariant, int] = {}

    async def dispatch_batch(
        self, connection: AsyncConnection, *, after_chat_id: int | None
    ) -> DispatchResult:
        """Enqueue the alerts of the next batch of followers; the last one dequeues the article and
        prolongs the follows of its story."""
        queued = self._matched.queued
        by_term = await alerts.list_followers(
            connection, self._matched.term_ids, after=after_chat_id, limit=BATCH_SIZE
        )
        by_story = await followed_stories.list_instant_followers(
            connection,
            queued.story_id,
            queued.article_id,
            self._now,
            after=after_chat_id,
            limit=BATCH_SIZE,
        )
        chats = sorted({*by_term, *by_story})[:BATCH_SIZE]
        split = await self._split_recipients(connection, chats, frozenset(by_story))
        for variant, recipients in split.send_now.items():
            payload_id = await self._get_payload(connection, variant)
            await enqueue_alert(
                connection, payload_id, recipients, self._now, silent=variant.silent
            )
        await alerts.save_windows(connection, split.windows)
        await alerts.add_pending(connection, split.waiting, queued, self._now)
        is_last = len(chats) < BATCH_SIZE
        if is_last:
            until = self._now + QUIET_PERIOD
            await followed_stories.prolong(connection, queued.story_id, self._now, until)
            await alerts.dequeue(connection, [queued.article_id])
        notified = sum(map(len, split.send_now.values()))
        return DispatchResult(notified, None if is_last else chats[-1])

    async def _get_payload(self, connection: AsyncConnection, variant: AlertVariant) -> int:
        if variant not in self._payload_ids:
            message = self._renderer.render(variant, [self._matched.item], 0, self._now)
            self._payload_ids[variant] = await delivered_stories.add_payload(
                connection, message.to_json(), [self._matched.queued.story_id], self._now
            )
        return self._payload_ids[variant]

    async def _split_recipients(
        self, connection: AsyncConnection, chat_ids: Sequence[int], by_story: frozenset[int]
    ) -> _Split:
        """Decide about each chat; those ``by_story`` get every report, the others each story
        once."""
        others = [chat for chat in chat_ids if chat not in by_story]
        known = await self._find_already_notified(connection, others)
        unaware = [chat for chat in chat_ids if chat not in known]
        windows = await alerts.get_windows(connection, unaware)
        split, now = _Split(), self._now
        for subscriber, terms in await self._find_recipients(connection, unaware, by_story):
            chat_id = subscriber.chat_id
            split.windows[chat_id], is_now = count_alert(
                windows.get(chat_id), now, get_hold_end(subscriber, now)
            )
            if not is_now:
                split.waiting.append(chat_id)
                continue
            story_id = self._matched.queued.story_id if chat_id in by_story else None
            split.send_now[build_variant(subscriber, now, terms, story_id)].append(chat_id)
        return split

    async def _find_recipients(
        self, connection: AsyncConnection, chat_ids: Sequence[int], by_story: frozenset[int]
    ) -> list[tuple[Subscriber, list[Follow]]]:
        """Return the chats that want the alert, each with the terms that are the reason: none if
        the story is."""
        if not chat_ids:
            return []
        article = self._matched.article
        filters = await follows.list_for_chats(connection, chat_ids, self._matched.term_ids)
        muting = await source_choices.list_muting(connection, chat_ids, article.source)
        wanting: list[tuple[Subscriber, list[Follow]]] = []
        for one in await subscribers.get_many(connection, chat_ids):
            mine = filters.get(one.chat_id, ())
            if one.chat_id in muting:
                continue
            if one.chat_id in by_story:
                if is_readable(one, mine, self._matched):
                    wanting.append((one, []))
            elif terms := get_alert_terms(one, mine, self._matched):
                wanting.append((one, terms))
        return wanting

    async def _find_already_notified(
        self, connection: AsyncConnection, chat_ids: Sequence[int]
    ) -> set[int]:
        """Return the chats that got the story in any message, or for which it waits."""
        if not chat_ids:
            return set()
        story_id = self._matched.queued.story_id
        delivered = await delivered_stories.get_delivered_story_ids(
            connection, chat_ids, [story_id], broadcasts_since=self._now - DELIVERED_LOOKBACK
        )
        waiting = await alerts.list_pending(connection, chat_ids, story_id)
        return {*waiting, *(chat for chat, stories in delivered.items() if story_id in stories)}


async def enqueue_alert(
    connection: AsyncConnection,
    payload_id: int,
    chat_ids: Sequence[int],
    now: datetime,
    *,
    silent: bool,
) -> None:
    """Enqueue an alert that is due now and expires after `ALERT_TTL`."""
    await outbox.enqueue(
        connection,
        payload_id,
        chat_ids,
        priority=Priority.ALERT,
        due_at=now,
        expires_at=now + ALERT_TTL,
        silent=silent,
    )
