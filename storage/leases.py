"""Leases: who sends what, and until when. A lease that expires was held by somebody who died."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.outbox import Delivery, Priority, give_back_news
from storage.tables import broadcasts, deliveries, payloads


async def lease(
    connection: AsyncConnection, *, now: datetime, until: datetime, limit: int
) -> list[Delivery]:
    """Claim what is due, most urgent first, until ``until``.

    What is too late is cancelled. What belongs to a broadcast follows it: a message not yet sent
    goes with the newest text or not at all, and a mending that a newer one replaced is dropped.
    """
    await _cancel_expired(connection, now)
    due = (
        select(deliveries.c.id)
        .where(deliveries.c.state == "pending", deliveries.c.due_at <= now, ~_is_paused())
        .order_by(deliveries.c.priority, deliveries.c.due_at, deliveries.c.id)
        .limit(limit)
    )
    ids = list((await connection.execute(due)).scalars())
    if not ids:
        return []
    await _follow_broadcasts(connection, ids, now)
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
            deliveries.c.silent,
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


async def release(connection: AsyncConnection, ids: Sequence[int], due_at: datetime) -> None:
    """Give back what was leased and not tried, to be tried from ``due_at`` on."""
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids), deliveries.c.state == "leased")
        .values(
            state="pending",
            leased_until=None,
            due_at=due_at,
            attempts=deliveries.c.attempts - 1,
        )
    )


def _is_paused() -> ColumnElement[bool]:
    """A broadcast that pauses goes to nobody new; mending goes on."""
    paused = exists().where(broadcasts.c.id == deliveries.c.broadcast_id, broadcasts.c.paused)
    return and_(deliveries.c.action == "send", paused)


async def _cancel_expired(connection: AsyncConnection, now: datetime) -> None:
    expired = and_(deliveries.c.state == "pending", deliveries.c.expires_at <= now)
    await give_back_news(connection, expired)
    await connection.execute(
        update(deliveries)
        .where(expired)
        .values(state="cancelled", reason="too late", finished_at=now)
    )


async def _follow_broadcasts(connection: AsyncConnection, ids: list[int], now: datetime) -> None:
    """Bring deliveries in line with what their broadcasts are by now."""
    current = (
        select(broadcasts.c.payload_id)
        .where(broadcasts.c.id == deliveries.c.broadcast_id)
        .scalar_subquery()
    )
    retracted = exists().where(broadcasts.c.id == deliveries.c.broadcast_id, broadcasts.c.retracted)
    stopped = exists().where(broadcasts.c.id == deliveries.c.broadcast_id, broadcasts.c.stopped)
    mine = and_(deliveries.c.id.in_(ids), deliveries.c.broadcast_id.is_not(None))
    cancelled = {"state": "cancelled", "finished_at": now}
    for over, reason in ((retracted, "retracted"), (stopped, "stopped")):
        await connection.execute(
            update(deliveries)
            .where(mine, deliveries.c.action == "send", deliveries.c.state == "pending", over)
            .values(reason=reason, **cancelled)
        )
    await connection.execute(
        update(deliveries)
        .where(mine, deliveries.c.action != "send", deliveries.c.payload_id != current)
        .values(reason="superseded", **cancelled)
    )
    await connection.execute(
        update(deliveries)
        .where(mine, deliveries.c.action == "send", deliveries.c.state == "pending")
        .values(payload_id=current)
    )
