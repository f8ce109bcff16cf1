"""The outbox: payloads stored once, and a delivery for each chat that is to get one.

A delivery goes ``pending -> leased -> sent | failed | cancelled``. Whoever leases it has until
``leased_until`` to say what became of it; then it is pending again, so a crash loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import deliveries, payloads, subscribers

Action = Literal["send", "edit", "delete"]
"""What a delivery does: bring a payload to a chat, put it in the place of a message that was
delivered before, or take that message away (the payload then stands in where that is refused)."""


NOTICED = "notice"
"""Noted on a deletion that Telegram refused: the payload stands there instead."""


class Priority(IntEnum):
    """What goes out first: the lower the number."""

    REPLY = 0
    MENDING = 1
    BREAKING = 2
    ALERT = 3
    DIGEST = 4


@dataclass(frozen=True, slots=True)
class Delivery:
    """One payload on its way to one chat. ``attempts`` counts this one; ``message_id`` is that of
    the message to edit or delete; ``silent``: it makes no sound."""

    id: int
    payload_id: int
    broadcast_id: int | None
    chat_id: int
    action: Action
    priority: Priority
    attempts: int
    message_id: int | None
    expires_at: datetime
    silent: bool
    message: dict[str, Any]


async def add_payload(connection: AsyncConnection, message: dict[str, Any], now: datetime) -> int:
    """Store a rendered message, once however many will receive it."""
    result = await connection.execute(insert(payloads).values(message=message, created_at=now))
    (payload_id,) = result.inserted_primary_key or (0,)
    return int(payload_id)


async def enqueue(
    connection: AsyncConnection,
    payload_id: int,
    chats: Iterable[int] | Select[tuple[int]],
    *,
    priority: Priority,
    due_at: datetime,
    expires_at: datetime,
    broadcast_id: int | None = None,
    since: datetime | None = None,
    silent: bool = False,
) -> int:
    """One delivery a chat; return how many. After ``expires_at`` it is too late to send.

    ``chats``: ids, or a query for ids, which the database then follows by itself: a hundred
    thousand chats take a second of its time and none of the event loop's.
    ``since``: from when on the payload tells the news. If it never arrives, the chat's watermark
    goes back there, so that its stories come with the next digest.
    """
    values = {
        "payload_id": payload_id,
        "broadcast_id": broadcast_id,
        "action": "send",
        "priority": int(priority),
        "state": "pending",
        "due_at": due_at,
        "expires_at": expires_at,
        "silent": silent,
        "since": since,
        "attempts": 0,
        "reason": "",
    }
    if isinstance(chats, Select):
        same = [literal(value, deliveries.c[name].type) for name, value in values.items()]
        rows = insert(deliveries).from_select(["chat_id", *values], chats.add_columns(*same))
        return (await connection.execute(rows)).rowcount
    listed = [{"chat_id": chat_id, **values} for chat_id in chats]
    if listed:
        await connection.execute(insert(deliveries), listed)
    return len(listed)


async def sent(
    connection: AsyncConnection, delivery_id: int, message_id: int, now: datetime, note: str = ""
) -> None:
    """It arrived. ``note``: not quite as it was meant."""
    await _finish(connection, delivery_id, "sent", now, message_id=message_id, reason=note)


async def failed(connection: AsyncConnection, delivery_id: int, reason: str, now: datetime) -> None:
    await _finish(connection, delivery_id, "failed", now, reason=reason)
    await give_back_news(connection, deliveries.c.id == delivery_id)


async def retry(
    connection: AsyncConnection, delivery_id: int, reason: str, due_at: datetime
) -> None:
    """It may go well later: pending again, from ``due_at`` on."""
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id)
        .values(state="pending", leased_until=None, reason=reason, due_at=due_at)
    )


async def waiting(connection: AsyncConnection) -> int:
    """Deliveries that are neither finished nor given up."""
    return (
        await connection.execute(
            select(func.count())
            .select_from(deliveries)
            .where(deliveries.c.state.in_(("pending", "leased")))
        )
    ).scalar_one()


async def of_chat(connection: AsyncConnection, chat_id: int) -> list[dict[str, Any]]:
    """What was, or is to be, sent to a chat, oldest first: text, state and when it was finished."""
    rows = await connection.execute(
        select(payloads.c.message, deliveries.c.state, deliveries.c.finished_at)
        .join(payloads, payloads.c.id == deliveries.c.payload_id)
        .where(deliveries.c.chat_id == chat_id)
        .order_by(deliveries.c.id)
    )
    return [
        {"text": row.message["text"], "state": row.state, "finished_at": row.finished_at}
        for row in rows
    ]


async def oldest_due(connection: AsyncConnection) -> datetime | None:
    """Since when the most patient pending delivery has been due."""
    oldest: datetime | None = (
        await connection.execute(
            select(func.min(deliveries.c.due_at)).where(deliveries.c.state == "pending")
        )
    ).scalar_one()
    return oldest


async def give_back_news(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Digests that never arrive: their news is to be told again."""
    lost = (
        await connection.execute(
            select(deliveries.c.chat_id, func.min(deliveries.c.since).label("since"))
            .where(which, deliveries.c.since.is_not(None))
            .group_by(deliveries.c.chat_id)
        )
    ).all()
    for chat_id, since in lost:
        await connection.execute(
            update(subscribers)
            .where(subscribers.c.chat_id == chat_id, subscribers.c.watermark > since)
            .values(watermark=since, told_empty=False)
        )


async def _finish(
    connection: AsyncConnection, delivery_id: int, state: str, now: datetime, **values: Any
) -> None:
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id)
        .values(state=state, leased_until=None, finished_at=now, **values)
    )
