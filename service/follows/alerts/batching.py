"""What found no room in a chat's hour, or waited for its morning, in one message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article
from service.follows.alerts.dispatch import DELIVERED_LOOKBACK, enqueue_alert
from service.follows.alerts.hourly_limit import count_batch
from service.follows.alerts.recipients import (
    AlertVariant,
    build_variant,
    get_alert_terms,
    get_hold_end,
)
from service.rendering import RenderedMessage
from storage.chats import alerts, follows, subscribers
from storage.chats.alerts import AlertWindow, PendingAlert
from storage.chats.follows import Follow
from storage.chats.subscribers import Subscriber
from storage.messaging import delivered_stories

BATCH_SIZE = 50
"""That are gathered for in one transaction: most of them get a message of their own."""

MAX_BATCH_ARTICLES = 15
"""Articles that one message names. The stories of the others are left for the digest."""


@dataclass(frozen=True, slots=True)
class PendingArticle:
    """An article that waits for somebody, and the meanings that it mentions."""

    article: Article
    term_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class AlertBatch:
    """What one message tells: ids of stories and articles. ``more``: how many it does not name."""

    variant: AlertVariant
    story_ids: tuple[int, ...]
    article_ids: tuple[int, ...]
    omitted_count: int


RenderBatch = Callable[[AlertVariant, Sequence[Article], int], RenderedMessage]


async def send_batched(
    connection: AsyncConnection,
    chat_ids: Sequence[int],
    articles: Mapping[int, PendingArticle],
    render: RenderBatch,
    now: datetime,
) -> int:
    """Tell what waits for these chats, whose time has come; return how many are told.

    ``known``: the waiting articles by id. Wishes are looked at anew: what was told meanwhile, or is
    not followed any more, is dropped.
    """
    readers = {one.chat_id: one for one in await subscribers.get_many(connection, chat_ids)}
    hours, ready = await _find_ready(connection, chat_ids, readers, now)
    gatherings = await _build_batches(connection, ready, articles, now)
    for gathering, told_here in gatherings.items():
        named = [articles[article_id].article for article_id in gathering.article_ids]
        message = render(gathering.variant, named, gathering.omitted_count).to_json()
        payload_id = await delivered_stories.add_payload(
            connection, message, gathering.story_ids, now
        )
        await enqueue_alert(connection, payload_id, told_here, now, silent=gathering.variant.silent)
    postponed = {chat for chat, hour in hours.items() if hour.batch_due_at is not None}
    await alerts.delete_pending(connection, [chat for chat in chat_ids if chat not in postponed])
    await alerts.save_windows(connection, hours)
    return sum(map(len, gatherings.values()))


async def _find_ready(
    connection: AsyncConnection,
    chat_ids: Sequence[int],
    subscribers_by_id: Mapping[int, Subscriber],
    now: datetime,
) -> tuple[dict[int, AlertWindow], list[Subscriber]]:
    """Everybody's hour from now on, and who is told now: the active who do not rest."""
    after: dict[int, AlertWindow] = {}
    ready: list[Subscriber] = []
    for chat, hour in (await alerts.get_windows(connection, chat_ids)).items():
        reader = subscribers_by_id.get(chat)
        is_active = reader is not None and reader.state == "active"
        rests_until = get_hold_end(reader, now) if reader is not None and is_active else None
        after[chat], goes_now = count_batch(hour, now, rests_until)
        if reader is not None and is_active and goes_now:
            ready.append(reader)
    return after, ready


async def _build_batches(
    connection: AsyncConnection,
    recipients: Sequence[Subscriber],
    articles: Mapping[int, PendingArticle],
    now: datetime,
) -> dict[AlertBatch, list[int]]:
    """Equal ones are one payload."""
    chats = [reader.chat_id for reader in recipients]
    waiting = await alerts.list_pending(connection, chats)
    stories = {one.story_id for listed in waiting.values() for one in listed}
    known_to = await delivered_stories.get_delivered_story_ids(
        connection, chats, stories, broadcasts_since=now - DELIVERED_LOOKBACK
    )
    wishes = await follows.list_for_chats(connection, chats)
    gatherings: dict[AlertBatch, list[int]] = defaultdict(list)
    for reader in recipients:
        chat = reader.chat_id
        knows = known_to.get(chat, frozenset())
        unknown = [one for one in waiting.get(chat, ()) if one.story_id not in knows]
        gathering = _build_batch(reader, wishes.get(chat, ()), unknown, articles, now)
        if gathering is not None:
            gatherings[gathering].append(chat)
    return gatherings


def _build_batch(
    subscriber: Subscriber,
    filters: Sequence[Follow],
    pending_alerts: Sequence[PendingAlert],
    articles: Mapping[int, PendingArticle],
    now: datetime,
) -> AlertBatch | None:
    """The oldest of what a reader still wants; the terms are the reason only of one alone."""
    wanted: list[tuple[PendingAlert, list[Follow]]] = []
    for one in pending_alerts:
        found = articles[one.article_id]
        followed = get_alert_terms(subscriber, filters, found.article, found.term_ids)
        if followed:
            wanted.append((one, followed))
    if not wanted:
        return None
    followed = wanted[0][1] if len(wanted) == 1 else []
    named = [one for one, _ in wanted[:MAX_BATCH_ARTICLES]]
    return AlertBatch(
        build_variant(subscriber, now, followed),
        tuple(one.story_id for one in named),
        tuple(one.article_id for one in named),
        omitted_count=len(wanted) - len(named),
    )
