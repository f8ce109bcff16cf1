"""The command menu and the bot's own description, in each language and for each role."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from news.model import INTERFACE_LANGUAGES
from service.i18n.translations import Translations, Translator

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
EDITOR_COMMANDS = (
    "breaking",
    "correct",
    "retract",
    "add",
    "edit",
    "remove",
    "sources",
    "topic",
    "stats",
    "log",
)


async def set_command_menus(bot: Bot, translations: Translations, editors: Iterable[int]) -> None:
    """Send Telegram the command menus and the bot's descriptions.

    People with any other interface language get the texts without a language code: the Russian.
    """
    for language in INTERFACE_LANGUAGES:
        t = translations[language]
        code = None if language == "ru" else language
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
        for editor in editors:
            try:
                await bot.set_my_commands(
                    build_commands(t, EDITOR_COMMANDS + USER_COMMANDS),
                    scope=BotCommandScopeChat(chat_id=editor),
                    language_code=code,
                )
            except TelegramBadRequest as error:
                log.info("editor %d has not started the bot yet: %s", editor, error)


def build_commands(t: Translator, names: Iterable[str]) -> list[BotCommand]:
    """Build the entries of a command menu in one language."""
    return [BotCommand(command=name, description=t(f"command-{name}")) for name in names]
