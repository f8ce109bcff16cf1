"""Invite links of groups and channels."""

from __future__ import annotations

import secrets
from typing import Any

from aiogram.methods import (
    CreateChatInviteLink,
    EditChatInviteLink,
    ExportChatInviteLink,
    RevokeChatInviteLink,
)

from sandbox.api.calls import Call
from sandbox.api.methods.delivery import find_administered_chat
from sandbox.errors import bad_request
from sandbox.state.models import JSON, Chat
from sandbox.state.telegram import Telegram

_EITHER = "member limit can't be specified for links requiring administrator approval"
_OPTIONS = ("name", "expire_date", "member_limit")


def _find_chat(telegram: Telegram, call: Call[Any]) -> Chat:
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
        raise bad_request(_EITHER)


def _set_options(link: JSON, call: Call[Any]) -> JSON:
    link["creates_join_request"] = bool(call.args.creates_join_request)
    for option in _OPTIONS:
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
    chat = _find_chat(telegram, call)
    for link in chat.invite_links.values():
        link["is_revoked"] = link["is_revoked"] or link["is_primary"]
    return str(_add_link(telegram, chat, primary=True)["invite_link"])


def create_chat_invite_link(telegram: Telegram, call: Call[CreateChatInviteLink]) -> JSON:
    chat = _find_chat(telegram, call)
    _check_options(call)
    return _set_options(_add_link(telegram, chat, primary=False), call)


def edit_chat_invite_link(telegram: Telegram, call: Call[EditChatInviteLink]) -> JSON:
    link = _find_link(_find_chat(telegram, call), call)
    _check_options(call)
    return _set_options(link, call)


def revoke_chat_invite_link(telegram: Telegram, call: Call[RevokeChatInviteLink]) -> JSON:
    link = _find_link(_find_chat(telegram, call), call)
    link["is_revoked"] = True
    return link


HANDLERS = {
    ExportChatInviteLink: export_chat_invite_link,
    CreateChatInviteLink: create_chat_invite_link,
    EditChatInviteLink: edit_chat_invite_link,
    RevokeChatInviteLink: revoke_chat_invite_link,
}
