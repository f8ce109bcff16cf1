"""Chats and their members: getChat, getChatMember, administrators, titles, leaving."""

from __future__ import annotations

from typing import Any

from aiogram.methods import (
    BanChatMember,
    GetChat,
    GetChatAdministrators,
    GetChatMember,
    GetChatMemberCount,
    GetUserProfilePhotos,
    LeaveChat,
    SetChatDescription,
    SetChatPermissions,
    SetChatTitle,
    UnbanChatMember,
)
from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted, TelegramObject

from sandbox.calls import Call, as_given
from sandbox.chats import JSON, Chat, Member
from sandbox.errors import bad_request, forbidden
from sandbox.methods.sending import check_writable
from sandbox.telegram import Telegram


def _flags(kind: type[TelegramObject]) -> tuple[str, ...]:
    """The `can_...` fields that an object of `kind` always has."""
    fields = kind.model_fields.items()
    return tuple(n for n, field in fields if n.startswith("can_") and field.is_required())


_ADMIN_RIGHTS = _flags(ChatMemberAdministrator)
_MEMBER_RIGHTS = _flags(ChatMemberRestricted)


def as_chat_member(chat: Chat, member: Member) -> JSON:
    """`ChatMember` of the Bot API, by status."""
    found: JSON = {"status": member.status, "user": member.user.as_json()}
    if member.is_admin:
        found["is_anonymous"] = False
        if member.custom_title:
            found["custom_title"] = member.custom_title
    if member.status == "administrator":
        extra = ("can_post_messages", "can_edit_messages") if chat.type == "channel" else (
            "can_pin_messages", "can_manage_topics")  # fmt: skip
        found.update({right: member.rights.get(right, True) for right in _ADMIN_RIGHTS + extra})
        found["can_be_edited"] = False
    if member.status == "restricted":
        found.update({right: member.rights.get(right, False) for right in _MEMBER_RIGHTS})
        found.update(is_member=True, until_date=0)
    if member.status == "kicked":
        found["until_date"] = 0
    return found


def get_chat(telegram: Telegram, call: Call[GetChat]) -> JSON:
    chat = telegram.find_chat(call.args.chat_id)
    if not chat.is_private:
        _check_inside(telegram, chat)
    full: JSON = {
        **chat.brief(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            [
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ],
            False,
        ),
    }
    if chat.description:
        full["description"] = chat.description
    if not chat.is_private and chat.type != "channel":
        full["permissions"] = {r: chat.permissions.get(r, True) for r in _MEMBER_RIGHTS}
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        full["pinned_message"] = pinned.as_json()
    return full


def _check_inside(telegram: Telegram, chat: Chat) -> None:
    bot = chat.members.get(telegram.bot.id)
    if bot is not None and bot.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if (bot is None or not bot.present) and not chat.username:
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def get_chat_administrators(telegram: Telegram, call: Call[GetChatAdministrators]) -> list[JSON]:
    chat = telegram.find_chat(call.args.chat_id)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    _check_inside(telegram, chat)
    return [as_chat_member(chat, member) for member in chat.members.values() if member.is_admin]


def get_chat_member_count(telegram: Telegram, call: Call[GetChatMemberCount]) -> int:
    chat = telegram.find_chat(call.args.chat_id)
    if chat.is_private:
        return 2
    _check_inside(telegram, chat)
    return sum(1 for member in chat.members.values() if member.present)


def get_chat_member(telegram: Telegram, call: Call[GetChatMember]) -> JSON:
    chat = telegram.find_chat(call.args.chat_id)
    user = telegram.users.get(call.args.user_id)
    if chat.person is not None:
        if user is None or user.id not in {chat.person.id, telegram.bot.id}:
            raise bad_request("member not found")
        return as_chat_member(chat, Member(user))
    _check_inside(telegram, chat)
    if user is None:
        raise bad_request("invalid user_id specified")
    return as_chat_member(chat, chat.members.get(user.id) or Member(user, "left"))


def leave_chat(telegram: Telegram, call: Call[LeaveChat]) -> bool:
    chat = telegram.find_chat(call.args.chat_id)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    check_writable(telegram, chat)
    chat.members[telegram.bot.id].status = "left"
    telegram.events.publish("chat", chat_id=chat.id)
    return True


def _administered(telegram: Telegram, call: Call[Any], right: str) -> Chat:
    chat = telegram.find_chat(call.args.chat_id)
    if chat.is_private:
        raise bad_request("can't change private chats")
    check_writable(telegram, chat)
    bot = chat.members[telegram.bot.id]
    if not (bot.is_admin and bot.rights.get(right, True)):
        raise bad_request("not enough rights")
    return chat


def set_chat_title(telegram: Telegram, call: Call[SetChatTitle]) -> bool:
    chat = _administered(telegram, call, "can_change_info")
    title = call.args.title.strip()
    if not title:
        raise bad_request("title must be non-empty")
    chat.title = title[:128]
    telegram.events.publish("chat", chat_id=chat.id)
    return True


def set_chat_description(telegram: Telegram, call: Call[SetChatDescription]) -> bool:
    chat = _administered(telegram, call, "can_change_info")
    description = (call.args.description or "")[:255]
    if description == (chat.description or ""):
        raise bad_request("chat description is not modified")
    chat.description = description or None
    return True


def set_chat_permissions(telegram: Telegram, call: Call[SetChatPermissions]) -> bool:
    call.check("permissions")
    chat = _administered(telegram, call, "can_restrict_members")
    given = as_given(call.args.permissions) if call.args.permissions else {}
    chat.permissions = {right: bool(given.get(right, False)) for right in _MEMBER_RIGHTS}
    return True


def _set_status(telegram: Telegram, call: Call[Any], status: str) -> bool:
    chat = _administered(telegram, call, "can_restrict_members")
    user = telegram.users.get(call.args.user_id)
    if user is None:
        raise bad_request("invalid user_id specified")
    member = chat.members.setdefault(user.id, Member(user, "left"))
    if member.is_admin:
        raise bad_request("user is an administrator of the chat")
    member.status = status
    telegram.events.publish("chat", chat_id=chat.id)
    return True


def ban_chat_member(telegram: Telegram, call: Call[BanChatMember]) -> bool:
    return _set_status(telegram, call, "kicked")


def unban_chat_member(telegram: Telegram, call: Call[UnbanChatMember]) -> bool:
    return _set_status(telegram, call, "left")


def get_user_profile_photos(telegram: Telegram, call: Call[GetUserProfilePhotos]) -> JSON:
    if call.args.user_id not in telegram.users:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


HANDLERS = {
    GetChat: get_chat,
    GetChatAdministrators: get_chat_administrators,
    GetChatMemberCount: get_chat_member_count,
    GetChatMember: get_chat_member,
    GetUserProfilePhotos: get_user_profile_photos,
    LeaveChat: leave_chat,
    SetChatTitle: set_chat_title,
    SetChatDescription: set_chat_description,
    SetChatPermissions: set_chat_permissions,
    BanChatMember: ban_chat_member,
    UnbanChatMember: unban_chat_member,
}
