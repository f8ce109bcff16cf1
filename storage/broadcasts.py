"""Broadcasts: a breaking item from its draft to its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.outbox import Action, Priority
from storage.tables import broadcasts, deliveries

BroadcastState = Literal["draft", "cancelled", "sending", "correcting", "retracting", "done"]

UNDER_WAY: tuple[BroadcastState, ...] = ("sending", "correcting", "retracting")


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What an editor pushes. ``payload_id`` is what its chats are to show now, ``retracted``
    whether that is a notice; ``report_*`` name the message that shows how far it has come."""

    id: int
    editor_id: int
    state: BroadcastState
    payload_id: int
    retracted: bool
    text: str
    created_at: datetime
    confirmed_at: datetime | None
    report_chat_id: int | None
    report_message_id: int | None


_COLUMNS = [broadcasts.c[field.name] for field in fields(Broadcast)]


async def draft(
    connection: AsyncConnection, *, editor_id: int, payload_id: int, text: str, now: datetime
) -> int:
    """Note what an editor wants to push; return its number."""
    result = await connection.execute(
        insert(broadcasts).values(
            editor_id=editor_id,
            state="draft",
            payload_id=payload_id,
            retracted=False,
            text=text,
            created_at=now,
        )
    )
    (broadcast_id,) = result.inserted_primary_key or (0,)
    return int(broadcast_id)


async def get(connection: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    row = (
        await connection.execute(select(*_COLUMNS).where(broadcasts.c.id == broadcast_id))
    ).one_or_none()
    return None if row is None else Broadcast(**row._asdict())


async def under_way(connection: AsyncConnection) -> list[Broadcast]:
    """Those that are being sent, corrected or taken back."""
    rows = await connection.execute(select(*_COLUMNS).where(broadcasts.c.state.in_(UNDER_WAY)))
    return [Broadcast(**row._asdict()) for row in rows]


async def turn(
    connection: AsyncConnection,
    broadcast_id: int,
    *,
    before: BroadcastState | Sequence[BroadcastState],
    after: BroadcastState,
    **values: Any,
) -> bool:
    """Move from one state to another; False if it was not in ``before`` (somebody was faster)."""
    states = [before] if isinstance(before, str) else before
    result = await connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(states))
        .values(state=after, **values)
    )
    return result.rowcount == 1


async def report_in(
    connection: AsyncConnection, broadcast_id: int, chat_id: int, message_id: int
) -> None:
    """From now on this message shows how far a broadcast has come."""
    await connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id)
        .values(report_chat_id=chat_id, report_message_id=message_id)
    )


async def finished(connection: AsyncConnection, broadcast: Broadcast) -> None:
    """Nothing is left to do, unless there has been something new since ``broadcast`` was read."""
    await connection.execute(
        update(broadcasts)
        .where(
            broadcasts.c.id == broadcast.id,
            broadcasts.c.state == broadcast.state,
            broadcasts.c.payload_id == broadcast.payload_id,
            broadcasts.c.report_message_id == broadcast.report_message_id,
        )
        .values(state="done")
    )


async def cancel_unsent(
    connection: AsyncConnection, broadcast_id: int, reason: str, now: datetime
) -> None:
    """Those who have not got a broadcast yet do not get it any more."""
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.broadcast_id == broadcast_id,
            deliveries.c.action == "send",
            deliveries.c.state == "pending",
        )
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
        "priority": int(Priority.MENDING),
        "state": "pending",
        "due_at": now,
        "expires_at": expires_at,
        "attempts": 0,
        "reason": "",
    }
    kept = ("broadcast_id", "chat_id", "message_id")
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
