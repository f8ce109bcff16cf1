"""The outbox: payloads stored once, and a delivery for each chat that is to get one.

A delivery goes ``pending -> leased -> sent | failed | cancelled``. Whoever leases it has until
``leased_until`` to say what became of it; then it is pending again, so a crash loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal

from sqlalchemy import ColumnElement, bindparam, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import deliveries, payloads

Action = Literal["send", "edit", "delete"]
"""What a delivery does: bring a payload to a chat, put it in the place of a message that was
delivered before, or take that message away (the payload then stands in where that is refused)."""


class Priority(IntEnum):
    """What goes out first: the lower the number."""

    REPLY = 0
    BREAKING = 1
    ALERT = 2
    DIGEST = 3


@dataclass(frozen=True, slots=True)
class Delivery:
    """One payload on its way to one chat. ``attempts`` counts this one; ``message_id`` is that of
    the message to edit or delete."""

    id: int
    payload_id: int
    broadcast_id: int | None
    chat_id: int
    action: Action
    priority: Priority
    attempts: int
    message_id: int | None
    expires_at: datetime
    message: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast has come, in deliveries."""

    sent: int
    failed: int
    left: int


async def add_payload(connection: AsyncConnection, message: dict[str, Any], now: datetime) -> int:
    """Store a rendered message, once however many will receive it."""
    result = await connection.execute(insert(payloads).values(message=message, created_at=now))
    (payload_id,) = result.inserted_primary_key or (0,)
    return int(payload_id)


async def payload(connection: AsyncConnection, payload_id: int) -> dict[str, Any]:
    message: dict[str, Any] = (
        await connection.execute(select(payloads.c.message).where(payloads.c.id == payload_id))
    ).scalar_one()
    return message


async def enqueue(
    connection: AsyncConnection,
    payload_id: int,
    chat_ids: Iterable[int],
    *,
    priority: Priority,
    due_at: datetime,
    expires_at: datetime,
    broadcast_id: int | None = None,
) -> int:
    """One delivery a chat; return how many. After ``expires_at`` it is too late to send."""
    rows = [
        {
            "payload_id": payload_id,
            "broadcast_id": broadcast_id,
            "chat_id": chat_id,
            "action": "send",
            "priority": int(priority),
            "state": "pending",
            "due_at": due_at,
            "expires_at": expires_at,
            "attempts": 0,
            "reason": "",
        }
        for chat_id in chat_ids
    ]
    if rows:
        await connection.execute(insert(deliveries), rows)
    return len(rows)


async def lease(
    connection: AsyncConnection, *, now: datetime, until: datetime, limit: int
) -> list[Delivery]:
    """Claim what is due, most urgent first, until ``until``. What expired is cancelled instead."""
    due = (
        select(deliveries.c.id)
        .where(deliveries.c.state == "pending", deliveries.c.due_at <= now)
        .order_by(deliveries.c.priority, deliveries.c.due_at, deliveries.c.id)
        .limit(limit)
    )
    ids = list((await connection.execute(due)).scalars())
    if not ids:
        return []
    await _cancel_expired(connection, ids, now)
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids), deliveries.c.state == "pending")
        .values(state="leased", leased_until=until, attempts=deliveries.c.attempts + 1)
    )
    rows = await connection.execute(
        select(
            deliveries.c.id,
            deliveries.c.payload_id,
            deliveries.c.broadcast_id,
            deliveries.c.chat_id,
            deliveries.c.action,
            deliveries.c.priority,
            deliveries.c.attempts,
            deliveries.c.message_id,
            deliveries.c.expires_at,
            payloads.c.message,
        )
        .join(payloads, payloads.c.id == deliveries.c.payload_id)
        .where(deliveries.c.id.in_(ids), deliveries.c.state == "leased")
        .order_by(deliveries.c.priority, deliveries.c.due_at, deliveries.c.id)
    )
    return [Delivery(**{**row._asdict(), "priority": Priority(row.priority)}) for row in rows]


async def release_expired_leases(connection: AsyncConnection, now: datetime) -> int:
    """What was leased by a process that died is pending again. Return how many."""
    result = await connection.execute(
        update(deliveries)
        .where(deliveries.c.state == "leased", deliveries.c.leased_until <= now)
        .values(state="pending", leased_until=None)
    )
    return result.rowcount


