"""Broadcasts: a breaking item from its draft to its report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from storage.messaging.audience import Audience
from storage.schema.tables import articles, broadcasts, deliveries, payloads

BroadcastState = Literal[
    "draft",
    "scheduled",
    "cancelled",
    "missed",
    "held",
    "sending",
    "correcting",
    "retracting",
    "done",
]
"""``missed``: scheduled, but the service was down until it was too late. ``held``: who scheduled it
is no editor any more, and another editor has to say whether it goes out."""

AMENDING_STATES: tuple[BroadcastState, ...] = ("correcting", "retracting")
UNSENT_STATES: tuple[BroadcastState, ...] = ("draft", "scheduled", "missed", "held")
RUNNING_STATES: tuple[BroadcastState, ...] = ("sending", *AMENDING_STATES)

DEFAULT_TTL = timedelta(hours=2)
"""Breaking news that could not be delivered for so long is not breaking any more; an editor may
say otherwise."""

PAUSED_BY_SERVICE = 0
"""The ``paused_by`` of a broadcast that paused itself, once its editor knows."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What an editor pushes. ``payload_id`` is what its chats are to show now, ``retracted``
    whether that is a notice; ``report_*`` name the message that shows how far it has come.

    ``paused``: nobody new gets it for now; ``paused_by`` is the editor who said so, and None where
    it paused itself and nobody has been told. ``stopped``: nobody new gets it any more.
    ``asked_at`` is when its editor was asked for a time and has not answered.
    """

    id: int
    editor_id: int
    state: BroadcastState
    payload_id: int
    retracted: bool
    paused: bool
    paused_by: int | None
    stopped: bool
    text: str
    topics: frozenset[str]
    language: InterfaceLanguage | None
    silent: bool
    valid_for: timedelta
    created_at: datetime
    asked_at: datetime | None
    scheduled_at: datetime | None
    confirmed_at: datetime | None
    report_chat_id: int | None
    report_message_id: int | None

    @property
    def audience(self) -> Audience:
        return Audience(self.topics, self.language)


_COLUMNS = [broadcasts.c[field.name] for field in fields(Broadcast)]


async def create_draft(
    connection: AsyncConnection,
    *,
    editor_id: int,
    payload_id: int,
    text: str,
    now: datetime,
    article_id: int | None = None,
) -> Broadcast:
    """Note what an editor wants to push, for everybody until they narrow it. ``article_id``: the
    article of the archive that it is."""
    result = await connection.execute(
        insert(broadcasts).values(
            editor_id=editor_id,
            state="draft",
            payload_id=payload_id,
            retracted=False,
            paused=False,
            stopped=False,
            text=text,
            article_id=article_id,
            topics=frozenset(),
            silent=False,
            valid_for=DEFAULT_TTL,
            created_at=now,
        )
    )
    (broadcast_id,) = result.inserted_primary_key or (0,)
    drafted = await get(connection, int(broadcast_id))
    assert drafted is not None
    return drafted


async def get(connection: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    row = (
        await connection.execute(select(*_COLUMNS).where(broadcasts.c.id == broadcast_id))
    ).one_or_none()
    return None if row is None else Broadcast(**row._asdict())


# Built once, as every digest asks it.
_SELECT_STARTED = (
    select(broadcasts.c.id, articles.c.story_id)
    .join(articles, articles.c.id == broadcasts.c.article_id)
    .where(broadcasts.c.confirmed_at > bindparam("since"), broadcasts.c.retracted.is_(False))
)


async def get_delivered_story_ids(
    connection: AsyncConnection, chat_ids: Collection[int], since: datetime
) -> dict[int, frozenset[int]]:
    """For each of these chats, the stories that it got as breaking news after ``since``; chats that
    got none are left out."""
    pushed = (await connection.execute(_SELECT_STARTED, {"since": since})).all()
    if not pushed:
        return {}
    story_of = {row.id: row.story_id for row in pushed}
    got = await connection.execute(
        select(deliveries.c.chat_id, deliveries.c.broadcast_id).where(
            deliveries.c.broadcast_id.in_(story_of),
            deliveries.c.chat_id.in_(chat_ids),
            deliveries.c.action == "send",
            deliveries.c.state == "sent",
        )
    )
    told: dict[int, frozenset[int]] = {}
    for chat_id, broadcast_id in got:
        told[chat_id] = told.get(chat_id, frozenset()) | {story_of[broadcast_id]}
    return told


async def get_message(connection: AsyncConnection, broadcast: Broadcast) -> dict[str, Any]:
    """The rendered message that its chats are to show."""
    message: dict[str, Any] = (
        await connection.execute(
            select(payloads.c.message).where(payloads.c.id == broadcast.payload_id)
        )
    ).scalar_one()
    return message


async def list_running(connection: AsyncConnection) -> list[Broadcast]:
    """Those that are being sent, corrected or taken back."""
    rows = await connection.execute(select(*_COLUMNS).where(broadcasts.c.state.in_(RUNNING_STATES)))
    return [Broadcast(**row._asdict()) for row in rows]


async def list_due(connection: AsyncConnection, now: datetime) -> list[Broadcast]:
    """Those whose scheduled time has come, the longest waiting first."""
    rows = await connection.execute(
        select(*_COLUMNS)
        .where(broadcasts.c.state == "scheduled", broadcasts.c.scheduled_at <= now)
        .order_by(broadcasts.c.scheduled_at, broadcasts.c.id)
    )
    return [Broadcast(**row._asdict()) for row in rows]


async def find_awaiting_time(
    connection: AsyncConnection, editor_id: int, since: datetime
) -> Broadcast | None:
    """The one for which this editor has been asked for a time since then, the last if several."""
    row = (
        await connection.execute(
            select(*_COLUMNS)
            .where(
                broadcasts.c.editor_id == editor_id,
                broadcasts.c.asked_at >= since,
                broadcasts.c.state.in_(UNSENT_STATES),
            )
            .order_by(broadcasts.c.asked_at.desc())
            .limit(1)
        )
    ).one_or_none()
    return None if row is None else Broadcast(**row._asdict())


async def transition(
    connection: AsyncConnection,
    broadcast_id: int,
    *,
    from_states: BroadcastState | Sequence[BroadcastState],
    to_state: BroadcastState | None = None,
    where: Mapping[str, Any] | None = None,
    **values: Any,
) -> bool:
    """Change a broadcast that is in the state ``before`` and has the values ``where``; False if it
    is not (somebody was faster)."""
    states = [from_states] if isinstance(from_states, str) else from_states
    conditions = [broadcasts.c[name] == value for name, value in (where or {}).items()]
    if to_state is not None:
        values["state"] = to_state
    result = await connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(states), *conditions)
        .values(**values)
    )
    return result.rowcount == 1


async def set_report_message(
    connection: AsyncConnection, broadcast_id: int, chat_id: int, message_id: int
) -> None:
    """From now on this message shows how far a broadcast has come."""
    await connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id)
        .values(report_chat_id=chat_id, report_message_id=message_id)
    )


async def mark_done(connection: AsyncConnection, broadcast: Broadcast) -> None:
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
