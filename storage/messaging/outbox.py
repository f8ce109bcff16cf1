"""The outbox: payloads stored once, and one delivery for each chat.

A delivery goes ``pending -> leased -> sent | failed | cancelled``. A worker has until
``leased_until`` to record the result (`storage.messaging.results`); then the delivery is pending
again, so a crash loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from storage import signals
from storage.database import bulk
from storage.schema.tables import broadcasts, deliveries, payloads, subscribers
from storage.schema.types import UtcTime
from storage.signals import Signal

DeliveryAction = Literal["send", "edit", "delete"]
"""What a delivery does: send a payload, replace a message delivered before, or delete that message
(the payload then replaces it where Telegram refuses the deletion)."""


MAX_RETRY_DELAY = timedelta(hours=1)
"""A failed delivery is retried within this time."""

REPLACED_BY_NOTICE = "notice"
"""The reason of a deletion that Telegram refused: the payload replaced the message instead."""


IS_PENDING = deliveries.c.state == "pending"

IS_NOT_PAUSED = or_(
    deliveries.c.broadcast_id.is_(None),
    deliveries.c.broadcast_id.not_in(select(broadcasts.c.id).where(broadcasts.c.paused)),
)
"""The delivery belongs to no paused broadcast."""


class Priority(IntEnum):
    """The order of sending, lowest number first. A reply has a person waiting for it."""

    REPLY = 0
    AMENDMENT = 1
    BREAKING = 2
    ALERT = 3
    DIGEST = 4


@dataclass(frozen=True, slots=True)
class Delivery:
    """One payload on its way to one chat.

    ``attempts`` includes this one; ``message_id`` is the message to edit or delete; ``silent``:
    without a sound; ``thread_id``: the chat's forum topic at the time of the lease, None for none
    in particular; ``editor_language``: of the chat, if it is that of the broadcast's own editor.
    """

    id: int
    payload_id: int
    broadcast_id: int | None
    chat_id: int
    action: DeliveryAction
    priority: Priority
    attempts: int
    message_id: int | None
    expires_at: datetime
    silent: bool
    message: dict[str, Any]
    thread_id: int | None = None
    editor_language: InterfaceLanguage | None = None


@dataclass(frozen=True, slots=True)
class QueuedDelivery:
    """A payload for one chat, with `enqueue`'s ``expires_at`` and ``covers_since``."""

    chat_id: int
    payload_id: int
    expires_at: datetime
    covers_since: datetime | None


_INSERT_PAYLOADS = insert(payloads).returning(payloads.c.id, sort_by_parameter_order=True)


async def add_payload(connection: AsyncConnection, message: dict[str, Any], now: datetime) -> int:
    """Store a rendered message once, however many chats receive it; return its id."""
    (payload_id,) = await add_payloads(connection, [message], now)
    return payload_id


async def get_message(connection: AsyncConnection, payload_id: int) -> dict[str, Any]:
    """Return a stored message."""
    stored: dict[str, Any] = (
        await connection.execute(select(payloads.c.message).where(payloads.c.id == payload_id))
    ).scalar_one()
    return stored


async def add_payloads(
    connection: AsyncConnection, messages: Iterable[dict[str, Any]], now: datetime
) -> Sequence[int]:
    """Store messages; return their ids in the same order."""
    rows = [{"message": message, "created_at": now} for message in messages]
    return (await connection.execute(_INSERT_PAYLOADS, rows)).scalars().all() if rows else []


