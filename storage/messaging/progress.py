"""How far a broadcast has come, and why it did not come further."""

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
"""What the present rate is measured over, or over less where it has just begun."""


@dataclass(frozen=True, slots=True)
class Progress:
    """In chats; ``rate`` is chats a second lately. Of those ``left``, ``unsent`` have not got it at
    all and ``held`` wait for their readers' morning; of those ``sent``, ``noticed`` show a notice.
    """

    sent: int = 0
    failed: int = 0
    remaining: int = 0
    unsent: int = 0
    held: int = 0
    replaced_by_notice: int = 0
    rate: float = 0.0


async def get_progress(
    connection: AsyncConnection, broadcast: Broadcast, now: datetime
) -> Progress:
    """While it is sent, how many got it; while it is mended, how many of those show it mended."""
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
        )
        .where(_is_counted(broadcast))
        .group_by(state)
    )
    found = {str(row.state): row for row in rows}

    def count_in_states(column: str, *states: str) -> int:
        return sum(int(getattr(found[name], column)) for name in states if name in found)

    return Progress(
        sent=count_in_states("number", "sent"),
        failed=count_in_states("number", "failed", "cancelled"),
        remaining=count_in_states("number", "pending", "leased"),
        unsent=count_in_states("sends", "pending", "leased"),
        held=count_in_states("held", "pending"),
        replaced_by_notice=count_in_states("noticed", "sent"),
        rate=_calculate_rate([found[name] for name in ("sent", "failed") if name in found], now),
    )


def _calculate_rate(finished: Sequence[Row[Any]], now: datetime) -> float:
    earliest = min((row.earliest for row in finished if row.earliest is not None), default=now)
    seconds = max(1.0, (now - earliest).total_seconds())
    return sum(int(row.recent) for row in finished) / seconds


async def count_failures_by_reason(
    connection: AsyncConnection, broadcast: Broadcast
) -> Mapping[str, int]:
    """How many chats did not get it, by the recorded reason."""
    rows = await connection.execute(
        select(deliveries.c.reason, func.count().label("number"))
        .where(_is_counted(broadcast), deliveries.c.state.in_(("failed", "cancelled")))
        .group_by(deliveries.c.reason)
    )
    return {str(row.reason): int(row.number) for row in rows}


def _is_held(now: datetime) -> ColumnElement[bool]:
    """What waits and was never tried is held till its reader's morning."""
    return and_(deliveries.c.due_at > now, deliveries.c.attempts == 0)


def _is_counted(broadcast: Broadcast) -> ColumnElement[bool]:
    """Each chat once. Before any mending that is its one send; after it, the newest thing done
    with the chat, but for those who never got the message: there is nothing to mend for them."""
    mine = deliveries.c.broadcast_id == broadcast.id
    if broadcast.state not in AMENDING_STATES:
        return mine
    newest = select(func.max(deliveries.c.id)).where(mine).group_by(deliveries.c.chat_id)
    never_got_it = and_(
        deliveries.c.action == "send", deliveries.c.state.in_(("failed", "cancelled"))
    )
    return and_(deliveries.c.id.in_(newest), not_(never_got_it))