async def release(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Give back what was leased and not tried."""
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids), deliveries.c.state == "leased")
        .values(state="pending", leased_until=None, attempts=deliveries.c.attempts - 1)
    )


async def sent(
    connection: AsyncConnection, delivery_id: int, message_id: int, now: datetime
) -> None:
    await _finish(connection, delivery_id, "sent", now, message_id=message_id)


async def failed(connection: AsyncConnection, delivery_id: int, reason: str, now: datetime) -> None:
    await _finish(connection, delivery_id, "failed", now, reason=reason)


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


async def oldest_due(connection: AsyncConnection) -> datetime | None:
    """Since when the most patient pending delivery has been due."""
    oldest: datetime | None = (
        await connection.execute(
            select(func.min(deliveries.c.due_at)).where(deliveries.c.state == "pending")
        )
    ).scalar_one()
    return oldest


async def progress(connection: AsyncConnection, payload_id: int) -> Progress:
    """How far a payload has come, to all its chats."""
    rows = await connection.execute(
        select(deliveries.c.state, func.count().label("number"))
        .where(deliveries.c.payload_id == payload_id)
        .group_by(deliveries.c.state)
    )
    by_state = {str(row.state): int(row.number) for row in rows}
    return Progress(
        sent=by_state.get("sent", 0),
        failed=by_state.get("failed", 0) + by_state.get("cancelled", 0),
        left=by_state.get("pending", 0) + by_state.get("leased", 0),
    )


async def replace_unsent(connection: AsyncConnection, broadcast_id: int, payload_id: int) -> None:
    """Those who have not got a broadcast yet get this payload instead."""
    await connection.execute(
        update(deliveries).where(*_unsent(broadcast_id)).values(payload_id=payload_id)
    )


async def cancel_unsent(
    connection: AsyncConnection, broadcast_id: int, reason: str, now: datetime
) -> None:
    """Those who have not got a broadcast yet do not get it any more."""
    await connection.execute(
        update(deliveries)
        .where(*_unsent(broadcast_id))
        .values(state="cancelled", reason=reason, finished_at=now)
    )


async def follow_up(
    connection: AsyncConnection,
    broadcast_id: int,
    action: Action,
    payload_id: int,
    *,
    now: datetime,
    expires_at: datetime,
    delivery_id: int | None = None,
) -> None:
    """Do something with every message of a broadcast that was delivered (or with one of them).
    What was still to be done with them before is dropped."""
    sent_before = [
        deliveries.c.broadcast_id == broadcast_id,
        deliveries.c.action == "send",
        deliveries.c.state == "sent",
    ]
    if delivery_id is None:
        await connection.execute(
            update(deliveries)
            .where(
                deliveries.c.broadcast_id == broadcast_id,
                deliveries.c.action != "send",
                deliveries.c.state == "pending",
            )
            .values(state="cancelled", reason="superseded", finished_at=now)
        )
    else:
        sent_before.append(deliveries.c.id == delivery_id)
    values: dict[str, Any] = {
        "payload_id": payload_id,
        "action": action,
        "state": "pending",
        "due_at": now,
        "expires_at": expires_at,
        "attempts": 0,
        "reason": "",
    }
    kept = ("broadcast_id", "chat_id", "priority", "message_id")
    await connection.execute(
        insert(deliveries).from_select(
            [*values, *kept],
            select(
                *(
                    literal(value, deliveries.c[name].type).label(name)
                    for name, value in values.items()
                ),
                *(deliveries.c[name] for name in kept),
            ).where(*sent_before),
        )
    )


def _unsent(broadcast_id: int) -> list[ColumnElement[bool]]:
    return [
        deliveries.c.broadcast_id == broadcast_id,
        deliveries.c.action == "send",
        deliveries.c.state == "pending",
    ]


async def _cancel_expired(connection: AsyncConnection, ids: list[int], now: datetime) -> None:
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id.in_(bindparam("ids", expanding=True)), deliveries.c.expires_at <= now
        )
        .values(state="cancelled", reason="too late", finished_at=now),
        {"ids": ids},
    )


async def _finish(
    connection: AsyncConnection, delivery_id: int, state: str, now: datetime, **values: Any
) -> None:
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id)
        .values(state=state, leased_until=None, finished_at=now, **values)
    )
