"""Members of a chat: getChatMember, administrators, bans, restrictions, promotion."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiogram.methods import (
    BanChatMember,
    GetChatAdministrators,
    GetChatMember,
    GetChatMemberCount,
    PromoteChatMember,
    RestrictChatMember,
    SetChatAdministratorCustomTitle,
    UnbanChatMember,
)

from sandbox.api.calls import Call, dump_object
from sandbox.api.methods.delivery import find_administered_chat
from sandbox.errors import ApiError, bad_request, forbidden
from sandbox.state.members import MEMBER_RIGHTS, change_member, describe_member
from sandbox.state.models import JSON, Chat, Member
from sandbox.state.telegram import Telegram

_MAX_TITLE = 16
_SHORTEST, _LONGEST = 30, 366 * 24 * 3600
_PROMOTABLE = tuple(n for n in PromoteChatMember.model_fields if n.startswith("can_"))


def check_bot_inside(telegram: Telegram, chat: Chat) -> None:
    """Raise ApiError 403 if the bot is not in the chat; public chats can be read by everyone."""
    bot = chat.members.get(telegram.bot.id)
    if bot is not None and bot.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if (bot is None or not bot.is_present) and not chat.username:
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def get_chat_administrators(telegram: Telegram, call: Call[GetChatAdministrators]) -> list[JSON]:
    """Return the administrators of a group or channel, the owner among them."""
    chat = telegram.find_chat(call.args.chat_id)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    check_bot_inside(telegram, chat)
    return [describe_member(chat, member) for member in chat.members.values() if member.is_admin]


def get_chat_member_count(telegram: Telegram, call: Call[GetChatMemberCount]) -> int:
    """Return the number of people present, the bot counted."""
    chat = telegram.find_chat(call.args.chat_id)
    if chat.is_private:
        return 2
    check_bot_inside(telegram, chat)
    return sum(1 for member in chat.members.values() if member.is_present)


def get_chat_member(telegram: Telegram, call: Call[GetChatMember]) -> JSON:
    """Return a `ChatMember`; the status of a person who never joined a group is `left`."""
    chat = telegram.find_chat(call.args.chat_id)
    user = telegram.users.get(call.args.user_id)
    if chat.person is not None:
        if user is None or user.id not in {chat.person.id, telegram.bot.id}:
            raise bad_request("member not found")
        return describe_member(chat, Member(user))
    check_bot_inside(telegram, chat)
    if user is None:
        raise bad_request("invalid user_id specified")
    return describe_member(chat, chat.members.get(user.id) or Member(user, "left"))


def _find_member(
    telegram: Telegram, call: Call[Any], right: str, refusal: ApiError
) -> tuple[Chat, Member]:
    """Return the chat and the member that a method changes; the bot needs `right` for it."""
    chat = find_administered_chat(telegram, call, right, refusal)
    user = telegram.users.get(call.args.user_id)
    if user is None:
        raise bad_request("invalid user_id specified")
    return chat, chat.members.get(user.id) or Member(user, "left")


def _find_restrictable_member(telegram: Telegram, call: Call[Any]) -> tuple[Chat, Member]:
    refusal = bad_request("not enough rights to restrict/unrestrict chat member")
    chat, member = _find_member(telegram, call, "can_restrict_members", refusal)
    if member.user is telegram.bot:
        raise bad_request("can't restrict self")
    if member.is_admin:
        raise bad_request("user is an administrator of the chat")
    return chat, member


def ban_chat_member(telegram: Telegram, call: Call[BanChatMember]) -> bool:
    """Remove a member, who cannot come back before `until_date`."""
    chat, member = _find_restrictable_member(telegram, call)
    banned = Member(member.user, "kicked", until=_read_until(telegram, call))
    change_member(telegram, chat, telegram.bot, banned)
    return True


def unban_chat_member(telegram: Telegram, call: Call[UnbanChatMember]) -> bool:
    """Unban a user. As in Telegram, a member is removed unless `only_if_banned` is set."""
    chat, member = _find_restrictable_member(telegram, call)
    if member.status == "kicked" or (member.is_present and not call.args.only_if_banned):
        change_member(telegram, chat, telegram.bot, Member(member.user, "left"))
    return True


def restrict_chat_member(telegram: Telegram, call: Call[RestrictChatMember]) -> bool:
    """Set what a member may do. With all the given rights, they are a plain member again."""
    call.check("permissions")
    if telegram.find_chat(call.args.chat_id).type != "supergroup":
        raise bad_request("method is available only for supergroups")
    chat, member = _find_restrictable_member(telegram, call)
    if not member.is_present:
        raise bad_request("PARTICIPANT_ID_INVALID")
    given = dump_object(call.args.permissions) if call.args.permissions else {}
    rights = {right: bool(given.get(right, False)) for right in MEMBER_RIGHTS}
    status = "member" if all(rights[right] for right in given) and given else "restricted"
    until = _read_until(telegram, call) if status == "restricted" else 0
    changed = Member(member.user, status, rights, until=until)
    change_member(telegram, chat, telegram.bot, changed)
    return True


def _read_until(telegram: Telegram, call: Call[Any]) -> int:
    """Return the end of a ban. Less than 30 s or more than 366 days ahead means for ever: 0."""
    until = int(call.args.until_date or 0)
    ahead = until - telegram.clock().timestamp()
    return until if _SHORTEST <= ahead <= _LONGEST else 0


def promote_chat_member(telegram: Telegram, call: Call[PromoteChatMember]) -> bool:
    """Promote a member. With no right at all, an administrator becomes a plain member."""
    refusal = bad_request("not enough rights")
    chat, member = _find_member(telegram, call, "can_promote_members", refusal)
    if member.user is telegram.bot:
        raise bad_request("can't promote self")
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if chat.type == "group":
        raise bad_request("method is available only for supergroup and channel chats")
    if not member.is_present:
        raise bad_request("PARTICIPANT_ID_INVALID")
    rights = {right: bool(getattr(call.args, right)) for right in _PROMOTABLE}
    rights["is_anonymous"] = bool(call.args.is_anonymous)
    promoted = Member(member.user)
    if any(rights.values()):
        rights["can_manage_chat"] = True
        promoted = Member(member.user, "administrator", rights, made_by_bot=True)
    change_member(telegram, chat, telegram.bot, promoted)
    return True


def set_custom_title(telegram: Telegram, call: Call[SetChatAdministratorCustomTitle]) -> bool:
    """Set the title that is shown for an administrator whom the bot promoted."""
    if telegram.find_chat(call.args.chat_id).type != "supergroup":
        raise bad_request("method is available only for supergroups")
    refusal = bad_request("not enough rights to change custom title of the user")
    chat, member = _find_member(telegram, call, "can_promote_members", refusal)
    if member.status != "administrator":
        raise bad_request("user is not an administrator")
    if not member.made_by_bot:
        raise refusal
    title = call.args.custom_title.strip()[:_MAX_TITLE]
    chat.members[member.user.id] = replace(member, custom_title=title or None)
    return True


HANDLERS = {
    GetChatAdministrators: get_chat_administrators,
    GetChatMemberCount: get_chat_member_count,
    GetChatMember: get_chat_member,
    BanChatMember: ban_chat_member,
    UnbanChatMember: unban_chat_member,
    RestrictChatMember: restrict_chat_member,
    PromoteChatMember: promote_chat_member,
    SetChatAdministratorCustomTitle: set_custom_title,
}
