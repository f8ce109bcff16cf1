"""/settings: what can be chosen, with the switches of style and breaking news right there."""

from __future__ import annotations

import logging

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.callbacks import Ask, BreakingChoice, StyleChoice
from bot.people import change
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import rich
from bot.views import settings as views
from storage.engine import Database
from storage.subscribers import Subscriber

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="settings")
    router.message.register(show, Command("settings", ignore_case=True))
    router.callback_query.register(show_again, Ask.filter(F.what == "settings"))
    router.callback_query.register(go_rich, StyleChoice.filter(F.rich))
    router.callback_query.register(go_plain, StyleChoice.filter(~F.rich))
    router.callback_query.register(choose_breaking, BreakingChoice.filter())
    return router


async def show(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, views.settings(t, reader))


async def show_again(query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say_here(bot, query, views.settings(t, reader))


async def go_rich(
    query: CallbackQuery,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
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
    await say_here(bot, query, views.settings(t, reader))
    await say(bot, views.as_plain(reader), views.way_back(t))


async def go_plain(
    query: CallbackQuery, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    async with database.write_few() as connection:
        reader = await change(connection, reader, style="plain")
    await say_here(bot, query, views.settings(t, reader))


async def choose_breaking(
    query: CallbackQuery,
    callback_data: BreakingChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    async with database.write_few() as connection:
        reader = await change(connection, reader, breaking=callback_data.on)
    await say_here(bot, query, views.settings(t, reader))
