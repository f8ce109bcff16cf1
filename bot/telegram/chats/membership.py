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


class MembershipChange(Enum):
    """JOINED: it is there and may write. MUTE: it is there and may not. HEARD: it may write
    again. GONE: it is not there any more. NONE: nothing that matters."""

    ADDED = auto()
    RESTRICTED = auto()
    UNRESTRICTED = auto()
    REMOVED = auto()
    NONE = auto()


def detect_membership_change(kind: str, before: ChatMember, after: ChatMember) -> MembershipChange:
    """What an update about the bot itself means in a chat of a ``kind``."""
    if not _is_member(after):
        return MembershipChange.REMOVED if _is_member(before) else MembershipChange.NONE
    if not _can_write(kind, after):
        return (
            MembershipChange.RESTRICTED
            if not _is_member(before) or _can_write(kind, before)
            else MembershipChange.NONE
        )
    if not _is_member(before):
        return MembershipChange.ADDED
    return MembershipChange.NONE if _can_write(kind, before) else MembershipChange.UNRESTRICTED


def _is_member(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return not isinstance(member, ChatMemberLeft | ChatMemberBanned)


def _can_write(kind: str, member: ChatMember) -> bool:
    """In a channel only who may post; in a group whoever is not kept from it."""
    if not _is_member(member):
        return False
    if kind == "channel":
        return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
    return not isinstance(member, ChatMemberRestricted) or member.can_send_messages
