"""Send the alerts that waited, over the hourly limit or in quiet hours, as one message per chat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from service.follows.alerts.dispatch import DELIVERED_LOOKBACK, enqueue_alert
from service.follows.alerts.rules import (
    MatchedArticle,
    build_variant,
    count_batch,
    get_alert_terms,
    get_hold_end,
    is_readable,
)
from service.rendering import AlertRenderer, AlertVariant
from storage.chats import alerts, followed_stories, follows, source_choices, subscribers
from storage.chats.alerts import AlertWindow, PendingAlert
from storage.chats.follows import Follow
from storage.chats.subscribers import Subscriber
from storage.messaging import delivered_stories

BATCH_SIZE = 50
"""Chats in one transaction: most of them get a message of their own."""

MAX_BATCH_ARTICLES = 15
"""Articles listed in one message. The stories of the others come with the digest."""


@dataclass(frozen=True, slots=True)
class AlertBatch:
    """What one message lists, and how many articles it only counts."""

    variant: AlertVariant
    story_ids: tuple[int, ...]
    article_ids: tuple[int, ...]
    omitted_count: int


async def send_batched(
    connection: AsyncConnection,
    chat_ids: Sequence[int],
    articles: Mapping[int, MatchedArticle],
    renderer: AlertRenderer,
    now: datetime,
) -> int:
    """Enqueue the batches of waiting alerts that are due; return for how many chats.

    ``articles``: the waiting articles by id. Follows and deliveries are checked again: what was
    delivered or unfollowed since is dropped.
    """
    known = {one.chat_id: one for one in await subscribers.get_many(connection, chat_ids)}
    windows, ready = await _find_ready(connection, chat_ids, known, now)
    batches = await _build_batches(connection, ready, articles, now)
    for batch, recipients in batches.items():
        listed = [articles[article_id].item for article_id in batch.article_ids]
        message = renderer.render(batch.variant, listed, batch.omitted_count, now)
        payload_id = await delivered_stories.add_payload(
            connection, message.to_json(), batch.story_ids, now
        )
        await enqueue_alert(connection, payload_id, recipients, now, silent=batch.variant.silent)
    postponed = {chat for chat, window in windows.items() if window.batch_due_at is not None}
    await alerts.delete_pending(connection, [chat for chat in chat_ids if chat not in postponed])
    await alerts.save_windows(connection, windows)
    return sum(map(len, batches.values()))


async def _find_ready(
    connection: AsyncConnection,
    chat_ids: Sequence[int],
    known: Mapping[int, Subscriber],
    now: datetime,
) -> tuple[dict[int, AlertWindow], list[Subscriber]]:
    """Return the new window of each chat, and the active chats outside of quiet hours."""
    windows: dict[int, AlertWindow] = {}
    ready: list[Subscriber] = []
    for chat, window in (await alerts.get_windows(connection, chat_ids)).items():
        subscriber = known.get(chat)
        is_active = subscriber is not None and subscriber.state == "active"
        quiet_until = get_hold_end(subscriber, now) if subscriber and is_active else None
        windows[chat], is_now = count_batch(window, now, quiet_until)
        if subscriber is not None and is_active and is_now:
            ready.append(subscriber)
    return windows, ready


async def _build_batches(
    connection: AsyncConnection,
    recipients: Sequence[Subscriber],
    articles: Mapping[int, MatchedArticle],
    now: datetime,
) -> dict[AlertBatch, list[int]]:
    """Return the chats of each batch; equal batches share one payload."""
    chats = [one.chat_id for one in recipients]
    pending = await alerts.list_pending(connection, chats)
    story_ids = {alert.story_id for waiting in pending.values() for alert in waiting}
    delivered = await delivered_stories.get_delivered_story_ids(
        connection, chats, story_ids, broadcasts_since=now - DELIVERED_LOOKBACK
    )
    filters = await follows.list_for_chats(connection, chats)
    sources = await source_choices.list_for_chats(connection, chats)
    stories = await followed_stories.list_instant_for_chats(connection, chats, now)
    batches: dict[AlertBatch, list[int]] = defaultdict(list)
    for subscriber in recipients:
        chat = subscriber.chat_id
        followed = stories.get(chat, set())
        known = delivered.get(chat, frozenset()) - followed
        muted = {one.source for one in sources.get(chat, ()) if one.kind == "mute"}
        waiting = [
            alert
            for alert in pending.get(chat, ())
            if alert.story_id not in known
            and articles[alert.article_id].article.source not in muted
        ]
        mine = _Filters(subscriber, filters.get(chat, ()), frozenset(followed))
        batch = _build_batch(mine, waiting, articles, now)
        if batch is not None:
            batches[batch].append(chat)
    return batches


@dataclass(frozen=True, slots=True)
class _Filters:
    """What one subscriber follows and mutes."""

    subscriber: Subscriber
    terms: Sequence[Follow]
    story_ids: frozenset[int]

    def find_reason(
        self, alert: PendingAlert, matched: MatchedArticle
    ) -> tuple[list[Follow], int | None] | None:
        """Return the terms or the story that are the reason for an alert; None if it has none."""
        if alert.story_id in self.story_ids:
            is_wanted = is_readable(self.subscriber, self.terms, matched)
            return ([], alert.story_id) if is_wanted else None
        terms = get_alert_terms(self.subscriber, self.terms, matched)
        return (terms, None) if terms else None


def _build_batch(
    filters: _Filters,
    waiting: Sequence[PendingAlert],
    articles: Mapping[int, MatchedArticle],
    now: datetime,
) -> AlertBatch | None:
    """List the oldest alerts that are still active; a single one names its reason."""
    reasons = [(one, filters.find_reason(one, articles[one.article_id])) for one in waiting]
    active_alerts = [(alert, reason) for alert, reason in reasons if reason is not None]
    if not active_alerts:
        return None
    terms, story_id = active_alerts[0][1] if len(active_alerts) == 1 else ([], None)
    listed = [alert for alert, _ in active_alerts[:MAX_BATCH_ARTICLES]]
    return AlertBatch(
        build_variant(filters.subscriber, now, terms, story_id),
        tuple(alert.story_id for alert in listed),
        tuple(alert.article_id for alert in listed),
        omitted_count=len(active_alerts) - len(listed),
    )
