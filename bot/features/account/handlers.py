"""People own their data: /mydata hands it over, /stop erases it."""

from __future__ import annotations

import asyncio
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, Message

from bot.features.account import views
from bot.features.account.callbacks import EraseData
from bot.telegram.outbox.worker import OutboxWorker
from bot.telegram.responses import edit_message, send_document
from bot.ui.callbacks import OpenScreen, RunCommand, ScreenName
from bot.ui.message import build_keyboard
from service.i18n.translations import Translator
from service.subscribers.service import reload
from storage.chats import subscribers, user_data
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

FILE_NAME = "svodka.json"


def router() -> Router:
    router = Router(name="mydata")
    router.message.register(on_mydata_command, Command("mydata", ignore_case=True))
    router.callback_query.register(on_mydata_requested, RunCommand.filter(F.command == "mydata"))
    router.callback_query.register(
        show_mydata_screen, OpenScreen.filter(F.name == ScreenName.MYDATA)
    )
    router.message.register(on_stop_command, Command("stop", ignore_case=True))
    router.callback_query.register(on_erase_requested, RunCommand.filter(F.command == "erase"))
    router.callback_query.register(show_erase_screen, OpenScreen.filter(F.name == ScreenName.ERASE))
    router.callback_query.register(on_erase_chosen, EraseData.filter())
    return router


async def on_mydata_command(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _send_user_data(bot, database, reader, t, now)


async def on_mydata_requested(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _send_user_data(bot, database, reader, t, now)


async def _send_user_data(
    bot: Bot, database: Database, reader: Subscriber, t: Translator, now: datetime
) -> None:
    async with database.read() as connection:
        sections = await user_data.export(connection, reader.chat_id)
    # Years of deliveries take longer to write out than the event loop may be kept waiting.
    body = await asyncio.to_thread(views.build_export_file, sections, reader.chat_id, now)
    buttons = build_keyboard(views.build_file_buttons(t))
    await bot.send_document(
        reader.chat_id,
        BufferedInputFile(body, FILE_NAME),
        caption=t("mydata-caption"),
        reply_markup=InlineKeyboardMarkup.model_validate({"inline_keyboard": buttons}),
    )


async def show_mydata_screen(query: CallbackQuery, bot: Bot, t: Translator) -> None:
    await edit_message(bot, query, views.build_mydata_screen(t))


async def on_stop_command(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await send_document(bot, reader, views.build_erase_question(t))


async def on_erase_requested(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator
) -> None:
    await send_document(bot, reader, views.build_erase_question(t))


async def show_erase_screen(query: CallbackQuery, bot: Bot, t: Translator) -> None:
    await edit_message(bot, query, views.build_erase_question(t))


async def on_erase_chosen(
    query: CallbackQuery,
    callback_data: EraseData,
    bot: Bot,
    database: Database,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """What is on its way to them is taken back too, but for what Telegram has already."""
    if not callback_data.confirmed:
        await edit_message(bot, query, views.build_erase_cancelled(t))
        return
    async with database.write() as connection:
        reader = await reload(connection, reader)
        erased = await user_data.delete_all(connection, reader.chat_id)
        if reader.state in subscribers.SUBSCRIBED_STATES:
            await daily_counters.add(connection, now, {DailyCounter.LEFT: 1})
    outbox_worker.forget_chat(reader.chat_id)
    await edit_message(bot, query, views.build_erase_report(t, erased, len(reader.topics)))
