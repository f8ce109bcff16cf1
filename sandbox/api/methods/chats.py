"""Chats themselves: getChat, leaving, titles, descriptions, photos, permissions."""

from __future__ import annotations

from typing import Any

from aiogram.methods import (
    DeleteChatPhoto,
    GetChat,
    GetUserProfilePhotos,
    LeaveChat,
    SetChatDescription,
    SetChatPermissions,
    SetChatPhoto,
    SetChatTitle,
)

from sandbox.api.calls import Call, as_given
from sandbox.api.methods.delivery import administered, check_writable
from sandbox.api.methods.members import check_inside
from sandbox.errors import bad_request
from sandbox.state.files import image_size
from sandbox.state.media import KINDS, as_message_field
from sandbox.state.members import MEMBER_RIGHTS
from sandbox.state.models import JSON, Chat
from sandbox.state.telegram import Telegram

_NO_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_chat(telegram: Telegram, call: Call[GetChat]) -> JSON:
    chat = telegram.find_chat(call.args.chat_id)
    if not chat.is_private:
        check_inside(telegram, chat)
    full: JSON = {
        **chat.brief(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_NO_GIFTS, False),
    }
    if chat.description:
        full["description"] = chat.description
    if chat.photo:
        full["photo"] = _chat_photo(telegram, chat.photo)
    links = [n for n, link in chat.invite_links.items() if link["is_primary"]]
    if links:
        full["invite_link"] = links[-1]
    if not chat.is_private and chat.type != "channel":
        full["permissions"] = {r: chat.permissions.get(r, True) for r in MEMBER_RIGHTS}
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        full["pinned_message"] = pinned.as_json()
    return full


def _chat_photo(telegram: Telegram, file_id: str) -> JSON:
    """`ChatPhoto`; both sizes are the one file that was set."""
    stored = telegram.files.get(file_id)
    unique = stored.unique_id if stored else ""
    sizes = {f"{size}_file_id": file_id for size in ("small", "big")}
    return {**sizes, **{f"{size}_file_unique_id": unique for size in ("small", "big")}}


def leave_chat(telegram: Telegram, call: Call[LeaveChat]) -> bool:
    chat = telegram.find_chat(call.args.chat_id)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    check_writable(telegram, chat)
    chat.members[telegram.bot.id].status = "left"
    telegram.events.publish("chat", chat_id=chat.id)
    return True


def _own_info(telegram: Telegram, call: Call[Any]) -> Chat:
    return administered(telegram, call, "can_change_info", bad_request("not enough rights"))


def _announce(telegram: Telegram, chat: Chat, what: JSON) -> None:
    """The line that people see in the chat."""
    telegram.post(chat, telegram.bot, what)
    telegram.events.publish("chat", chat_id=chat.id)


def set_chat_title(telegram: Telegram, call: Call[SetChatTitle]) -> bool:
    chat = _own_info(telegram, call)
    title = call.args.title.strip()[:128]
    if not title:
        raise bad_request("title must be non-empty")
    if title == chat.title:
        raise bad_request("chat title is not modified")
    chat.title = title
    _announce(telegram, chat, {"new_chat_title": title})
    return True


def set_chat_description(telegram: Telegram, call: Call[SetChatDescription]) -> bool:
    chat = _own_info(telegram, call)
    description = (call.args.description or "")[:255]
    if description == (chat.description or ""):
        raise bad_request("chat description is not modified")
    chat.description = description or None
    return True


def set_chat_photo(telegram: Telegram, call: Call[SetChatPhoto]) -> bool:
    """A chat's photo is always uploaded anew: Telegram takes no `file_id` here."""
    name = str(call.raw.get("photo", "photo")).removeprefix("attach://")
    upload = call.files.get(name)
    if upload is None:
        raise bad_request("there is no photo in the request")
    chat = _own_info(telegram, call)
    if image_size(upload.content) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    stored = telegram.files.add(upload, "photo")
    chat.photo = stored.file_id
    sizes = as_message_field(KINDS["photo"], stored)["photo"]
    _announce(telegram, chat, {"new_chat_photo": sizes})
    return True


def delete_chat_photo(telegram: Telegram, call: Call[DeleteChatPhoto]) -> bool:
    chat = _own_info(telegram, call)
    if chat.photo is None:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.photo = None
    _announce(telegram, chat, {"delete_chat_photo": True})
    return True


def set_chat_permissions(telegram: Telegram, call: Call[SetChatPermissions]) -> bool:
    call.check("permissions")
    refusal = bad_request("not enough rights to change chat permissions")
    chat = administered(telegram, call, "can_restrict_members", refusal)
    given = as_given(call.args.permissions) if call.args.permissions else {}
    chat.permissions = {right: bool(given.get(right, False)) for right in MEMBER_RIGHTS}
    return True


def get_user_profile_photos(telegram: Telegram, call: Call[GetUserProfilePhotos]) -> JSON:
    if call.args.user_id not in telegram.users:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


HANDLERS = {
    GetChat: get_chat,
    GetUserProfilePhotos: get_user_profile_photos,
    LeaveChat: leave_chat,
    SetChatTitle: set_chat_title,
    SetChatDescription: set_chat_description,
    SetChatPhoto: set_chat_photo,
    DeleteChatPhoto: delete_chat_photo,
    SetChatPermissions: set_chat_permissions,
}
