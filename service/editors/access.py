"""Look up a person's role, and refuse what it does not allow."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from service.config import Settings
from service.editors.rights import NotAllowedError, Right, has_right
from storage.chats import editors
from storage.chats.editors import Role
from storage.stats.audit_log import Actor


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
