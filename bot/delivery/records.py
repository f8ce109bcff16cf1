"""Writing down what became of deliveries: many in one transaction."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasting.mending import catch_up
from bot.delivery.outcomes import (
    Gone,
    Later,
    Moved,
    Outcome,
    Refused,
    Sent,
    ThreadLost,
    Untried,
)
from bot.delivery.reasons import clean
from bot.delivery.throttled import REFUSED, WAITS, ThrottledLog
from bot.delivery.troubles import Displaced, Paused, Rejected, Trouble
from bot.trail import about
from storage import daily, recording, subscribers
from storage.daily import What
from storage.leaving import mark_gone
from storage.outbox import Delivery

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a delivery, known since ``at``: its waits count from then."""

    delivery: Delivery
    outcome: Outcome
    at: datetime


async def write(
    connection: AsyncConnection, records: Sequence[Record], now: datetime
) -> list[Trouble]:
    """Write them in the caller's transaction; return what editors should hear of."""
    sent: list[tuple[Delivery, int, str]] = []
    failed: list[tuple[Delivery, str]] = []
    again: list[tuple[Delivery, str, datetime]] = []
    untried: list[tuple[Delivery, datetime]] = []
    for record in records:
        delivery = record.delivery
        match record.outcome:
            case Sent(message_id, note):
                sent.append((delivery, message_id, note))
            case Later(wait, reason) if record.at + wait >= delivery.expires_at:
                failed.append((delivery, clean(f"given up at try {delivery.attempts}: {reason}")))
            case Later(wait, reason):
                again.append((delivery, reason, record.at + wait))
            case Gone(reason) | Refused(reason):
                failed.append((delivery, reason))
            case Moved():
                again.append((delivery, "the chat moved", record.at))
            case ThreadLost(_, reason):
                again.append((delivery, reason, record.at))
            case Untried(wait):
                untried.append((delivery, record.at + wait))
    if sent:
        await recording.sent(connection, sent, now)
        await _catch_up(connection, [delivery for delivery, _, _ in sent], now)
    if failed:
        await recording.failed(connection, failed, now)
    if again:
        await recording.retry(connection, again)
    if untried:
        await recording.release(connection, untried, now)
    await daily.add(
        connection,
        now,
        {
            What.DELIVERED: sum(delivery.action == "send" for delivery, _, _ in sent),
            What.FAILED: sum(delivery.action == "send" for delivery, _ in failed),
        },
    )
    displaced = await _heed(connection, records, now)
    return [*await _pause_the_hopeless(connection, failed), *_rejected(records), *displaced]


async def _catch_up(
    connection: AsyncConnection, delivered: Sequence[Delivery], now: datetime
) -> None:
    """What was corrected or taken back while it was in flight."""
    ids = {d.broadcast_id for d in delivered if d.broadcast_id and d.action == "send"}
    if not ids:
        return
    current = await recording.reach(connection, ids)
    for delivery in delivered:
        if delivery.broadcast_id in ids and delivery.payload_id != current[delivery.broadcast_id]:
            await catch_up(connection, delivery, now)


async def _heed(
    connection: AsyncConnection, records: Sequence[Record], now: datetime
) -> list[Displaced]:
    """What the answers say of the chats themselves; the forums whose thread is lost just now."""
    displaced = []
    for record in records:
        match record.outcome:
            case Gone():
                await mark_gone(connection, record.delivery.chat_id, now)
            case Moved(chat_id):
                await subscribers.move(connection, record.delivery.chat_id, chat_id)
            case ThreadLost(thread_id):
                chat_id = record.delivery.chat_id
                if await subscribers.leave_thread(connection, chat_id, thread_id):
                    displaced.append(Displaced(chat_id))
    return displaced


async def _pause_the_hopeless(
    connection: AsyncConnection, failed: Sequence[tuple[Delivery, str]]
) -> list[Paused]:
    counts = Counter(
        delivery.broadcast_id
        for delivery, _ in failed
        if delivery.broadcast_id is not None and delivery.action == "send"
    )
    return [
        Paused(broadcast_id, next(r for d, r in reversed(failed) if d.broadcast_id == broadcast_id))
        for broadcast_id, count in counts.items()
        if broadcast_id is not None and await recording.refuse(connection, broadcast_id, count)
    ]


def _rejected(records: Sequence[Record]) -> list[Rejected]:
    return [
        Rejected(record.delivery.payload_id, record.delivery.broadcast_id, record.outcome.reason)
        for record in records
        if isinstance(record.outcome, Refused)
    ]


def log_outcome(record: Record, said: ThrottledLog) -> None:
    """A line for each chat that is lost, with the ids to look it up by; ``said`` gets what may
    befall many deliveries alike."""
    delivery = record.delivery
    with about(broadcast=delivery.broadcast_id):
        match record.outcome:
            case Later(_, reason):
                said.add(WAITS, delivery.id, reason)
            case Gone(reason):
                log.info("chat %d is gone: %s", delivery.chat_id, reason)
            case Moved(chat_id):
                log.info("chat %d is now %d", delivery.chat_id, chat_id)
            case ThreadLost(thread_id, reason):
                log.info("thread %d of chat %d: %s", thread_id, delivery.chat_id, reason)
            case Refused(reason):
                said.add(REFUSED, delivery.payload_id, reason)
