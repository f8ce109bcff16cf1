"""The audit log: what each editor did, and what the service did in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema.tables import audit


class AuditAction(StrEnum):
    """What an editor or the service did; the values are stored and printed."""

    DRAFTED = "drafted"
    TESTED = "tested"
    CONFIRMED = "confirmed"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    STARTED = "started"
    MISSED = "missed"
    HELD = "held"
    PAUSED = "paused"
    AUTO_PAUSED = "halted"
    RESUMED = "resumed"
    STOPPED = "stopped"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    SOURCE_ADDED = "source added"
    SOURCE_CHANGED = "source changed"
    SOURCE_PAUSED = "source paused"
    SOURCE_RESUMED = "source resumed"
    SOURCE_REMOVED = "source removed"
    TOPIC_ADDED = "topic added"
    TOPIC_CHANGED = "topic changed"
    TOPIC_REMOVED = "topic removed"
    ARTICLE_ADDED = "article added"
    ARTICLE_EDITED = "article edited"
    ARTICLE_REMOVED = "article removed"
    CROWDED = "crowded"
    STORY_PINNED = "story pinned"
    STORY_HIDDEN = "story hidden"
    STORY_RELEASED = "story released"
    STORY_SPLIT = "story split"
    STORIES_JOINED = "stories joined"
    TOKEN_ADDED = "token added"
    TOKEN_REMOVED = "token removed"
    EDITOR_INVITED = "editor invited"
    EDITOR_ADDED = "editor added"
    EDITOR_CHANGED = "editor changed"
    EDITOR_REMOVED = "editor removed"
    SUBMITTED = "submitted"
    APPROVAL_ASKED = "approval asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    APPROVAL_VOID = "approval void"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: an editor by Telegram id and name; without an id, a user of the command line, a
    token of the API (`build_api_actor`) or, with an empty ``name``, the service itself."""

    id: int | None
    name: str


SERVICE_ACTOR = Actor(None, "")

_API_PREFIX = "API: "


def build_api_actor(token_name: str) -> Actor:
    """Return the actor of a request to the API."""
    return Actor(None, f"{_API_PREFIX}{token_name}")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry. ``text`` is the message sent, the action that is proposed and its message, the
    address of a source (and what changed), a topic with its words, the number and title of an
    article, the titles of stories, the name and role of an editor, or the crowded digest times
    with how many digests each has."""

    id: int
    created_at: datetime
    action: AuditAction
    editor_id: int | None
    editor: str
    broadcast_id: int | None
    text: str

    @property
    def api_token(self) -> str:
        """The name of the token with which the API was asked for it; empty if it was not."""
        is_api = self.editor_id is None and self.editor.startswith(_API_PREFIX)
        return self.editor.removeprefix(_API_PREFIX) if is_api else ""


_COLUMNS = [audit.c[field.name] for field in fields(AuditEntry)]


async def record(
    connection: AsyncConnection,
    action: AuditAction,
    actor: Actor,
    now: datetime,
    *,
    broadcast_id: int | None = None,
    text: str = "",
) -> None:
    """Add an entry, in the transaction of the action itself."""
    await connection.execute(
        insert(audit).values(
            created_at=now,
            action=action.value,
            editor_id=actor.id,
            editor=actor.name,
            broadcast_id=broadcast_id,
            text=text,
        )
    )


_DECIDING = (
    AuditAction.SCHEDULED,
    AuditAction.CONFIRMED,
    AuditAction.CORRECTED,
    AuditAction.RESUMED,
    AuditAction.RETRACTED,
)


async def get_deciding_editor(connection: AsyncConnection, broadcast_id: int) -> int | None:
    """Return the id of the editor who last decided when or with what text a broadcast goes out;
    None if unknown."""
    return await get_last_editor(connection, broadcast_id, *_DECIDING)


async def get_last_editor(
    connection: AsyncConnection,
    broadcast_id: int,
    *actions: AuditAction,
    since: datetime | None = None,
) -> int | None:
    """Return the id of the editor who last did one of these with a broadcast; None if nobody.
    ``since``: not before this moment."""
    statement = (
        select(audit.c.editor_id)
        .where(audit.c.broadcast_id == broadcast_id, audit.c.action.in_([a.value for a in actions]))
        .order_by(audit.c.id.desc())
        .limit(1)
    )
    if since is not None:
        statement = statement.where(audit.c.created_at >= since)
    return (await connection.execute(statement)).scalar_one_or_none()


async def get_name(connection: AsyncConnection, editor_id: int) -> str:
    """Return the name that an editor had last; empty for one who did nothing."""
    statement = (
        select(audit.c.editor)
        .where(audit.c.editor_id == editor_id)
        .order_by(audit.c.id.desc())
        .limit(1)
    )
    return (await connection.execute(statement)).scalar_one_or_none() or ""


async def get_last_time(connection: AsyncConnection, action: AuditAction) -> datetime | None:
    """Return when an action was recorded last; None if it never was."""
    last = select(func.max(audit.c.created_at)).where(audit.c.action == action.value)
    found: datetime | None = (await connection.execute(last)).scalar_one()
    return found


async def list_page(
    connection: AsyncConnection, *, limit: int, offset: int = 0, broadcast_id: int | None = None
) -> Sequence[AuditEntry]:
    """Return a page of entries, newest first; of one broadcast if given."""
    statement = select(*_COLUMNS).order_by(audit.c.id.desc()).limit(limit).offset(offset)
    if broadcast_id is not None:
        statement = statement.where(audit.c.broadcast_id == broadcast_id)
    rows = await connection.execute(statement)
    return [AuditEntry(**{**row._asdict(), "action": AuditAction(row.action)}) for row in rows]


async def count(connection: AsyncConnection, broadcast_id: int | None = None) -> int:
    """Return the number of entries, or of those about one broadcast."""
    statement = select(func.count()).select_from(audit)
    if broadcast_id is not None:
        statement = statement.where(audit.c.broadcast_id == broadcast_id)
    return (await connection.execute(statement)).scalar_one()
