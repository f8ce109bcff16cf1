"""Broadcasts: breaking news from draft to report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from storage import signals
from storage.messaging import outbox
from storage.messaging.audience import Audience
from storage.schema.tables import articles, broadcasts, deliveries
from storage.signals import Signal

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
"""``missed``: scheduled, but the service was down until too late. ``held``: the person
who scheduled it is no editor any longer, and another editor has to decide."""

AMENDING_STATES: tuple[BroadcastState, ...] = ("correcting", "retracting")
UNSENT_STATES: tuple[BroadcastState, ...] = ("draft", "scheduled", "missed", "held")
RUNNING_STATES: tuple[BroadcastState, ...] = ("sending", *AMENDING_STATES)

DEFAULT_TTL = timedelta(hours=2)
"""Breaking news that could not be delivered for this long is dropped; an editor can
choose another time."""

NO_EDITOR = 0
"""The ``editor_id`` of a draft that a content system suggested, until an editor decides."""

PAUSED_BY_SERVICE = 0
"""The ``paused_by`` of a broadcast that paused itself, once its editor was notified."""


@dataclass(frozen=True, slots=True)
class FormerReport:
    """A message that showed the report before another one did. ``is_open``: it shows something
    that has changed since, or will."""

    chat_id: int
    message_id: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A message that an editor sends to an audience.

    ``payload_id`` is what its chats show now, ``retracted`` whether that is a notice;
    ``report_*`` identify the message that shows the progress. ``paused``: no further chat
    gets it for now; ``paused_by`` is the editor who paused it, None where it paused
    itself and its editor is not notified yet. ``stopped``: no further chat gets it.
    ``time_prompted_at``: when an editor was prompted for a time, None after the answer.
    ``opened_count``: how many people opened its article. ``suggested_fingerprint``: of the
    version that its author suggested to the editors last.
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
    ttl: timedelta
    created_at: datetime
    time_prompted_at: datetime | None
    scheduled_at: datetime | None
    started_at: datetime | None
    report_chat_id: int | None
    report_message_id: int | None
    former_reports: tuple[FormerReport, ...]
    opened_count: int
    suggested_fingerprint: str | None

    @property
    def audience(self) -> Audience:
        """Whom it is sent to."""
        return Audience(self.topics, self.language)


_COLUMNS = [broadcasts.c[field.name] for field in fields(Broadcast)]


def _read(row: Row[Any]) -> Broadcast:
    values = row._asdict()
    former = tuple(FormerReport(*one) for one in values["former_reports"])
    return Broadcast(**{**values, "former_reports": former})


async def create_draft(
    connection: AsyncConnection,
    *,
    editor_id: int,
    payload_id: int,
    text: str,
    now: datetime,
    article_id: int | None = None,
) -> Broadcast:
    """Store a draft for all subscribers. ``article_id``: the archived article that it
    sends."""
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
            ttl=DEFAULT_TTL,
            created_at=now,
        )
    )
    (broadcast_id,) = result.inserted_primary_key or (0,)
    drafted = await get(connection, int(broadcast_id))
    assert drafted is not None
    return drafted


async def get(connection: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    """Return a broadcast, None if it does not exist."""
    row = (
        await connection.execute(select(*_COLUMNS).where(broadcasts.c.id == broadcast_id))
    ).one_or_none()
    return None if row is None else _read(row)


# Built once: every digest runs it.
_SELECT_STARTED = (
    select(broadcasts.c.id, articles.c.story_id)
    .join(articles, articles.c.id == broadcasts.c.article_id)
    .where(broadcasts.c.started_at > bindparam("since"), broadcasts.c.retracted.is_(False))
)


async def get_delivered_story_ids(
    connection: AsyncConnection, chat_ids: Collection[int], since: datetime
) -> dict[int, frozenset[int]]:
    """Return, by chat, the stories that it got by broadcasts started after ``since``.
    Chats without any are omitted."""
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
    delivered: dict[int, frozenset[int]] = {}
    for chat_id, broadcast_id in got:
        delivered[chat_id] = delivered.get(chat_id, frozenset()) | {story_of[broadcast_id]}
    return delivered


async def get_message(connection: AsyncConnection, broadcast: Broadcast) -> dict[str, Any]:
    """Return the rendered message that its chats show now."""
    return await outbox.get_message(connection, broadcast.payload_id)


async def list_by_state(
    connection: AsyncConnection, states: Sequence[BroadcastState]
) -> list[Broadcast]:
    """Return the broadcasts in any of these states."""
    rows = await connection.execute(select(*_COLUMNS).where(broadcasts.c.state.in_(states)))
    return [_read(row) for row in rows]


async def list_due(connection: AsyncConnection, now: datetime) -> list[Broadcast]:
    """Return scheduled broadcasts whose time has come, longest overdue first."""
    rows = await connection.execute(
        select(*_COLUMNS)
        .where(broadcasts.c.state == "scheduled", broadcasts.c.scheduled_at <= now)
        .order_by(broadcasts.c.scheduled_at, broadcasts.c.id)
    )
    return [_read(row) for row in rows]


async def list_published(
    connection: AsyncConnection, limit: int, language: InterfaceLanguage | None = None
) -> list[Broadcast]:
    """Return the broadcasts that were sent and not retracted, newest first; with a ``language``,
    without those whose audience is of another one."""
    statement = (
        select(*_COLUMNS)
        .where(
            broadcasts.c.started_at.is_not(None),
            broadcasts.c.retracted.is_(False),
            broadcasts.c.state != "retracting",
        )
        .order_by(broadcasts.c.started_at.desc(), broadcasts.c.id.desc())
        .limit(limit)
    )
    if language is not None:
        statement = statement.where(
            or_(broadcasts.c.language.is_(None), broadcasts.c.language == language)
        )
    rows = await connection.execute(statement)
    return [_read(row) for row in rows]


async def find_awaiting_time(
    connection: AsyncConnection, editor_id: int, since: datetime
) -> Broadcast | None:
    """Return the broadcast for which this editor was prompted for a time since then; the
    last one if several."""
    row = (
        await connection.execute(
            select(*_COLUMNS)
            .where(
                broadcasts.c.time_prompted_by == editor_id,
                broadcasts.c.time_prompted_at >= since,
                broadcasts.c.state.in_(UNSENT_STATES),
            )
            .order_by(broadcasts.c.time_prompted_at.desc())
            .limit(1)
        )
    ).one_or_none()
    return None if row is None else _read(row)


async def transition(
    connection: AsyncConnection,
    broadcast_id: int,
    *,
    from_states: BroadcastState | Sequence[BroadcastState],
    to_state: BroadcastState | None = None,
    where: Mapping[str, Any] | None = None,
    **values: Any,
) -> bool:
    """Change a broadcast that is in one of ``from_states`` and has the values ``where``.

    Returns False if it is not, because another change came first.
    """
    states = [from_states] if isinstance(from_states, str) else from_states
    conditions = [broadcasts.c[name] == value for name, value in (where or {}).items()]
    if to_state is not None:
        values["state"] = to_state
    if "former_reports" in values:
        values["former_reports"] = _to_json(values["former_reports"])
    result = await connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(states), *conditions)
        .values(**values)
    )
    if result.rowcount != 1:
        return False
    await signals.send(connection, Signal.WITHDRAWN)
    return True


async def set_reports(
    connection: AsyncConnection,
    broadcast_id: int,
    report_message: tuple[int, int] | None,
    former: Sequence[FormerReport],
) -> None:
    """Set the chat and id of the message that shows the report, and those that showed it before."""
    chat_id, message_id = report_message or (None, None)
    await connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id)
        .values(
            report_chat_id=chat_id, report_message_id=message_id, former_reports=_to_json(former)
        )
    )


async def set_suggested(connection: AsyncConnection, broadcast_id: int, fingerprint: str) -> None:
    """Set the fingerprint of the version that was suggested to the editors last."""
    await connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id)
        .values(suggested_fingerprint=fingerprint)
    )


def _to_json(former: Sequence[FormerReport]) -> list[list[int | bool]]:
    return [[one.chat_id, one.message_id, one.is_open] for one in former]


async def count_opened(connection: AsyncConnection, counts: Mapping[int, int]) -> None:
    """Add how many people opened an article below its newest broadcast; ``counts``: by article."""
    for article_id, count in counts.items():
        newest = select(func.max(broadcasts.c.id)).where(
            broadcasts.c.article_id == article_id, broadcasts.c.started_at.is_not(None)
        )
        await connection.execute(
            update(broadcasts)
            .where(broadcasts.c.id == newest.scalar_subquery())
            .values(opened_count=broadcasts.c.opened_count + count)
        )


async def list_opened(connection: AsyncConnection, since: datetime) -> list[Broadcast]:
    """Return the broadcasts started since then that are finished and were opened."""
    rows = await connection.execute(
        select(*_COLUMNS).where(
            broadcasts.c.state == "done",
            broadcasts.c.retracted.is_(False),
            broadcasts.c.started_at > since,
            broadcasts.c.opened_count > 0,
        )
    )
    return [_read(row) for row in rows]


async def mark_done(connection: AsyncConnection, broadcast: Broadcast) -> bool:
    """Finish a broadcast; return False if it changed after ``broadcast`` was read."""
    result = await connection.execute(
        update(broadcasts)
        .where(
            broadcasts.c.id == broadcast.id,
            broadcasts.c.state == broadcast.state,
            broadcasts.c.payload_id == broadcast.payload_id,
            broadcasts.c.report_message_id == broadcast.report_message_id,
        )
        .values(
            state="done",
            former_reports=_to_json(
                [replace(one, is_open=False) for one in broadcast.former_reports]
            ),
        )
    )
    return result.rowcount == 1