async def enqueue(
    connection: AsyncConnection,
    payload_id: int,
    chat_ids: Iterable[int] | Select[tuple[int]],
    *,
    priority: Priority,
    due_at: datetime,
    expires_at: datetime,
    broadcast_id: int | None = None,
    covers_since: datetime | None = None,
    silent: bool = False,
) -> int:
    """Add one delivery per chat; return how many. After ``expires_at`` a delivery is not sent.

    ``chat_ids``: ids, or a query for ids that the database follows by itself: 100,000 chats take a
    second of its time and none of the event loop's. ``covers_since``: the start of the period that
    the payload covers. If the delivery fails, the chat's watermark returns there, so that its
    stories come with the next digest.
    """
    values = {
        "payload_id": payload_id,
        "broadcast_id": broadcast_id,
        "expires_at": expires_at,
        "silent": silent,
        "covers_since": covers_since,
        **_build_new(priority, due_at),
    }
    if not isinstance(chat_ids, Select):
        chat_table = bulk.values_table(bulk.encode_rows((chat_id,) for chat_id in chat_ids))
        chat_ids = select(bulk.column(chat_table, 0, BigInteger))
    same = [literal(value, deliveries.c[name].type) for name, value in values.items()]
    rows = insert(deliveries).from_select(["chat_id", *values], chat_ids.add_columns(*same))
    count = (await connection.execute(rows)).rowcount
    if count:
        await signals.send(connection, Signal.OUTBOX)
    return count


async def enqueue_all(
    connection: AsyncConnection,
    queued: Iterable[QueuedDelivery],
    *,
    priority: Priority,
    due_at: datetime,
) -> None:
    """Add deliveries of different payloads."""
    values = {"silent": False, **_build_new(priority, due_at)}
    rows = [{**asdict(one), **values} for one in queued]
    if rows:
        await connection.execute(insert(deliveries), rows)
        await signals.send(connection, Signal.OUTBOX)


def _build_new(priority: Priority, due_at: datetime) -> dict[str, Any]:
    """Return the columns in which new deliveries do not differ."""
    return {
        "action": "send",
        "priority": int(priority),
        "state": "pending",
        "due_at": due_at,
        "attempts": 0,
        "reason": "",
    }


async def count_unfinished(connection: AsyncConnection) -> int:
    """Count pending and leased deliveries."""
    return (
        await connection.execute(
            select(func.count())
            .select_from(deliveries)
            .where(deliveries.c.state.in_(("pending", "leased")))
        )
    ).scalar_one()


async def get_oldest_due(connection: AsyncConnection) -> datetime | None:
    """Return since when the oldest pending delivery is due. Paused broadcasts are excluded."""
    return await _find_oldest(connection)


async def get_oldest_pending(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Return when the oldest pending delivery is due: one that is due now, or else one that is to
    be retried."""
    due = await _find_oldest(connection, deliveries.c.due_at <= now)
    return due or await _find_oldest(
        connection, deliveries.c.attempts > 0, deliveries.c.due_at <= now + MAX_RETRY_DELAY
    )


async def _find_oldest(
    connection: AsyncConnection, *conditions: ColumnElement[bool]
) -> datetime | None:
    oldest = [
        (
            await connection.execute(
                select(deliveries.c.due_at)
                .where(
                    IS_PENDING,
                    deliveries.c.priority == int(priority),
                    IS_NOT_PAUSED,
                    *conditions,
                )
                .order_by(deliveries.c.due_at)
                .limit(1)
            )
        ).scalar_one_or_none()
        for priority in Priority
    ]
    return min((moment for moment in oldest if moment is not None), default=None)


async def restore_watermarks(connection: AsyncConnection, condition: ColumnElement[bool]) -> None:
    """Move watermarks back to before digests that failed, so that their stories are sent again."""
    lost = (
        await connection.execute(
            select(deliveries.c.chat_id, func.min(deliveries.c.covers_since).label("since"))
            .where(condition, deliveries.c.covers_since.is_not(None))
            .group_by(deliveries.c.chat_id)
        )
    ).all()
    if not lost:
        return
    since = bindparam("lost_since", type_=UtcTime)
    await connection.execute(
        update(subscribers)
        .where(subscribers.c.chat_id == bindparam("of_chat"), subscribers.c.watermark > since)
        .values(watermark=since, empty_notice_sent=False),
        [{"of_chat": row.chat_id, "lost_since": row.since} for row in lost],
    )
