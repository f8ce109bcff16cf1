"""Which role may do what, in the only table of it, and what a person may do now."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SvodkaError
from service.config import Settings
from storage.chats import editors
from storage.chats.editors import Role
from storage.stats.audit_log import Actor


class Right(StrEnum):
    """An action that not everyone may do. ``DRAFT``: make a draft, change and discard one's own,
    and submit it. ``SEND``: send, schedule, approve, pause and stop broadcasts, and change any
    draft. ``FIGURES``: statistics and the audit log. ``DESK``: decide which stories digests lead
    with. ``OVERRIDE``: send what nobody approved."""

    DRAFT = "draft"
    ADD_ARTICLE = "add article"
    SEND = "send"
    AMEND = "amend"
    EDIT_ARTICLE = "edit article"
    SOURCES = "sources"
    TOPICS = "topics"
    FIGURES = "figures"
    DESK = "desk"
    EDITORS = "editors"
    TOKENS = "tokens"
    OVERRIDE = "override"


_OF_OWNERS = {Right.EDITORS, Right.TOKENS, Right.OVERRIDE}

ROLE_RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.AUTHOR: frozenset({Right.DRAFT, Right.ADD_ARTICLE}),
    Role.EDITOR: frozenset(set(Right) - _OF_OWNERS),
    Role.OWNER: frozenset(Right),
}


class NotAllowedError(SvodkaError):
    """A person has no right to what they asked for."""

    key = "not-allowed"


def has_right(role: Role | None, right: Right) -> bool:
    """Return whether a role has a right; None is everybody else's and has none."""
    return role is not None and right in ROLE_RIGHTS[role]


async def get_role(
    connection: AsyncConnection, settings: Settings, user_id: int | None
) -> Role | None:
    """Return a person's role as it is now: ``ADMIN_IDS`` are owners, the others are stored."""
    if user_id is None:
        return None
    if user_id in settings.admin_ids:
        return Role.OWNER
    return await editors.get_role(connection, user_id)


async def require_right(
    connection: AsyncConnection, settings: Settings, actor: Actor, right: Right
) -> Role:
    """Return the role of an actor who has a right. Raises NotAllowedError for all others.

    Call it in the transaction of the action: a right may be taken away at any time. The command
    line, an actor without an id, belongs to the owner of the machine.
    """
    role = Role.OWNER if actor.id is None else await get_role(connection, settings, actor.id)
    if role is None or not has_right(role, right):
        raise NotAllowedError(f"{actor.name} ({actor.id}) may not: {right.value}")
    return role


async def list_with_right(
    connection: AsyncConnection, settings: Settings, right: Right
) -> list[int]:
    """Return the ids of all who have a right now."""
    stored = await editors.list_all(connection)
    allowed = {editor.user_id for editor in stored if has_right(editor.role, right)}
    if has_right(Role.OWNER, right):
        allowed |= settings.admin_ids
    return sorted(allowed)
