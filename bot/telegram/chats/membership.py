"""What a change of the bot's own membership in a group or channel means."""

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
    """ADDED: the bot is a member and may write. RESTRICTED: it is one and may not. UNRESTRICTED:
    it may write again. REMOVED: it is no longer a member. NONE: no relevant change."""

    ADDED = auto()
    RESTRICTED = auto()
    UNRESTRICTED = auto()
    REMOVED = auto()
    NONE = auto()


def detect_membership_change(kind: str, before: ChatMember, after: ChatMember) -> MembershipChange:
    """Return what an update about the bot itself means in a chat of this ``kind``."""
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
    """Return whether the bot may post in a channel, or is not restricted in a group."""
    if not _is_member(member):
        return False
    if kind == "channel":
        return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
    return not isinstance(member, ChatMemberRestricted) or member.can_send_messages
