"""The command menu and the bot's own description, in each language and for each role."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from news.model import INTERFACE_LANGUAGES, InterfaceLanguage
from service.editors.rights import Right, has_right
from service.i18n.translations import Translations, Translator
from storage.chats.editors import Role

log = logging.getLogger(__name__)

USER_COMMANDS = (
    "digest",
    "search",
    "saved",
    "topics",
    "follow",
    "mute",
    "time",
    "timezone",
    "language",
    "settings",
    "channels",
    "quiet",
    "pause",
    "resume",
    "mydata",
    "help",
    "stop",
)
GROUP_COMMANDS = ("digest", "search", "help")
GROUP_ADMIN_COMMANDS = tuple(
    name for name in USER_COMMANDS if name not in (*GROUP_COMMANDS, "channels", "saved")
)
COMMAND_RIGHTS: Mapping[str, Right] = {
    "breaking": Right.DRAFT,
    "correct": Right.AMEND,
    "retract": Right.AMEND,
    "add": Right.ADD_ARTICLE,
    "edit": Right.EDIT_ARTICLE,
    "remove": Right.EDIT_ARTICLE,
    "desk": Right.DESK,
    "sources": Right.SOURCES,
    "topic": Right.TOPICS,
    "stats": Right.FIGURES,
    "log": Right.FIGURES,
    "editors": Right.EDITORS,
}
"""The commands of editors, and the right that each needs."""

EDITOR_COMMANDS = tuple(COMMAND_RIGHTS)


def list_editor_commands(role: Role | None) -> tuple[str, ...]:
    """Return the editors' commands that a role may use."""
    return tuple(name for name, right in COMMAND_RIGHTS.items() if has_right(role, right))


async def set_command_menus(
    bot: Bot, translations: Translations, roles: Mapping[int, Role]
) -> None:
    """Send Telegram the command menus and the bot's descriptions; ``roles``: of the editors.

    People with any other interface language get the texts without a language code: the Russian.
    """
    for language in INTERFACE_LANGUAGES:
        t = translations[language]
        code = _get_language_code(language)
        await bot.set_my_commands(
            build_commands(t, USER_COMMANDS), scope=BotCommandScopeDefault(), language_code=code
        )
        await bot.set_my_commands(
            build_commands(t, GROUP_COMMANDS),
            scope=BotCommandScopeAllGroupChats(),
            language_code=code,
        )
        await bot.set_my_commands(
            build_commands(t, GROUP_COMMANDS + GROUP_ADMIN_COMMANDS),
            scope=BotCommandScopeAllChatAdministrators(),
            language_code=code,
        )
        await bot.set_my_short_description(t("bot-about"), language_code=code)
        await bot.set_my_description(t("bot-description"), language_code=code)
    for editor_id, role in roles.items():
        await set_editor_menu(bot, translations, editor_id, role)


async def set_editor_menu(
    bot: Bot, translations: Translations, user_id: int, role: Role | None
) -> None:
    """Show a person the commands of their role in the private chat; without one everybody's."""
    scope = BotCommandScopeChat(chat_id=user_id)
    try:
        for language in INTERFACE_LANGUAGES:
            code = _get_language_code(language)
            if role is None:
                await bot.delete_my_commands(scope=scope, language_code=code)
                continue
            names = list_editor_commands(role) + USER_COMMANDS
            await bot.set_my_commands(
                build_commands(translations[language], names), scope=scope, language_code=code
            )
    except TelegramBadRequest as error:
        log.info("editor %d has not started the bot yet: %s", user_id, error)


def _get_language_code(language: InterfaceLanguage) -> str | None:
    return None if language == "ru" else language


def build_commands(t: Translator, names: Iterable[str]) -> list[BotCommand]:
    """Build the entries of a command menu in one language."""
    return [BotCommand(command=name, description=t(f"command-{name}")) for name in names]
