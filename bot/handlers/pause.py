"""/pause and /resume: no digests for a while, or till one comes back."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import PauseChoice, PauseFor, Screen, ScreenName
from bot.pauses import parse_pause
from bot.people import replan, reschedule
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import choices
from bot.views.document import page
from bot.views.settings import whats_next
from storage.engine import Database
from storage.subscribers import Subscriber

LASTS = {PauseFor.DAY: timedelta(days=1), PauseFor.WEEK: timedelta(days=7)}


def router() -> Router:
    router = Router(name="pause")
    router.message.register(pause, Command("pause", ignore_case=True))
    router.message.register(resume, Command("resume", ignore_case=True))
    router.callback_query.register(ask, Screen.filter(F.name == ScreenName.PAUSE))
    router.callback_query.register(choose, PauseChoice.filter())
    return router


async def pause(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """``/pause``: till they come back, or as long as a button says. ``/pause 3 дня``."""
    until = None
    if command.args:
        until = parse_pause(command.args, now, reader.timezone)
        if until is None:
            await say(bot, reader, page(t("pause-unclear")))
            return
    reader = await _pause(database, reader, until, now)
    await say(bot, reader, choices.pause(t, reader, whats_next(t, reader, now)))


async def resume(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.write_few() as connection:
        reader = await reschedule(connection, reader, now)
    await say(bot, reader, page(t("pause-ends"), whats_next(t, reader, now)))


async def ask(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator, now: datetime
) -> None:
    await say_here(bot, query, choices.pause(t, reader, whats_next(t, reader, now)))


async def choose(
    query: CallbackQuery,
    callback_data: PauseChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    if callback_data.lasts is PauseFor.OVER:
        async with database.write_few() as connection:
            reader = await reschedule(connection, reader, now)
    else:
        lasts = LASTS.get(callback_data.lasts)
        reader = await _pause(database, reader, now + lasts if lasts else None, now)
    await say_here(bot, query, choices.pause(t, reader, whats_next(t, reader, now)))


async def _pause(
    database: Database, reader: Subscriber, until: datetime | None, now: datetime
) -> Subscriber:
    async with database.write_few() as connection:
        return await replan(connection, reader, now, state="paused", paused_until=until)
