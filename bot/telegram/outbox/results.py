"""Writing down what became of deliveries: many in one transaction."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
from bot.telegram.client.error_text import clean
from bot.telegram.outbox.problems import (
    BroadcastPaused,
    DeliveryProblem,
    PayloadRejected,
    TopicLost,
)
from service.broadcasts.amendments import amend_in_flight
from service.ops.log_context import bind_log_context
from service.ops.throttled_log import REFUSED, WAITS, ThrottledLog
from storage.chats import subscribers
from storage.messaging import results as messaging_results
from storage.messaging.outbox import Delivery
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What became of a delivery, known since ``at``: its waits count from then."""

    delivery: Delivery
    outcome: DeliveryOutcome
    finished_at: datetime


async def save_results(
    connection: AsyncConnection, results: Sequence[DeliveryResult], now: datetime
) -> list[DeliveryProblem]:
    """Write them in the caller's transaction; return what editors should hear of."""
    sent: list[tuple[Delivery, int, str]] = []
    failed: list[tuple[Delivery, str]] = []
    again: list[tuple[Delivery, str, datetime]] = []
    untried: list[tuple[Delivery, datetime]] = []
    for record in results:
        delivery = record.delivery
        match record.outcome:
            case Sent(message_id, note):
                sent.append((delivery, message_id, note))
            case RetryAfter(wait, reason) if record.finished_at + wait >= delivery.expires_at:
                failed.append((delivery, clean(f"given up at try {delivery.attempts}: {reason}")))
            case RetryAfter(wait, reason):
                again.append((delivery, reason, record.finished_at + wait))
            case ChatUnreachable(reason) | MessageRejected(reason):
                failed.append((delivery, reason))
            case ChatMigrated():
                again.append((delivery, "the chat moved", record.finished_at))
            case TopicClosed(_, reason):
                again.append((delivery, reason, record.finished_at))
            case NotAttempted(wait):
                untried.append((delivery, record.finished_at + wait))
    if sent:
        await messaging_results.mark_sent(connection, sent, now)
        await _amend_in_flight(connection, [delivery for delivery, _, _ in sent], now)
    if failed:
        await messaging_results.mark_failed(connection, failed, now)
    if again:
        await messaging_results.reschedule(connection, again)
    if untried:
        await messaging_results.release(connection, untried, now)
    await daily_counters.add(
        connection,
        now,
        {
            DailyCounter.DELIVERED: sum(delivery.action == "send" for delivery, _, _ in sent),
            DailyCounter.FAILED: sum(delivery.action == "send" for delivery, _ in failed),
        },
    )
    displaced = await _apply_chat_changes(connection, results, now)
    return [
        *await _pause_failing_broadcasts(connection, failed),
        *_list_rejected_payloads(results),
        *displaced,
    ]


async def _amend_in_flight(
    connection: AsyncConnection, delivered: Sequence[Delivery], now: datetime
) -> None:
    """What was corrected or taken back while it was in flight."""
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
    """What the answers say of the chats themselves; the forums whose thread is lost just now."""
    displaced = []
    for record in results:
        match record.outcome:
            case ChatUnreachable():
                await subscribers.mark_unreachable(connection, record.delivery.chat_id, now)
            case ChatMigrated(chat_id):
                await subscribers.migrate(connection, record.delivery.chat_id, chat_id)
            case TopicClosed(thread_id):
                chat_id = record.delivery.chat_id
                if await subscribers.clear_thread(connection, chat_id, thread_id):
                    displaced.append(TopicLost(chat_id))
    return displaced


async def _pause_failing_broadcasts(
    connection: AsyncConnection, failed: Sequence[tuple[Delivery, str]]
) -> list[BroadcastPaused]:
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
            record.delivery.payload_id, record.delivery.broadcast_id, record.outcome.reason
        )
        for record in results
        if isinstance(record.outcome, MessageRejected)
    ]


def log_outcome(result: DeliveryResult, said: ThrottledLog) -> None:
    """A line for each chat that is lost, with the ids to look it up by; ``said`` gets what may
    befall many deliveries alike."""
    delivery = result.delivery
    with bind_log_context(broadcast=delivery.broadcast_id):
        match result.outcome:
            case RetryAfter(_, reason):
                said.add(WAITS, delivery.id, reason)
            case ChatUnreachable(reason):
                log.info("chat %d is gone: %s", delivery.chat_id, reason)
            case ChatMigrated(chat_id):
                log.info("chat %d is now %d", delivery.chat_id, chat_id)
            case TopicClosed(thread_id, reason):
                log.info("thread %d of chat %d: %s", thread_id, delivery.chat_id, reason)
            case MessageRejected(reason):
                said.add(REFUSED, delivery.payload_id, reason)
