"""What the bot's own standing in a group or channel lets it do, and what a change of it means."""

from __future__ import annotations

from enum import Enum, auto

from aiogram.types import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberRestricted,
)


class Change(Enum):
    """JOINED: it is there and may write. MUTE: it is there and may not. HEARD: it may write
    again. GONE: it is not there any more. NONE: nothing that matters."""

    JOINED = auto()
    MUTE = auto()
    HEARD = auto()
    GONE = auto()
    NONE = auto()


def change_of(kind: str, before: ChatMember, after: ChatMember) -> Change:
    """What an update about the bot itself means in a chat of a ``kind``."""
    if not _is_there(after):
        return Change.GONE if _is_there(before) else Change.NONE
    if not _may_write(kind, after):
        return Change.MUTE if not _is_there(before) or _may_write(kind, before) else Change.NONE
    if not _is_there(before):
        return Change.JOINED
    return Change.NONE if _may_write(kind, before) else Change.HEARD


def _is_there(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return not isinstance(member, ChatMemberLeft | ChatMemberBanned)


def _may_write(kind: str, member: ChatMember) -> bool:
    """In a channel only who may post; in a group whoever is not kept from it."""
    if not _is_there(member):
        return False
    if kind == "channel":
        return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
    return not isinstance(member, ChatMemberRestricted) or member.can_send_messages
