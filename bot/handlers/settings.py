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

from bot import lengths
from bot.callbacks import (
    Ask,
    BreakingChoice,
    LengthChoice,
    Screen,
    ScreenName,
    StyleChoice,
    Switch,
)
from bot.people import change, replan
from bot.replies import say, say_here
from bot.settings import Settings
from bot.translations import Translator
from bot.views import rich
from bot.views import settings as views
from storage.engine import Database
from storage.subscribers import Subscriber

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="settings")
    router.message.register(show, Command("settings", ignore_case=True))
    router.callback_query.register(show_anew, Ask.filter(F.what == "settings"))
    router.callback_query.register(show_here, Screen.filter(F.name == ScreenName.MAIN))
    router.callback_query.register(close, Screen.filter(F.name == ScreenName.CLOSED))
    router.callback_query.register(go_rich, StyleChoice.filter(F.rich))
    router.callback_query.register(go_plain, StyleChoice.filter(~F.rich))
    router.callback_query.register(choose_breaking, BreakingChoice.filter())
    router.callback_query.register(choose_length, LengthChoice.filter())
    router.callback_query.register(switch, Switch.filter())
    return router


async def show(
    message: Message,
    bot: Bot,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await say(bot, views.as_plain(reader), views.settings(t, reader, now, settings.digest_items))


async def show_anew(
    query: CallbackQuery,
    bot: Bot,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await say(bot, views.as_plain(reader), views.settings(t, reader, now, settings.digest_items))


async def show_here(
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
            reader = await change(connection, reader, asked="")
    await say_here(bot, query, views.settings(t, reader, now, settings.digest_items))


async def close(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator, now: datetime
) -> None:
    await say_here(bot, query, views.closed(t, reader, now))


async def go_rich(
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
        await bot(rich.render(views.rich_sample(t)).send(reader.chat_id))
    except (TelegramNotFound, TelegramBadRequest) as error:
        log.warning("no rich messages here: %s", error)
        callback_answer.text, callback_answer.show_alert = t("style-impossible"), True
        return
    async with database.write_few() as connection:
        reader = await change(connection, reader, style="rich")
    await say_here(bot, query, views.settings(t, reader, now, settings.digest_items))
    await say(bot, views.as_plain(reader), views.way_back(t))


async def go_plain(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _keep(query, bot, database, settings, reader, t, now, style="plain")


async def choose_breaking(
    query: CallbackQuery,
    callback_data: BreakingChoice,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _keep(query, bot, database, settings, reader, t, now, breaking=callback_data.mode)


async def choose_length(
    query: CallbackQuery,
    callback_data: LengthChoice,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    count = lengths.items(callback_data.length, settings.digest_items)
    await _keep(query, bot, database, settings, reader, t, now, items=count)


async def switch(
    query: CallbackQuery,
    callback_data: Switch,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    column = "weekly" if callback_data.what == "weekly" else "tell_when_empty"
    values = {column: callback_data.on}
    await _keep(query, bot, database, settings, reader, t, now, **values)


async def _keep(
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
            reader = await replan(connection, reader, now, **values)
        else:
            reader = await change(connection, reader, **values)
    await say_here(bot, query, views.settings(t, reader, now, settings.digest_items))
