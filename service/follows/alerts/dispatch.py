"""An article to everybody who follows something in it, batch by batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article
from service.follows.alerts.hourly_limit import count_alert
from service.follows.alerts.recipients import (
    ALERT_TTL,
    AlertVariant,
    build_variant,
    get_alert_terms,
    get_hold_end,
)
from service.rendering import RenderedMessage
from storage.chats import alerts, follows, subscribers
from storage.chats.alerts import AlertWindow, QueuedArticle
from storage.chats.follows import Follow
from storage.messaging import delivered_stories, outbox
from storage.messaging.outbox import Priority

BATCH_SIZE = 200
"""Chats in one transaction."""

DELIVERED_LOOKBACK = timedelta(days=3)
"""How far back breaking news is looked through for the same story: no story goes on for longer."""

RenderAlert = Callable[[AlertVariant], RenderedMessage]


@dataclass(frozen=True, slots=True)
class DispatchResult:
    """``told``: how many chats are told now; ``last``: the chat to go on behind, None at the
    end."""

    notified_count: int
    last_chat_id: int | None


async def dispatch_alert(
    connection: AsyncConnection,
    queued: QueuedArticle,
    article: Article,
    term_ids: frozenset[int],
    render: RenderAlert,
    now: datetime,
    payloads: dict[AlertVariant, int],
    *,
    after_chat_id: int | None,
) -> DispatchResult:
    """The next batch of readers. The transaction of the last one takes the article from the queue.

    ``payloads``: those that earlier batches have stored, and this one adds to.
    """
    chats = await alerts.list_followers(connection, term_ids, after=after_chat_id, limit=BATCH_SIZE)
    goes, hours, waits = await _split_recipients(connection, queued, article, term_ids, chats, now)
    for wanted, told_here in goes.items():
        if wanted not in payloads:
            message = render(wanted).to_json()
            payloads[wanted] = await delivered_stories.add_payload(
                connection, message, [queued.story_id], now
            )
        await enqueue_alert(connection, payloads[wanted], told_here, now, silent=wanted.silent)
    await alerts.save_windows(connection, hours)
    await alerts.add_pending(connection, waits, queued, now)
    is_last = len(chats) < BATCH_SIZE
    if is_last:
        await alerts.dequeue(connection, queued.article_id)
    return DispatchResult(sum(map(len, goes.values())), None if is_last else chats[-1])


async def enqueue_alert(
    connection: AsyncConnection,
    payload_id: int,
    chat_ids: Sequence[int],
    now: datetime,
    *,
    silent: bool,
) -> None:
    await outbox.enqueue(
        connection,
        payload_id,
        chat_ids,
        priority=Priority.ALERT,
        due_at=now,
        expires_at=now + ALERT_TTL,
        silent=silent,
    )


async def _split_recipients(
    connection: AsyncConnection,
    queued: QueuedArticle,
    article: Article,
    term_ids: frozenset[int],
    chat_ids: Sequence[int],
    now: datetime,
) -> tuple[dict[AlertVariant, list[int]], dict[int, AlertWindow], list[int]]:
    """Who is told now and what they get, what becomes of everybody's hour, and who waits."""
    goes: dict[AlertVariant, list[int]] = defaultdict(list)
    hours: dict[int, AlertWindow] = {}
    waits: list[int] = []
    known = await _find_already_notified(connection, queued.story_id, chat_ids, now)
    unaware = [chat for chat in chat_ids if chat not in known]
    before = await alerts.get_windows(connection, unaware)
    for reader, followed in await _find_recipients(connection, article, term_ids, unaware):
        hour, goes_now = count_alert(before.get(reader.chat_id), now, get_hold_end(reader, now))
        hours[reader.chat_id] = hour
        if goes_now:
            goes[build_variant(reader, now, followed)].append(reader.chat_id)
        else:
            waits.append(reader.chat_id)
    return dict(goes), hours, waits


async def _find_recipients(
    connection: AsyncConnection, article: Article, term_ids: frozenset[int], chat_ids: Sequence[int]
) -> list[tuple[subscribers.Subscriber, list[Follow]]]:
    wishes: Mapping[int, list[Follow]] = await follows.list_for_chats(
        connection, chat_ids, term_ids
    )
    readers = await subscribers.get_many(connection, chat_ids)
    reasons = [
        (reader, get_alert_terms(reader, wishes.get(reader.chat_id, ()), article, term_ids))
        for reader in readers
    ]
    return [(reader, followed) for reader, followed in reasons if followed]


async def _find_already_notified(
    connection: AsyncConnection, story_id: int, chat_ids: Sequence[int], now: datetime
) -> set[int]:
    """Those who have got the story, in whatever message, or for whom it waits."""
    if not chat_ids:
        return set()
    known = await delivered_stories.get_delivered_story_ids(
        connection, chat_ids, [story_id], broadcasts_since=now - DELIVERED_LOOKBACK
    )
    waiting = await alerts.list_pending(connection, chat_ids, story_id)
    return {*waiting, *(chat for chat, stories in known.items() if story_id in stories)}
