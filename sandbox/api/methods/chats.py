"""Chats: getChat, leaving, titles, descriptions, photos, permissions, invite links."""

from __future__ import annotations

import secrets
from typing import Any

from aiogram.methods import (
    CreateChatInviteLink,
    DeleteChatPhoto,
    EditChatInviteLink,
    ExportChatInviteLink,
    GetChat,
    GetUserProfilePhotos,
    LeaveChat,
    RevokeChatInviteLink,
    SetChatDescription,
    SetChatPermissions,
    SetChatPhoto,
    SetChatTitle,
)
from aiogram.types import AcceptedGiftTypes

from sandbox.api.calls import Call, dump_object
from sandbox.api.methods.delivery import check_writable, find_administered_chat
from sandbox.api.methods.members import check_bot_inside
from sandbox.errors import bad_request
from sandbox.state.files import measure_image
from sandbox.state.media import MEDIA_KINDS, build_media_fields
from sandbox.state.members import MEMBER_RIGHTS
from sandbox.state.models import JSON, Chat
from sandbox.state.telegram import Telegram

_LIMIT_WITH_APPROVAL = "member limit can't be specified for links requiring administrator approval"
_LINK_OPTIONS = ("name", "expire_date", "member_limit")


def get_chat(telegram: Telegram, call: Call[GetChat]) -> JSON:
    """Return the `ChatFullInfo`: description, photo, invite link, permissions, newest pinned
    message."""
    chat = telegram.find_chat(call.args.chat_id)
    if not chat.is_private:
        check_bot_inside(telegram, chat)
    full: JSON = {
        **chat.as_brief_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(AcceptedGiftTypes.model_fields, False),
    }
    if chat.description:
        full["description"] = chat.description
    if chat.photo:
        full["photo"] = _describe_photo(telegram, chat.photo)
    links = [n for n, link in chat.invite_links.items() if link["is_primary"]]
    if links:
        full["invite_link"] = links[-1]
    if not chat.is_private and chat.type != "channel":
        full["permissions"] = {r: chat.permissions.get(r, True) for r in MEMBER_RIGHTS}
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        full["pinned_message"] = pinned.as_json()
    return full


def _describe_photo(telegram: Telegram, file_id: str) -> JSON:
    """Return the `ChatPhoto`; both sizes are the same file."""
    stored = telegram.files.get(file_id)
    unique = stored.unique_id if stored else ""
    sizes = {f"{size}_file_id": file_id for size in ("small", "big")}
    return {**sizes, **{f"{size}_file_unique_id": unique for size in ("small", "big")}}


def leave_chat(telegram: Telegram, call: Call[LeaveChat]) -> bool:
    """Let the bot leave a group or channel; a private chat cannot be left."""
    chat = telegram.find_chat(call.args.chat_id)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    check_writable(telegram, chat)
    chat.members[telegram.bot.id].status = "left"
    telegram.events.publish("chat", chat_id=chat.id)
    return True


def _find_editable_chat(telegram: Telegram, call: Call[Any]) -> Chat:
    return find_administered_chat(
        telegram, call, "can_change_info", bad_request("not enough rights")
    )


def _post_service_message(telegram: Telegram, chat: Chat, what: JSON) -> None:
    """Post the service message about a change of the chat."""
    telegram.post_message(chat, telegram.bot, what)
    telegram.events.publish("chat", chat_id=chat.id)


def set_chat_title(telegram: Telegram, call: Call[SetChatTitle]) -> bool:
    """Change the title, cut at 128 characters; the chat shows a service message."""
    chat = _find_editable_chat(telegram, call)
    title = call.args.title.strip()[:128]
    if not title:
        raise bad_request("title must be non-empty")
    if title == chat.title:
        raise bad_request("chat title is not modified")
    chat.title = title
    _post_service_message(telegram, chat, {"new_chat_title": title})
    return True


def set_chat_description(telegram: Telegram, call: Call[SetChatDescription]) -> bool:
    """Change the description, cut at 255 characters; an empty one removes it."""
    chat = _find_editable_chat(telegram, call)
    description = (call.args.description or "")[:255]
    if description == (chat.description or ""):
        raise bad_request("chat description is not modified")
    chat.description = description or None
    return True


def set_chat_photo(telegram: Telegram, call: Call[SetChatPhoto]) -> bool:
    """Set the photo of a chat from an upload: Telegram does not accept a `file_id` here."""
    name = str(call.raw.get("photo", "photo")).removeprefix("attach://")
    upload = call.files.get(name)
    if upload is None:
        raise bad_request("there is no photo in the request")
    chat = _find_editable_chat(telegram, call)
    if measure_image(upload.content) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    stored = telegram.files.add(upload, "photo")
    chat.photo = stored.file_id
    sizes = build_media_fields(MEDIA_KINDS["photo"], stored)["photo"]
    _post_service_message(telegram, chat, {"new_chat_photo": sizes})
    return True


