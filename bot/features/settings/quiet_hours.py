"""Quiet hours: when breaking news makes no sound, or waits till the morning."""

from __future__ import annotations

from datetime import time

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.settings.callbacks import SetQuietHours, SetQuietMode
from bot.features.settings.views import quiet_hours
from bot.telegram.responses import edit_message, send_document
from bot.ui.callbacks import OpenScreen, ScreenName
from bot.ui.document import build_document
from service.i18n.time_spans import parse_time_span
from service.i18n.translations import Translator
from service.subscribers.service import update_subscriber
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database


def router() -> Router:
    router = Router(name="quiet")
    router.message.register(on_quiet_command, Command("quiet", ignore_case=True))
    router.callback_query.register(show_quiet_hours, OpenScreen.filter(F.name == ScreenName.QUIET))
    router.callback_query.register(on_quiet_hours_chosen, SetQuietHours.filter())
    router.callback_query.register(on_quiet_mode_chosen, SetQuietMode.filter())
    return router


async def on_quiet_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """``/quiet``, or ``/quiet 23:30-7:15``."""
    if command.args:
        span = parse_time_span(command.args)
        if span is None:
            await send_document(bot, reader, build_document(t("quiet-unclear")))
            return
        reader = await _save_quiet_hours(database, reader, *span)
    await send_document(bot, reader, quiet_hours.build_quiet_hours(t, reader))


async def show_quiet_hours(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator
) -> None:
    await edit_message(bot, query, quiet_hours.build_quiet_hours(t, reader))


async def on_quiet_hours_chosen(
    query: CallbackQuery,
    callback_data: SetQuietHours,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """What is no span, such as none at all, is no quiet hours."""
    span = parse_time_span(f"{_add_colon(callback_data.start)}-{_add_colon(callback_data.end)}")
    reader = await _save_quiet_hours(database, reader, *(span or (None, None)))
    await edit_message(bot, query, quiet_hours.build_quiet_hours(t, reader))


async def on_quiet_mode_chosen(
    query: CallbackQuery,
    callback_data: SetQuietMode,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    async with database.write_few() as connection:
        reader = await update_subscriber(connection, reader, quiet_hold=callback_data.hold)
    await edit_message(bot, query, quiet_hours.build_quiet_hours(t, reader))


async def _save_quiet_hours(
    database: Database, reader: Subscriber, start: time | None, end: time | None
) -> Subscriber:
    async with database.write_few() as connection:
        return await update_subscriber(connection, reader, quiet_from=start, quiet_until=end)


def _add_colon(at: str) -> str:
    return f"{at[:2]}:{at[2:]}"
