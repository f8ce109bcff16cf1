"""Store the outcomes of deliveries, many in one transaction."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.telegram.client.api_errors import (
    ChatMigrated,
    ChatUnreachable,
    DeliveryOutcome,
    MessageRejected,
    NotAttempted,
    RetryAfter,
    Sent,
    TopicClosed,
)
from bot.telegram.client.error_text import sanitize_reason
from bot.telegram.outbox.problems import (
    BroadcastPaused,
    DeliveryProblem,
    PayloadRejected,
    TopicLost,
)
from bot.ui.message import Message
from bot.ui.methods import EncodedMessage
from news.model import InterfaceLanguage
from service.broadcasts.amendments import amend_in_flight
from service.ops.logs import DELIVERY_REJECTED, DELIVERY_WAITS, ThrottledLog, bind_log_context
from storage.chats import subscribers
from storage.messaging import outbox
from storage.messaging import results as messaging_results
from storage.messaging.outbox import Delivery, Priority
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """The outcome of a delivery. Delays of retries count from ``finished_at``."""

    delivery: Delivery
    outcome: DeliveryOutcome
    finished_at: datetime


RenderStyleOffer = Callable[[InterfaceLanguage, EncodedMessage], Message]
"""Renders the offer of the plain style below a rich message."""

STYLE_OFFER_TTL = timedelta(days=1)


@dataclass(slots=True)
class _SortedResults:
    """Results by what is stored of them."""

    sent: list[tuple[Delivery, int, str]] = field(default_factory=list)
    failed: list[tuple[Delivery, str]] = field(default_factory=list)
    retries: list[tuple[Delivery, str, datetime]] = field(default_factory=list)
    unattempted: list[tuple[Delivery, datetime]] = field(default_factory=list)


def _sort_results(results: Sequence[DeliveryResult]) -> _SortedResults:
    """Decide the next state of each delivery; a retry after it expires is a failure."""
    found = _SortedResults()
    for result in results:
        delivery = result.delivery
        match result.outcome:
            case Sent(message_id, note):
                found.sent.append((delivery, message_id, note))
            case RetryAfter(wait, reason) if result.finished_at + wait >= delivery.expires_at:
                given_up = f"given up at try {delivery.attempts}: {reason}"
                found.failed.append((delivery, sanitize_reason(given_up)))
            case RetryAfter(wait, reason):
                found.retries.append((delivery, reason, result.finished_at + wait))
            case ChatUnreachable(reason) | MessageRejected(reason):
                found.failed.append((delivery, reason))
            case ChatMigrated():
                found.retries.append((delivery, "the chat moved", result.finished_at))
            case TopicClosed(_, reason):
                found.retries.append((delivery, reason, result.finished_at))
            case NotAttempted(wait):
                found.unattempted.append((delivery, result.finished_at + wait))
    return found


async def save_results(
    connection: AsyncConnection, results: Sequence[DeliveryResult], now: datetime
) -> list[DeliveryProblem]:
    """Store results in the caller's transaction; return the problems to notify of."""
    found = _sort_results(results)
    if found.sent:
        await messaging_results.mark_sent(connection, found.sent, now)
        await _amend_in_flight(connection, [delivery for delivery, _, _ in found.sent], now)
    if found.failed:
        await messaging_results.mark_failed(connection, found.failed, now)
    if found.retries:
        await messaging_results.reschedule(connection, found.retries)
    if found.unattempted:
        await messaging_results.release(connection, found.unattempted, now)
    await daily_counters.add(
        connection,
        now,
        {
            DailyCounter.DELIVERED: sum(delivery.action == "send" for delivery, _, _ in found.sent),
            DailyCounter.FAILED: sum(delivery.action == "send" for delivery, _ in found.failed),
        },
    )
    lost_topics = await _apply_chat_changes(connection, results, now)
    return [
        *await _pause_failing_broadcasts(connection, found.failed),
        *_list_rejected_payloads(results),
        *lost_topics,
    ]


async def list_unstored(
    connection: AsyncConnection, results: Sequence[DeliveryResult]
) -> list[DeliveryResult]:
    """Return the results that are not stored yet."""
    deliveries = [result.delivery for result in results]
    leased, sent = await messaging_results.find_stored(connection, deliveries)
    return [
        result
        for result in results
        if result.delivery.id in leased
        or (isinstance(result.outcome, Sent) and result.delivery.id not in sent)
    ]