def delete_chat_photo(telegram: Telegram, call: Call[DeleteChatPhoto]) -> bool:
    chat = _find_editable_chat(telegram, call)
    if chat.photo is None:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.photo = None
    _post_service_message(telegram, chat, {"delete_chat_photo": True})
    return True


def set_chat_permissions(telegram: Telegram, call: Call[SetChatPermissions]) -> bool:
    """Set what members may do; a permission that is not given is taken away."""
    call.check("permissions")
    refusal = bad_request("not enough rights to change chat permissions")
    chat = find_administered_chat(telegram, call, "can_restrict_members", refusal)
    given = dump_object(call.args.permissions) if call.args.permissions else {}
    chat.permissions = {right: bool(given.get(right, False)) for right in MEMBER_RIGHTS}
    return True


def get_user_profile_photos(telegram: Telegram, call: Call[GetUserProfilePhotos]) -> JSON:
    """Return an empty list: the people of the sandbox have no photos."""
    if call.args.user_id not in telegram.users:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


def _find_chat_to_invite_to(telegram: Telegram, call: Call[Any]) -> Chat:
    refusal = bad_request("not enough rights to manage chat invite link")
    return find_administered_chat(telegram, call, "can_invite_users", refusal)


def _add_link(telegram: Telegram, chat: Chat, *, primary: bool) -> JSON:
    link: JSON = {
        "invite_link": f"https://t.me/+{secrets.token_urlsafe(12)}",
        "creator": telegram.bot.as_json(),
        "creates_join_request": False,
        "is_primary": primary,
        "is_revoked": False,
    }
    chat.invite_links[link["invite_link"]] = link
    return link


def _check_options(call: Call[Any]) -> None:
    if call.args.creates_join_request and call.args.member_limit:
        raise bad_request(_LIMIT_WITH_APPROVAL)


def _set_options(link: JSON, call: Call[Any]) -> JSON:
    link["creates_join_request"] = bool(call.args.creates_join_request)
    for option in _LINK_OPTIONS:
        value = getattr(call.args, option)
        link.pop(option, None)
        if value:
            link[option] = value
    return link


def _find_link(chat: Chat, call: Call[Any]) -> JSON:
    link = chat.invite_links.get(call.args.invite_link)
    if link is None:
        raise bad_request("INVITE_HASH_EXPIRED")
    return link


def export_chat_invite_link(telegram: Telegram, call: Call[ExportChatInviteLink]) -> str:
    """Create a new primary link and revoke the previous one."""
    chat = _find_chat_to_invite_to(telegram, call)
    for link in chat.invite_links.values():
        link["is_revoked"] = link["is_revoked"] or link["is_primary"]
    return str(_add_link(telegram, chat, primary=True)["invite_link"])


def create_chat_invite_link(telegram: Telegram, call: Call[CreateChatInviteLink]) -> JSON:
    """Create another link, beside the primary one."""
    chat = _find_chat_to_invite_to(telegram, call)
    _check_options(call)
    return _set_options(_add_link(telegram, chat, primary=False), call)


def edit_chat_invite_link(telegram: Telegram, call: Call[EditChatInviteLink]) -> JSON:
    """Replace the options of a link; one that is not given is removed."""
    link = _find_link(_find_chat_to_invite_to(telegram, call), call)
    _check_options(call)
    return _set_options(link, call)


def revoke_chat_invite_link(telegram: Telegram, call: Call[RevokeChatInviteLink]) -> JSON:
    """Mark a link as revoked, and return it."""
    link = _find_link(_find_chat_to_invite_to(telegram, call), call)
    link["is_revoked"] = True
    return link


HANDLERS = {
    GetChat: get_chat,
    GetUserProfilePhotos: get_user_profile_photos,
    LeaveChat: leave_chat,
    SetChatTitle: set_chat_title,
    SetChatDescription: set_chat_description,
    SetChatPhoto: set_chat_photo,
    DeleteChatPhoto: delete_chat_photo,
    SetChatPermissions: set_chat_permissions,
    ExportChatInviteLink: export_chat_invite_link,
    CreateChatInviteLink: create_chat_invite_link,
    EditChatInviteLink: edit_chat_invite_link,
    RevokeChatInviteLink: revoke_chat_invite_link,
}
