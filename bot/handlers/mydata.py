"""People own their data: /mydata hands it over, /stop erases it."""

from __future__ import annotations

import asyncio
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, Message

from bot.callbacks import Ask, Erase, Screen, ScreenName
from bot.delivery.worker import OutboxWorker
from bot.people import latest
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import mydata as views
from bot.views.message import keyboard
from storage import daily, personal, subscribers
from storage.daily import What
from storage.engine import Database
from storage.subscribers import Subscriber

FILE = "svodka.json"


def router() -> Router:
    router = Router(name="mydata")
    router.message.register(hand_over, Command("mydata", ignore_case=True))
    router.callback_query.register(hand_over_asked, Ask.filter(F.what == "mydata"))
    router.callback_query.register(show_here, Screen.filter(F.name == ScreenName.MYDATA))
    router.message.register(ask, Command("stop", ignore_case=True))
    router.callback_query.register(ask_anew, Ask.filter(F.what == "erase"))
    router.callback_query.register(ask_here, Screen.filter(F.name == ScreenName.ERASE))
    router.callback_query.register(decide, Erase.filter())
    return router


async def hand_over(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _hand_over(bot, database, reader, t, now)


async def hand_over_asked(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _hand_over(bot, database, reader, t, now)


async def _hand_over(
    bot: Bot, database: Database, reader: Subscriber, t: Translator, now: datetime
) -> None:
    async with database.read() as connection:
        sections = await personal.collect(connection, reader.chat_id)
    # Years of deliveries take longer to write out than the event loop may be kept waiting.
    body = await asyncio.to_thread(views.as_file, sections, reader.chat_id, now)
    buttons = keyboard(views.file_buttons(t))
    await bot.send_document(
        reader.chat_id,
        BufferedInputFile(body, FILE),
        caption=t("mydata-caption"),
        reply_markup=InlineKeyboardMarkup.model_validate({"inline_keyboard": buttons}),
    )


async def show_here(query: CallbackQuery, bot: Bot, t: Translator) -> None:
    await say_here(bot, query, views.screen_of_it(t))


async def ask(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, views.are_you_sure(t))


async def ask_anew(query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, views.are_you_sure(t))


async def ask_here(query: CallbackQuery, bot: Bot, t: Translator) -> None:
    await say_here(bot, query, views.are_you_sure(t))


async def decide(
    query: CallbackQuery,
    callback_data: Erase,
    bot: Bot,
    database: Database,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """What is on its way to them is taken back too, but for what Telegram has already."""
    if not callback_data.sure:
        await say_here(bot, query, views.kept(t))
        return
    async with database.write() as connection:
        reader = await latest(connection, reader)
        erased = await personal.erase(connection, reader.chat_id)
        if reader.state in subscribers.READING:
            await daily.add(connection, now, {What.LEFT: 1})
    outbox_worker.forget(reader.chat_id)
    await say_here(bot, query, views.erased(t, erased, len(reader.topics)))
