"""Leases: which worker sends what, and until when. A lease that expires belonged to a worker that
crashed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from storage.chats.subscribers import GENERAL_THREAD_ID
from storage.database import bulk
from storage.messaging.outbox import (
    IS_NOT_PAUSED,
    IS_PENDING,
    Delivery,
    Priority,
    restore_watermarks,
)
from storage.schema.tables import broadcasts, deliveries, payloads, subscribers
from storage.schema.types import UtcTime
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

_NOT_STORED = {"message", "thread_id", "editor_language"}
_COLUMNS = [f.name for f in fields(Delivery) if f.name not in _NOT_STORED]

EXPIRE_BATCH_SIZE = 2000
"""Expired deliveries cancelled in one transaction: about 50 ms of write time."""


async def lease(
    connection: AsyncConnection, *, now: datetime, until: datetime, capacity: Mapping[Priority, int]
) -> list[Delivery]:
    """Claim due deliveries until ``until``, most urgent first.

    ``capacity``: claim a delivery of this priority only while fewer than this many deliveries, of
    its own priority and of more urgent ones, are leased. Expired deliveries are cancelled, paused
    ones stay. A delivery of a broadcast follows the broadcast: an unsent message gets the newest
    text or is dropped, and an amendment that a newer one replaced is dropped.
    """
    await _cancel_expired(connection, now)
    due = await _list_due(connection, now, capacity)
    if not due:
        return []
    ids = list(due)
    editors: Mapping[int, InterfaceLanguage] = {}
    if any(broadcast_id is not None for broadcast_id in due.values()):
        await _sync_with_broadcasts(connection, ids, now)
        editors = await _find_own(connection, ids)
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids), IS_PENDING)
        .values(state="leased", leased_until=until, attempts=deliveries.c.attempts + 1)
    )
    return await _load_leased(connection, ids, until, editors)


async def renew(connection: AsyncConnection, ids: Iterable[int], until: datetime) -> None:
    """Extend the leases of deliveries that wait for their turn or are being sent."""
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(list(ids)), deliveries.c.state == "leased")
        .values(leased_until=until)
    )


async def release_expired_leases(connection: AsyncConnection, now: datetime) -> int:
    """Make deliveries pending again whose worker crashed. Return how many."""
    return await _release(connection, deliveries.c.leased_until <= now)


async def release_all_except(connection: AsyncConnection, ids: Iterable[int]) -> int:
    """Make all leased deliveries pending again except these: only this process sends now. Return
    how many."""
    return await _release(connection, deliveries.c.id.not_in(list(ids)))


async def _release(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    result = await connection.execute(
        update(deliveries)
        .where(deliveries.c.state == "leased", which)
        .values(state="pending", leased_until=None)
    )
    return result.rowcount


async def list_current(connection: AsyncConnection, ids: Iterable[int]) -> set[int]:
    """Return which leased deliveries are to be sent as they are: not those that were erased with
    their chat, nor those of a broadcast that was changed, paused, stopped or retracted."""
    is_as_leased = or_(
        deliveries.c.broadcast_id.is_(None),
        deliveries.c.action != "send",
        exists().where(
            broadcasts.c.id == deliveries.c.broadcast_id,
            broadcasts.c.payload_id == deliveries.c.payload_id,
            ~broadcasts.c.paused,
            ~broadcasts.c.stopped,
            ~broadcasts.c.retracted,
        ),
    )
    query = select(deliveries.c.id).where(
        deliveries.c.id.in_(list(ids)), deliveries.c.state == "leased", is_as_leased
    )
    return {row[0] for row in await bulk.fetch(connection, bulk.as_json_rows(query))}


async def _list_due(
    connection: AsyncConnection, now: datetime, capacity: Mapping[Priority, int]
) -> dict[int, int | None]:
    """Return the deliveries to claim, with their broadcasts.

    Each priority is queried separately: the index then leads straight to what is due, past any
    number of deliveries due later.
    """
    queries = [
        _select_due(priority, now, count) for priority, count in capacity.items() if count > 0
    ]
    if not queries:
        return {}
    rows = await bulk.fetch(connection, bulk.as_json_rows(select(union_all(*queries).subquery())))
    claimed: dict[int, int | None] = {}
    for priority, _, delivery_id, broadcast_id in sorted(rows, key=lambda row: row[:3]):
        if len(claimed) < capacity[Priority(priority)]:
            claimed[delivery_id] = broadcast_id
    return claimed


def _select_due(priority: Priority, now: datetime, count: int) -> Select[Any]:
    conditions = [
        IS_PENDING,
        deliveries.c.priority == int(priority),
        deliveries.c.due_at <= now,
        deliveries.c.expires_at > now,
    ]
    if priority is not Priority.AMENDMENT:  # corrections of a paused broadcast still go out
        conditions.append(IS_NOT_PAUSED)
    columns = [deliveries.c[name] for name in ("priority", "due_at", "id", "broadcast_id")]
    first = select(*columns).where(*conditions).order_by(deliveries.c.due_at, deliveries.c.id)
    # Of several processes each gets others, where rows can be locked.
    locked = first.limit(count).with_for_update(skip_locked=True, of=deliveries)
    return select(locked.subquery())


async def _load_leased(
    connection: AsyncConnection,
    ids: list[int],
    until: datetime,
    editors: Mapping[int, InterfaceLanguage],
) -> list[Delivery]:
    """Return the deliveries just leased, as they are now, in the order of the claim.

    ``editors``: see `_find_own`.
    """
    thread = case((subscribers.c.thread_id > GENERAL_THREAD_ID, subscribers.c.thread_id))
    query = (
        select(*(deliveries.c[name] for name in _COLUMNS), thread.label("thread_id"))
        .outerjoin_from(deliveries, subscribers, subscribers.c.chat_id == deliveries.c.chat_id)
        .where(
            deliveries.c.id.in_(ids),
            deliveries.c.state == "leased",
            deliveries.c.leased_until == until,
        )
    )
    names = (*_COLUMNS, "thread_id")
    found = await bulk.fetch(connection, bulk.as_json_rows(query))
    rows = [dict(zip(names, row, strict=True)) for row in found]
    named = {row["payload_id"] for row in rows}
    stored = await connection.execute(
        select(payloads.c.id, payloads.c.message).where(payloads.c.id.in_(named))
    )
    messages = {row.id: row.message for row in stored}
    place = {delivery_id: number for number, delivery_id in enumerate(ids)}
    return [
        Delivery(
            **{
                **row,
                "priority": Priority(row["priority"]),
                "silent": bool(row["silent"]),
                "expires_at": UtcTime.from_millis(row["expires_at"]),
            },
            message=messages[row["payload_id"]],
            editor_language=editors.get(row["id"]),
        )
        for row in sorted(rows, key=lambda row: place[row["id"]])
    ]


async def _find_own(connection: AsyncConnection, ids: list[int]) -> Mapping[int, InterfaceLanguage]:
    """Return the deliveries of broadcasts to those who made or sent them, with their languages."""
    is_own = deliveries.c.chat_id.in_([broadcasts.c.editor_id, broadcasts.c.report_chat_id])
    rows = await connection.execute(
        select(deliveries.c.id, subscribers.c.language)
        .join(broadcasts, broadcasts.c.id == deliveries.c.broadcast_id)
        .join(subscribers, subscribers.c.chat_id == deliveries.c.chat_id)
        .where(deliveries.c.id.in_(ids), deliveries.c.chat_id > 0, is_own)
    )
    return {row.id: row.language for row in rows}


async def _cancel_expired(connection: AsyncConnection, now: datetime) -> None:
    late = (
        select(deliveries.c.id)
        .where(IS_PENDING, deliveries.c.expires_at <= now)
        .order_by(deliveries.c.expires_at)
        .limit(EXPIRE_BATCH_SIZE)
    )
    ids = list((await connection.execute(late)).scalars())
    if not ids:
        return
    await restore_watermarks(connection, deliveries.c.id.in_(ids))
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(state="cancelled", reason="too late", finished_at=now)
    )
    await daily_counters.add(connection, now, {DailyCounter.FAILED: len(ids)})


async def _sync_with_broadcasts(connection: AsyncConnection, ids: list[int], now: datetime) -> None:
    """Bring deliveries in line with the present state of their broadcasts."""
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