async def enqueue_style_offers(
    connection: AsyncConnection,
    results: Sequence[DeliveryResult],
    render: RenderStyleOffer,
    now: datetime,
) -> None:
    """Enqueue the offer of the plain style for the chats whose first rich message was sent."""
    rich = {
        result.delivery.chat_id: result.outcome.rich_message
        for result in results
        if isinstance(result.outcome, Sent) and result.outcome.rich_message is not None
    }
    if not rich:
        return
    offers: dict[tuple[InterfaceLanguage, EncodedMessage], list[int]] = defaultdict(list)
    for chat_id, language in await subscribers.claim_style_offers(connection, rich):
        offers[language, rich[chat_id]].append(chat_id)
    for key, chat_ids in offers.items():
        await outbox.enqueue(
            connection,
            await outbox.add_payload(connection, render(*key).to_json(), now),
            chat_ids,
            priority=Priority.REPLY,
            due_at=now,
            expires_at=now + STYLE_OFFER_TTL,
        )


async def _amend_in_flight(
    connection: AsyncConnection, delivered: Sequence[Delivery], now: datetime
) -> None:
    """Enqueue the amendments of broadcasts that were corrected or retracted while in flight."""
    ids = {d.broadcast_id for d in delivered if d.broadcast_id and d.action == "send"}
    if not ids:
        return
    current = await messaging_results.mark_reached(connection, ids)
    for delivery in delivered:
        if delivery.broadcast_id in ids and delivery.payload_id != current[delivery.broadcast_id]:
            await amend_in_flight(connection, delivery, now)


async def _apply_chat_changes(
    connection: AsyncConnection, results: Sequence[DeliveryResult], now: datetime
) -> list[TopicLost]:
    """Update chats that are unreachable, migrated or lost their topic; return the lost topics."""
    lost = []
    for result in results:
        match result.outcome:
            case ChatUnreachable():
                await subscribers.mark_unreachable(connection, result.delivery.chat_id, now)
            case ChatMigrated(chat_id):
                await subscribers.migrate(connection, result.delivery.chat_id, chat_id)
            case TopicClosed(thread_id):
                chat_id = result.delivery.chat_id
                if await subscribers.clear_thread(connection, chat_id, thread_id):
                    lost.append(TopicLost(chat_id))
    return lost


async def _pause_failing_broadcasts(
    connection: AsyncConnection, failed: Sequence[tuple[Delivery, str]]
) -> list[BroadcastPaused]:
    """Count the failures of each broadcast; pause and return those that reached the threshold."""
    counts = Counter(
        delivery.broadcast_id
        for delivery, _ in failed
        if delivery.broadcast_id is not None and delivery.action == "send"
    )
    return [
        BroadcastPaused(
            broadcast_id, next(r for d, r in reversed(failed) if d.broadcast_id == broadcast_id)
        )
        for broadcast_id, count in counts.items()
        if broadcast_id is not None
        and await messaging_results.count_failures(connection, broadcast_id, count)
    ]


def _list_rejected_payloads(results: Sequence[DeliveryResult]) -> list[PayloadRejected]:
    return [
        PayloadRejected(
            result.delivery.payload_id, result.delivery.broadcast_id, result.outcome.reason
        )
        for result in results
        if isinstance(result.outcome, MessageRejected)
    ]


def log_outcome(result: DeliveryResult, throttled_log: ThrottledLog) -> None:
    """Log each chat that is lost or migrated; ``throttled_log`` gets what can affect many
    deliveries in the same way."""
    delivery = result.delivery
    with bind_log_context(broadcast=delivery.broadcast_id):
        match result.outcome:
            case RetryAfter(_, reason):
                throttled_log.add(DELIVERY_WAITS, delivery.id, reason)
            case ChatUnreachable(reason):
                log.info("chat %d is unreachable: %s", delivery.chat_id, reason)
            case ChatMigrated(chat_id):
                log.info("chat %d is now %d", delivery.chat_id, chat_id)
            case TopicClosed(thread_id, reason):
                log.info("thread %d of chat %d: %s", thread_id, delivery.chat_id, reason)
            case MessageRejected(reason):
                throttled_log.add(DELIVERY_REJECTED, delivery.payload_id, reason)
