"""getMe, the bot's name and descriptions, its commands and menu button."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aiogram.enums import BotCommandScopeType
from aiogram.methods import (
    DeleteMyCommands,
    GetChatMenuButton,
    GetMe,
    GetMyCommands,
    GetMyDefaultAdministratorRights,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDefaultAdministratorRights,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)
from aiogram.types import ChatAdministratorRights

from sandbox.api.calls import Call, dump_object, parse_json
from sandbox.errors import bad_request
from sandbox.state.models import JSON
from sandbox.state.profile import DEFAULT, Key
from sandbox.state.telegram import Telegram

_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_MAX_TEXTS = {"name": 64, "description": 512, "short_description": 120}
_SCOPES = frozenset(BotCommandScopeType)


def get_me(telegram: Telegram, call: Call[GetMe]) -> JSON:
    return {
        **telegram.bot.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": telegram.reads_all_groups,
        "supports_inline_queries": telegram.has_inline_mode,
        "supports_guest_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def _read_language(call: Call[Any]) -> str:
    language = call.args.language_code or ""
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _read_scope(telegram: Telegram, call: Call[Any]) -> Key:
    """Return the key of a `BotCommandScope`. Raises if its chat does not exist."""
    raw = call.raw.get("scope")
    scope = parse_json(raw or None, "BotCommandScope JSON object")
    if not scope:
        return DEFAULT
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        return (kind, None, None)
    chat = telegram.find_chat(scope.get("chat_id"))
    if kind != "chat" and chat.is_private:
        raise bad_request("can't use specified scope in private chats")
    user = int(scope.get("user_id") or 0) if kind == "chat_member" else None
    return (kind, chat.id, user)


def set_my_commands(telegram: Telegram, call: Call[SetMyCommands]) -> bool:
    """Set the commands, at most 100, for a scope and a language; an empty list deletes them."""
    call.check("commands")
    scope, language = _read_scope(telegram, call), _read_language(call)
    commands = [_read_command(c.command, c.description) for c in call.args.commands]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    if commands:
        telegram.profile.commands[(scope, language)] = commands
    else:
        telegram.profile.commands.pop((scope, language), None)
    telegram.events.publish("commands")
    return True


def _read_command(command: str, description: str) -> JSON:
    command, description = command.strip().removeprefix("/"), description.strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def get_my_commands(telegram: Telegram, call: Call[GetMyCommands]) -> list[JSON]:
    """Return the commands of just this scope and language: no other is searched."""
    key = (_read_scope(telegram, call), _read_language(call))
    return telegram.profile.commands.get(key, [])


def delete_my_commands(telegram: Telegram, call: Call[DeleteMyCommands]) -> bool:
    telegram.profile.commands.pop((_read_scope(telegram, call), _read_language(call)), None)
    telegram.events.publish("commands")
    return True


def _make_setter(kind: str) -> Callable[[Telegram, Call[Any]], bool]:
    def set_text(telegram: Telegram, call: Call[Any]) -> bool:
        text = (getattr(call.args, kind) or "").strip()
        if len(text) > _MAX_TEXTS[kind]:
            raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
        telegram.profile.set_text(kind, _read_language(call), text)
        if kind == "name" and text and not call.args.language_code:
            telegram.bot.first_name = text
        telegram.events.publish("bot")
        return True

    return set_text


def _make_getter(kind: str) -> Callable[[Telegram, Call[Any]], JSON]:
    def get_text(telegram: Telegram, call: Call[Any]) -> JSON:
        found = telegram.profile.get_text(kind, _read_language(call))
        if kind == "name":
            found = found or telegram.bot.first_name
        return {kind: found}

    return get_text


def set_chat_menu_button(telegram: Telegram, call: Call[SetChatMenuButton]) -> bool:
    """Set the menu button of a private chat, or without `chat_id` that of all chats."""
    call.check("menu_button")
    given = call.args.menu_button
    button = dump_object(given) if given is not None else {"type": "default"}
    if call.args.chat_id:
        chat = telegram.find_chat(call.args.chat_id)
        if not chat.is_private:
            raise bad_request("chat not found")
        chat.menu_button = None if button["type"] == "default" else button
    else:
        is_default = button["type"] == "default"
        telegram.profile.default_menu_button = {"type": "commands"} if is_default else button
    telegram.events.publish("commands")
    return True


def get_chat_menu_button(telegram: Telegram, call: Call[GetChatMenuButton]) -> JSON:
    """Return the menu button of a private chat, which is the default one unless it has its own."""
    default = telegram.profile.default_menu_button
    if not call.args.chat_id:
        return default
    return telegram.find_chat(call.args.chat_id).menu_button or default


def set_admin_rights(telegram: Telegram, call: Call[SetMyDefaultAdministratorRights]) -> bool:
    call.check("rights")
    rights = dump_object(call.args.rights) if call.args.rights else {}
    telegram.profile.admin_rights["channels" if call.args.for_channels else "groups"] = rights
    return True


def get_admin_rights(telegram: Telegram, call: Call[GetMyDefaultAdministratorRights]) -> JSON:
    given = telegram.profile.admin_rights.get("channels" if call.args.for_channels else "groups")
    flags = ChatAdministratorRights.model_fields.items()
    required = [name for name, field in flags if field.is_required()]
    return {**dict.fromkeys(required, False), **(given or {})}


HANDLERS = {
    GetMe: get_me,
    SetMyCommands: set_my_commands,
    GetMyCommands: get_my_commands,
    DeleteMyCommands: delete_my_commands,
    SetMyName: _make_setter("name"),
    GetMyName: _make_getter("name"),
    SetMyDescription: _make_setter("description"),
    GetMyDescription: _make_getter("description"),
    SetMyShortDescription: _make_setter("short_description"),
    GetMyShortDescription: _make_getter("short_description"),
    SetChatMenuButton: set_chat_menu_button,
    GetChatMenuButton: get_chat_menu_button,
    SetMyDefaultAdministratorRights: set_admin_rights,
    GetMyDefaultAdministratorRights: get_admin_rights,
}
