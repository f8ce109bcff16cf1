"""Editors with their roles, and the invitations that make new ones."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema.tables import editor_invites, editors


class Role(StrEnum):
    """What an editor is; `service.editors.rights` says what each may do."""

    AUTHOR = "author"
    EDITOR = "editor"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Editor:
    """A person with a role. ``added_by``: the owner who invited them; None for the first one."""

    user_id: int
    name: str
    role: Role
    added_by: int | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Invite:
    """A link that gives its first opener a role.

    ``created_by``: None for the link of the start; ``process_id``: the process that logs that one.
    """

    role: Role
    created_by: int | None
    process_id: str | None = None


_COLUMNS = [editors.c[field.name] for field in fields(Editor)]
# Built once: it runs with each update.
_SELECT_ROLE = select(editors.c.role).where(editors.c.user_id == bindparam("of_user"))


async def get_role(connection: AsyncConnection, user_id: int) -> Role | None:
    """Return the stored role of a person; None if they are no editor."""
    stored = await connection.scalar(_SELECT_ROLE, {"of_user": user_id})
    return None if stored is None else Role(stored)


async def get(connection: AsyncConnection, user_id: int) -> Editor | None:
    """Return a stored editor, None if there is none."""
    row = (
        await connection.execute(select(*_COLUMNS).where(editors.c.user_id == user_id))
    ).one_or_none()
    return None if row is None else _read(row)


async def list_all(connection: AsyncConnection) -> list[Editor]:
    """Return the stored editors in the order in which they were added."""
    rows = await connection.execute(
        select(*_COLUMNS).order_by(editors.c.added_at, editors.c.user_id)
    )
    return [_read(row) for row in rows]


def _read(row: Row[Any]) -> Editor:
    return Editor(**{**row._asdict(), "role": Role(row.role)})


async def count_owners(connection: AsyncConnection) -> int:
    """Return how many stored editors are owners."""
    owners = select(func.count()).select_from(editors).where(editors.c.role == Role.OWNER.value)
    return (await connection.execute(owners)).scalar_one()


async def add(connection: AsyncConnection, editor: Editor) -> None:
    """Store a new editor."""
    await connection.execute(
        insert(editors).values(
            user_id=editor.user_id,
            name=editor.name,
            role=editor.role.value,
            added_by=editor.added_by,
            added_at=editor.added_at,
        )
    )


async def set_role(connection: AsyncConnection, user_id: int, role: Role) -> None:
    """Give an editor another role."""
    await connection.execute(
        update(editors).where(editors.c.user_id == user_id).values(role=role.value)
    )


async def remove(connection: AsyncConnection, user_id: int) -> None:
    """Remove an editor."""
    await connection.execute(delete(editors).where(editors.c.user_id == user_id))


async def add_invite(
    connection: AsyncConnection, secret_hash: str, invite: Invite, expires_at: datetime
) -> None:
    """Store an invitation by the hash of its secret."""
    await connection.execute(
        insert(editor_invites).values(
            secret_hash=secret_hash,
            role=invite.role.value,
            created_by=invite.created_by,
            expires_at=expires_at,
            process_id=invite.process_id,
        )
    )


async def get_invite(connection: AsyncConnection, secret_hash: str, now: datetime) -> Invite | None:
    """Return an invitation that was not used and has not expired; else None."""
    row = (
        await connection.execute(
            select(editor_invites.c.role, editor_invites.c.created_by).where(
                editor_invites.c.secret_hash == secret_hash, editor_invites.c.expires_at > now
            )
        )
    ).one_or_none()
    return None if row is None else Invite(Role(row.role), row.created_by)


async def remove_invite(connection: AsyncConnection, secret_hash: str) -> None:
    """Remove a used invitation."""
    await connection.execute(
        delete(editor_invites).where(editor_invites.c.secret_hash == secret_hash)
    )


async def remove_invites_of(connection: AsyncConnection, user_id: int) -> None:
    """Remove the unused invitations that a person created."""
    await connection.execute(delete(editor_invites).where(editor_invites.c.created_by == user_id))


async def remove_expired_invites(connection: AsyncConnection, now: datetime) -> None:
    """Remove invitations that nobody opened in time."""
    await connection.execute(delete(editor_invites).where(editor_invites.c.expires_at <= now))


async def get_inviting_process(connection: AsyncConnection, now: datetime) -> str | None:
    """Return the process whose log has the link for the first owner; None if no link is valid."""
    statement = select(editor_invites.c.process_id).where(
        editor_invites.c.created_by.is_(None), editor_invites.c.expires_at > now
    )
    return (await connection.execute(statement.limit(1))).scalar_one_or_none()


async def remove_first_owner_invites(connection: AsyncConnection) -> None:
    """Remove the invitations for the first owner."""
    await connection.execute(delete(editor_invites).where(editor_invites.c.created_by.is_(None)))
