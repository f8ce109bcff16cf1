"""Broadcasts: a breaking item from its draft to its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import broadcasts

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
