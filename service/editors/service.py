"""The use cases of owners with the editors: list, invite, change and remove them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SvodkaError
from service.config import Settings
from service.editors.rights import Right, get_role, has_right, list_with_right, require_right
from storage import processes
from storage.chats import editors
from storage.chats.editors import Editor, Invite, Role
from storage.database.engine import Database
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

INVITE_TTL = timedelta(days=1)

_SECRET_BYTES = 24
"""Gives 32 characters, which fit into a link, and cannot be guessed."""


class LastOwnerError(SvodkaError):
    """Without this owner nobody could change the editors."""

    key = "editors-last-owner"


class FixedOwnerError(SvodkaError):
    """Owners of ``ADMIN_IDS`` are changed in the settings."""

    key = "editors-fixed-owner"


@dataclass(frozen=True, slots=True)
class EditorList:
    """``fixed_owner_ids``: the owners of ``ADMIN_IDS``; ``stored``: all others."""

    fixed_owner_ids: Sequence[int]
    stored: Sequence[Editor]


@dataclass(frozen=True, slots=True)
class NewInvite:
    """A fresh invitation; only its hash is stored."""

    secret: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AcceptedInvite:
    """The role of a person who opened an invitation; ``is_new``: it gave them that role.
    ``is_unused``: somebody else may still open it."""

    role: Role
    is_new: bool
    is_unused: bool = False


class EditorService:
    """Who the editors are. Owners change it, and each change is in the audit log."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._known_ids: frozenset[int] = frozenset()

    def is_known(self, user_id: int) -> bool:
        """Return whether a person was an editor when this process last read the list.

        For limits of how much a person may send; it gives no right.
        """
        return user_id in self._settings.admin_ids or user_id in self._known_ids

    async def list_ids(self, right: Right = Right.DRAFT) -> list[int]:
        """Return the ids of all who have a right, by default of all editors."""
        async with self._database.read() as connection:
            return await list_with_right(connection, self._settings, right)

    async def list_roles(self) -> dict[int, Role]:
        """Return the role of each editor by id."""
        async with self._database.read() as connection:
            stored = await self._read_stored(connection)
        fixed = dict.fromkeys(self._settings.admin_ids, Role.OWNER)
        return {**{editor.user_id: editor.role for editor in stored}, **fixed}

    async def list_all(self, actor: Actor) -> EditorList:
        """Return all editors. Raises NotAllowedError."""
        async with self._database.read() as connection:
            await require_right(connection, self._settings, actor, Right.EDITORS)
            stored = await self._read_stored(connection)
        fixed = self._settings.admin_ids
        return EditorList(
            sorted(fixed), [editor for editor in stored if editor.user_id not in fixed]
        )

    async def get(self, user_id: int, actor: Actor) -> Editor | None:
        """Return a stored editor. Raises NotAllowedError."""
        async with self._database.read() as connection:
            await require_right(connection, self._settings, actor, Right.EDITORS)
            return await editors.get(connection, user_id)

    async def invite(self, role: Role, actor: Actor, now: datetime) -> NewInvite:
        """Create an invitation that works once, within `INVITE_TTL`. Raises NotAllowedError."""
        async with self._database.write() as connection:
            await require_right(connection, self._settings, actor, Right.EDITORS)
            await audit_log.record(
                connection, AuditAction.EDITOR_INVITED, actor, now, text=role.value
            )
            return await _create_invite(connection, Invite(role, actor.id), now)

    async def invite_first_owner(
        self, process_id: str, now: datetime, *, is_first: bool = False
    ) -> NewInvite | None:
        """Create the invitation of a service without any owner, for the log of a process.

        Returns None if there is an owner, or a process that runs has logged an invitation that is
        valid: of all processes on a database one logs a link, and none voids that of another. The
        link of a process that has ended is void. ``is_first``: no other process runs on this
        machine, so that all others have ended, unless the database is shared with other machines.
        """
        async with self._database.read() as connection:
            if await self._has_owner(connection):
                return None
        async with self._database.write() as connection:
            if await self._has_owner(connection):
                await editors.remove_first_owner_invites(connection)
                return None
            inviting = await editors.get_inviting_process(connection, now)
            if inviting == process_id:
                return None
            is_alone = is_first and not self._database.is_shared
            is_running = inviting and await processes.is_registered(connection, inviting)
            if is_running and not is_alone:
                return None
            await editors.remove_first_owner_invites(connection)
            return await _create_invite(connection, Invite(Role.OWNER, None, process_id), now)

    async def accept_invite(
        self, secret: str, actor: Actor, now: datetime
    ) -> AcceptedInvite | None:
        """Give a person the role of an invitation, and use it up.

        Returns None if it was used, has expired, or the person who created it is no owner any more.
        One who is an editor already is told so in any case; they use up no invitation, and it
        changes nothing.
        """
        assert actor.id is not None
        secret_hash = _hash(secret)
        async with self._database.write() as connection:
            invite = await editors.get_invite(connection, secret_hash, now)
            is_valid = invite is not None and await self._is_valid(connection, invite)
            if known := await get_role(connection, self._settings, actor.id):
                return AcceptedInvite(known, is_new=False, is_unused=is_valid)
            if invite is None or not is_valid:
                return None
            await editors.remove_invite(connection, secret_hash)
            added = Editor(actor.id, actor.name, invite.role, invite.created_by, now)
            await editors.add(connection, added)
            await _record(connection, AuditAction.EDITOR_ADDED, actor, added, now)
            await self._read_stored(connection)
        return AcceptedInvite(invite.role, is_new=True)

    async def set_role(
        self, user_id: int, role: Role, actor: Actor, now: datetime
    ) -> Editor | None:
        """Give an editor another role; None if they are no editor any more.

        Raises NotAllowedError, FixedOwnerError, LastOwnerError.
        """
        async with self._database.write() as connection:
            editor = await self._get_changeable(connection, user_id, actor, keeps=role)
            if editor is None or editor.role is role:
                return editor
            await editors.set_role(connection, user_id, role)
            if not has_right(role, Right.EDITORS):
                await editors.remove_invites_of(connection, user_id)
            changed = Editor(user_id, editor.name, role, editor.added_by, editor.added_at)
            await _record(connection, AuditAction.EDITOR_CHANGED, actor, changed, now)
            return changed

    async def remove(self, user_id: int, actor: Actor, now: datetime) -> Editor | None:
        """Remove an editor and the invitations they created; None if they are none any more.

        Raises NotAllowedError, FixedOwnerError, LastOwnerError.
        """
        async with self._database.write() as connection:
            editor = await self._get_changeable(connection, user_id, actor, keeps=None)
            if editor is None:
                return None
            await editors.remove(connection, user_id)
            await editors.remove_invites_of(connection, user_id)
            await _record(connection, AuditAction.EDITOR_REMOVED, actor, editor, now)
            await self._read_stored(connection)
            return editor

    async def _get_changeable(
        self, connection: AsyncConnection, user_id: int, actor: Actor, *, keeps: Role | None
    ) -> Editor | None:
        """Return the editor that an owner may change; ``keeps``: the role that they then have."""
        await require_right(connection, self._settings, actor, Right.EDITORS)
        if user_id in self._settings.admin_ids:
            raise FixedOwnerError(f"{user_id} is an owner by ADMIN_IDS")
        editor = await editors.get(connection, user_id)
        is_last = (
            editor is not None
            and editor.role is Role.OWNER
            and keeps is not Role.OWNER
            and not self._settings.admin_ids
            and await editors.count_owners(connection) == 1
        )
        if is_last:
            raise LastOwnerError(f"{user_id} is the last owner")
        return editor

    async def _is_valid(self, connection: AsyncConnection, invite: Invite) -> bool:
        """Return whether those who created an invitation still may: a start without an owner may
        while there is none."""
        if invite.created_by is None:
            return not await self._has_owner(connection)
        role = await get_role(connection, self._settings, invite.created_by)
        return has_right(role, Right.EDITORS)

    async def _has_owner(self, connection: AsyncConnection) -> bool:
        return bool(self._settings.admin_ids) or await editors.count_owners(connection) > 0

    async def _read_stored(self, connection: AsyncConnection) -> list[Editor]:
        stored = await editors.list_all(connection)
        self._known_ids = frozenset(editor.user_id for editor in stored)
        return stored


async def _create_invite(connection: AsyncConnection, invite: Invite, now: datetime) -> NewInvite:
    secret, expires_at = secrets.token_urlsafe(_SECRET_BYTES), now + INVITE_TTL
    await editors.add_invite(connection, _hash(secret), invite, expires_at)
    return NewInvite(secret, invite.role, expires_at)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def _record(
    connection: AsyncConnection, action: AuditAction, actor: Actor, editor: Editor, now: datetime
) -> None:
    text = f"{editor.name} ({editor.user_id}): {editor.role.value}"
    await audit_log.record(connection, action, actor, now, text=text)
