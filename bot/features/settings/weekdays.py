"""The days on which the digest comes."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from bot.features.settings.callbacks import WeekdaysChoice
from bot.features.settings.views import pickers as views_pickers
from bot.features.settings.views.menu import format_next_digest
from bot.telegram.responses import edit_message
from bot.ui.callbacks import OpenScreen, ScreenName
from service.i18n.translations import Translator
from service.subscribers.service import update_schedule
from storage.chats.subscribers import EVERY_DAY, Subscriber
from storage.database.engine import Database


def router() -> Router:
    router = Router(name="weekdays")
    router.callback_query.register(
        show_weekdays_picker, OpenScreen.filter(F.name == ScreenName.WEEKDAYS)
    )
    router.callback_query.register(on_weekdays_chosen, WeekdaysChoice.filter())
    return router


async def show_weekdays_picker(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator, now: datetime
) -> None:
    await edit_message(
        bot,
        query,
        views_pickers.build_weekdays_picker(t, reader, format_next_digest(t, reader, now)),
    )


async def on_weekdays_chosen(
    query: CallbackQuery,
    callback_data: WeekdaysChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """No day at all is a pause, and there is a button for that: the last day stays."""
    days = EVERY_DAY & set(map(int, str(callback_data.days)))
    async with database.write() as connection:
        reader = await update_schedule(connection, reader, now, weekdays=days or reader.weekdays)
    await edit_message(
        bot,
        query,
        views_pickers.build_weekdays_picker(t, reader, format_next_digest(t, reader, now)),
    )
