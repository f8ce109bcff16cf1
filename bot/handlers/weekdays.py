"""The days on which the digest comes."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from bot.callbacks import Screen, ScreenName, WeekdaysChoice
from bot.people import replan
from bot.replies import say_here
from bot.translations import Translator
from bot.views import choices
from bot.views.settings import whats_next
from storage.engine import Database
from storage.subscribers import EVERY_DAY, Subscriber


def router() -> Router:
    router = Router(name="weekdays")
    router.callback_query.register(ask, Screen.filter(F.name == ScreenName.WEEKDAYS))
    router.callback_query.register(choose, WeekdaysChoice.filter())
    return router


async def ask(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator, now: datetime
) -> None:
    await say_here(bot, query, choices.weekdays(t, reader, whats_next(t, reader, now)))


async def choose(
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
        reader = await replan(connection, reader, now, weekdays=days or reader.weekdays)
    await say_here(bot, query, choices.weekdays(t, reader, whats_next(t, reader, now)))
