"""Changes to the deliveries of a broadcast after they were enqueued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import signals
from storage.messaging.outbox import DeliveryAction, Priority
from storage.schema.tables import deliveries
from storage.signals import Signal


async def reschedule(
    connection: AsyncConnection,
    broadcast_id: int,
    chat_ids: Sequence[int],
    *,
    due_at: datetime,
    expires_at: datetime,
    silent: bool,
) -> None:
    """Change the time of the pending deliveries of a broadcast to these chats."""
    await connection.execute(
        update(deliveries)
        .where(*_are_pending(broadcast_id), deliveries.c.chat_id.in_(chat_ids))
        .values(due_at=due_at, expires_at=expires_at, silent=silent)
    )


async def cancel_pending(
    connection: AsyncConnection, broadcast_id: int, reason: str, now: datetime
) -> None:
    """Cancel the deliveries of a broadcast that are not sent yet."""
    await connection.execute(
        update(deliveries)
        .where(*_are_pending(broadcast_id))
        .values(state="cancelled", reason=reason, finished_at=now)
    )


def _are_pending(broadcast_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        deliveries.c.broadcast_id == broadcast_id,
        deliveries.c.action == "send",
        deliveries.c.state == "pending",
    )


async def _supersede_pending(connection: AsyncConnection, broadcast_id: int, now: datetime) -> None:
    """Cancel earlier amendments that are not carried out yet."""
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.broadcast_id == broadcast_id,
            deliveries.c.action != "send",
            deliveries.c.state == "pending",
        )
        .values(state="cancelled", reason="superseded", finished_at=now)
    )


async def enqueue_amendments(
    connection: AsyncConnection,
    broadcast_id: int,
    action: DeliveryAction,
    payload_id: int,
    *,
    now: datetime,
    expires_at: datetime,
    delivery_id: int | None = None,
) -> None:
    """Enqueue an action on every delivered message of a broadcast, or on one of them.

    Earlier amendments that are still pending are cancelled.
    """
    sent_before = [
        deliveries.c.broadcast_id == broadcast_id,
        deliveries.c.action == "send",
        deliveries.c.state == "sent",
    ]
    if delivery_id is None:
        await _supersede_pending(connection, broadcast_id, now)
    else:
        sent_before.append(deliveries.c.id == delivery_id)
    copied = ("broadcast_id", "chat_id", "message_id")
    values: dict[str, Any] = {
        "payload_id": payload_id,
        "action": action,
        "priority": int(Priority.AMENDMENT),
        "state": "pending",
        "due_at": now,
        "expires_at": expires_at,
        "attempts": 0,
        "reason": "",
    }
    rows = select(
        *(literal(value, deliveries.c[name].type).label(name) for name, value in values.items()),
        *(deliveries.c[name] for name in copied),
    ).where(*sent_before)
    await connection.execute(insert(deliveries).from_select([*values, *copied], rows))
    await signals.send(connection, Signal.OUTBOX)
