"""The progress of a broadcast, and the reasons of its failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, not_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.broadcasts import AMENDING_STATES, Broadcast
from storage.messaging.outbox import REPLACED_BY_NOTICE
from storage.schema.tables import deliveries

RATE_WINDOW = timedelta(seconds=10)
"""The period over which the present rate is measured, or less at the start."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of chats; ``rate`` is chats per second in the last `RATE_WINDOW`.

    Of the ``remaining``, ``unsent`` did not get the message at all and ``held`` wait for the end
    of quiet hours; of the ``sent``, ``replaced_by_notice`` show a notice and ``sent_chats`` are
    groups and channels. ``unreached``: those that never got a broadcast, once its
    retraction is over. ``duration``: from the first that was due to the last that is finished.
    """

    sent: int = 0
    failed: int = 0
    remaining: int = 0
    unsent: int = 0
    held: int = 0
    replaced_by_notice: int = 0
    unreached: int = 0
    sent_chats: int = 0
    duration: timedelta = timedelta(0)
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Reach:
    """How many have a message: people in their private chats, and groups and channels."""

    people: int = 0
    chats: int = 0


async def get_reach(connection: AsyncConnection, broadcast_id: int) -> Reach:
    """Count the chats to which a broadcast was delivered."""
    row = (
        await connection.execute(
            select(
                func.count(case((deliveries.c.chat_id > 0, 1))).label("people"),
                func.count(case((deliveries.c.chat_id < 0, 1))).label("chats"),
            ).where(
                deliveries.c.broadcast_id == broadcast_id,
                deliveries.c.action == "send",
                deliveries.c.state == "sent",
            )
        )
    ).one()
    return Reach(row.people, row.chats)


async def count_affected(connection: AsyncConnection, broadcast_id: int) -> int:
    """Count the chats that show a broadcast or will get it: those that an amendment changes."""
    statement = select(func.count()).where(
        deliveries.c.broadcast_id == broadcast_id,
        deliveries.c.action == "send",
        deliveries.c.state.in_(("sent", "pending", "leased")),
    )
    return (await connection.execute(statement)).scalar_one()


async def get_progress(
    connection: AsyncConnection, broadcast: Broadcast, now: datetime
) -> Progress:
    """Count the chats that got a broadcast or, while it is corrected or retracted, those that show
    the new version."""
    state, since = deliveries.c.state, now - RATE_WINDOW
    lately = case((deliveries.c.finished_at > since, deliveries.c.finished_at))
    rows = await connection.execute(
        select(
            state,
            func.count().label("number"),
            func.count(lately).label("recent"),
            func.min(lately).label("earliest"),
            func.count(case((deliveries.c.action == "send", 1))).label("sends"),
            func.count(case((_is_held(now), 1))).label("held"),
            func.count(case((deliveries.c.reason == REPLACED_BY_NOTICE, 1))).label("noticed"),
            func.count(case((deliveries.c.chat_id < 0, 1))).label("chats"),
            func.min(deliveries.c.due_at).label("first_due_at"),
            func.max(deliveries.c.finished_at).label("last_finished_at"),
        )
        .where(_is_counted(broadcast))
        .group_by(state)
    )
    found = {str(row.state): row for row in rows}

    def count_in_states(column: str, *states: str) -> int:
        return sum(int(getattr(found[name], column)) for name in states if name in found)

    remaining = count_in_states("number", "pending", "leased")
    return Progress(
        sent=count_in_states("number", "sent"),
        failed=count_in_states("number", "failed", "cancelled"),
        remaining=remaining,
        unsent=count_in_states("sends", "pending", "leased"),
        held=count_in_states("held", "pending"),
        replaced_by_notice=count_in_states("noticed", "sent"),
        # It reads all deliveries: only the final report shows it.
        unreached=(
            await _count_unreached(connection, broadcast)
            if broadcast.retracted and not remaining
            else 0
        ),
        sent_chats=count_in_states("chats", "sent"),
        duration=_calculate_duration(list(found.values())),
        rate=_calculate_rate([found[name] for name in ("sent", "failed") if name in found], now),
    )


async def _count_unreached(connection: AsyncConnection, broadcast: Broadcast) -> int:
    statement = select(func.count()).where(
        deliveries.c.broadcast_id == broadcast.id, _never_got_it()
    )
    return (await connection.execute(statement)).scalar_one()


def _calculate_duration(rows: Sequence[Row[Any]]) -> timedelta:
    ends = [row.last_finished_at for row in rows if row.last_finished_at is not None]
    if not ends:
        return timedelta(0)
    duration: timedelta = max(ends) - min(row.first_due_at for row in rows)
    return max(timedelta(0), duration)


def _calculate_rate(finished: Sequence[Row[Any]], now: datetime) -> float:
    earliest = min((row.earliest for row in finished if row.earliest is not None), default=now)
    seconds = max(1.0, (now - earliest).total_seconds())
    return sum(int(row.recent) for row in finished) / seconds


async def count_failures_by_reason(
    connection: AsyncConnection, broadcast: Broadcast
) -> Mapping[str, int]:
    """Count the chats that did not get a broadcast, by recorded reason."""
    rows = await connection.execute(
        select(deliveries.c.reason, func.count().label("number"))
        .where(_is_counted(broadcast), deliveries.c.state.in_(("failed", "cancelled")))
        .group_by(deliveries.c.reason)
    )
    return {str(row.reason): int(row.number) for row in rows}


def _is_held(now: datetime) -> ColumnElement[bool]:
    """Build the condition that a delivery waits for the end of quiet hours: due later and never
    tried."""
    return and_(deliveries.c.due_at > now, deliveries.c.attempts == 0)


def _is_counted(broadcast: Broadcast) -> ColumnElement[bool]:
    """Select one delivery per chat: before any amendment its send, afterwards the newest action,
    without chats that never got the message."""
    mine = deliveries.c.broadcast_id == broadcast.id
    if broadcast.state not in AMENDING_STATES:
        return mine
    newest = select(func.max(deliveries.c.id)).where(mine).group_by(deliveries.c.chat_id)
    return and_(deliveries.c.id.in_(newest), not_(_never_got_it()))


def _never_got_it() -> ColumnElement[bool]:
    return and_(deliveries.c.action == "send", deliveries.c.state.in_(("failed", "cancelled")))
