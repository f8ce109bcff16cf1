"""Members of a chat: their `ChatMember` JSON, their rights, and how their status changes."""

from __future__ import annotations

from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted, TelegramObject

from sandbox.state.models import JSON, Chat, Member, User
from sandbox.state.telegram import Telegram


def _list_rights(kind: type[TelegramObject]) -> tuple[str, ...]:
    """Return the `can_...` fields that an object of `kind` always has."""
    fields = kind.model_fields.items()
    return tuple(n for n, field in fields if n.startswith("can_") and field.is_required())


ADMIN_RIGHTS = _list_rights(ChatMemberAdministrator)
MEMBER_RIGHTS = _list_rights(ChatMemberRestricted)


def describe_member(chat: Chat, member: Member) -> JSON:
    """Return the `ChatMember` object of the Bot API for the member's status."""
    found: JSON = {"status": member.status, "user": member.user.as_json()}
    if member.is_admin:
        found["is_anonymous"] = member.rights.get("is_anonymous", False)
        if member.custom_title:
            found["custom_title"] = member.custom_title
    if member.status == "administrator":
        extra = ("can_post_messages", "can_edit_messages") if chat.type == "channel" else (
            "can_pin_messages", "can_manage_topics")  # fmt: skip
        found.update({right: member.rights.get(right, True) for right in ADMIN_RIGHTS + extra})
        found["can_be_edited"] = member.made_by_bot
    if member.status == "restricted":
        found.update({right: member.rights.get(right, False) for right in MEMBER_RIGHTS})
        found["is_member"] = True
    if member.status in {"restricted", "kicked"}:
        found["until_date"] = member.until
    return found


def describe_change(telegram: Telegram, chat: Chat, actor: User, old: Member, new: Member) -> JSON:
    """Return the `ChatMemberUpdated` object: `actor` changed `old` to `new`."""
    return {
        "chat": chat.as_brief_json(),
        "from": actor.as_json(),
        "date": int(telegram.clock().timestamp()),
        "old_chat_member": describe_member(chat, old),
        "new_chat_member": describe_member(chat, new),
    }


def change_member(telegram: Telegram, chat: Chat, actor: User, new: Member) -> None:
    """Replace a member and queue the update about the change."""
    user = new.user
    old = chat.members.get(user.id) or Member(user, "left")
    chat.members[user.id] = new
    change = describe_change(telegram, chat, actor, old, new)
    telegram.queue_update(
        "my_chat_member" if user is telegram.bot else "chat_member", change, chat.id
    )
    telegram.events.publish("chat", chat_id=chat.id)
