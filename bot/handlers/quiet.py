"""Quiet hours: when breaking news makes no sound, or waits till the morning."""

from __future__ import annotations

from datetime import time

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import QuietMode, QuietSpan, Screen, ScreenName
from bot.people import change
from bot.quiet import parse_span
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import quiet as views
from bot.views.document import page
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="quiet")
    router.message.register(quiet, Command("quiet", ignore_case=True))
    router.callback_query.register(asked, Screen.filter(F.name == ScreenName.QUIET))
    router.callback_query.register(choose_span, QuietSpan.filter())
    router.callback_query.register(choose_mode, QuietMode.filter())
    return router


async def quiet(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """``/quiet``, or ``/quiet 23:30-7:15``."""
    if command.args:
        span = parse_span(command.args)
        if span is None:
            await say(bot, reader, page(t("quiet-unclear")))
            return
        reader = await _keep(database, reader, *span)
    await say(bot, reader, views.quiet_hours(t, reader))


async def asked(query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say_here(bot, query, views.quiet_hours(t, reader))


async def choose_span(
    query: CallbackQuery,
    callback_data: QuietSpan,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """What is no span, such as none at all, is no quiet hours."""
    span = parse_span(f"{_colon(callback_data.start)}-{_colon(callback_data.end)}")
    reader = await _keep(database, reader, *(span or (None, None)))
    await say_here(bot, query, views.quiet_hours(t, reader))


async def choose_mode(
    query: CallbackQuery,
    callback_data: QuietMode,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    async with database.write_few() as connection:
        reader = await change(connection, reader, quiet_hold=callback_data.hold)
    await say_here(bot, query, views.quiet_hours(t, reader))


async def _keep(
    database: Database, reader: Subscriber, start: time | None, end: time | None
) -> Subscriber:
    async with database.write_few() as connection:
        return await change(connection, reader, quiet_from=start, quiet_until=end)


def _colon(at: str) -> str:
    return f"{at[:2]}:{at[2:]}"
