"""/settings: one message that shows all that can be chosen, and becomes each screen of it."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.settings.callbacks import BreakingChoice, SizeChoice, StyleChoice, ToggleSetting
from bot.features.settings.views import menu as views_menu
from bot.telegram.responses import edit_message, send_document
from bot.ui import rich
from bot.ui.callbacks import OpenScreen, RunCommand, ScreenName
from service.config import Settings
from service.i18n.translations import Translator
from service.subscribers import digest_size
from service.subscribers.service import update_schedule, update_subscriber
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="settings")
    router.message.register(on_settings_command, Command("settings", ignore_case=True))
    router.callback_query.register(
        on_settings_requested, RunCommand.filter(F.command == "settings")
    )
    router.callback_query.register(
        show_settings_screen, OpenScreen.filter(F.name == ScreenName.MAIN)
    )
    router.callback_query.register(close_settings, OpenScreen.filter(F.name == ScreenName.CLOSED))
    router.callback_query.register(on_rich_style_chosen, StyleChoice.filter(F.rich))
    router.callback_query.register(on_plain_style_chosen, StyleChoice.filter(~F.rich))
    router.callback_query.register(on_breaking_mode_chosen, BreakingChoice.filter())
    router.callback_query.register(on_digest_size_chosen, SizeChoice.filter())
    router.callback_query.register(toggle_setting, ToggleSetting.filter())
    return router


async def on_settings_command(
    message: Message,
    bot: Bot,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await send_document(
        bot,
        views_menu.to_plain_style(reader),
        views_menu.build_settings(t, reader, now, settings.digest_items),
    )


async def on_settings_requested(
    query: CallbackQuery,
    bot: Bot,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await send_document(
        bot,
        views_menu.to_plain_style(reader),
        views_menu.build_settings(t, reader, now, settings.digest_items),
    )


async def show_settings_screen(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """Back from a screen: what that one asked to type is asked no longer."""
    if reader.asked:
        async with database.write_few() as connection:
            reader = await update_subscriber(connection, reader, asked="")
    await edit_message(bot, query, views_menu.build_settings(t, reader, now, settings.digest_items))


async def close_settings(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator, now: datetime
) -> None:
    await edit_message(bot, query, views_menu.build_settings_closed(t, reader, now))


async def on_rich_style_chosen(
    query: CallbackQuery,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """A sample goes first: a server that does not know rich messages keeps the reader plain. Some
    clients show nothing of it and sending succeeds all the same, hence the way back below it."""
    try:
        await bot(rich.render(views_menu.build_rich_sample(t)).send(reader.chat_id))
    except (TelegramNotFound, TelegramBadRequest) as error:
        log.warning("no rich messages here: %s", error)
        callback_answer.text, callback_answer.show_alert = t("style-impossible"), True
        return
    async with database.write_few() as connection:
        reader = await update_subscriber(connection, reader, style="rich")
    await edit_message(bot, query, views_menu.build_settings(t, reader, now, settings.digest_items))
    await send_document(
        bot, views_menu.to_plain_style(reader), views_menu.build_plain_style_offer(t)
    )


async def on_plain_style_chosen(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _save(query, bot, database, settings, reader, t, now, style="plain")


async def on_breaking_mode_chosen(
    query: CallbackQuery,
    callback_data: BreakingChoice,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _save(query, bot, database, settings, reader, t, now, breaking=callback_data.mode)


async def on_digest_size_chosen(
    query: CallbackQuery,
    callback_data: SizeChoice,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    count = digest_size.get_story_count(callback_data.size, settings.digest_items)
    await _save(query, bot, database, settings, reader, t, now, items=count)


async def toggle_setting(
    query: CallbackQuery,
    callback_data: ToggleSetting,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    column = "weekly" if callback_data.setting == "weekly" else "tell_when_empty"
    values = {column: callback_data.on}
    await _save(query, bot, database, settings, reader, t, now, **values)


async def _save(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
    **values: Any,
) -> None:
    async with database.write_few() as connection:
        if "weekly" in values:
            reader = await update_schedule(connection, reader, now, **values)
        else:
            reader = await update_subscriber(connection, reader, **values)
    await edit_message(bot, query, views_menu.build_settings(t, reader, now, settings.digest_items))
