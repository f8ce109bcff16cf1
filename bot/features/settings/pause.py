"""/pause and /resume: no digests for a while, or till one comes back."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.settings.callbacks import PauseChoice, PauseFor
from bot.features.settings.views import pickers as views_pickers
from bot.features.settings.views.menu import format_next_digest
from bot.telegram.responses import edit_message, send_document
from bot.ui.callbacks import OpenScreen, ScreenName
from bot.ui.document import build_document
from service.i18n.durations import parse_pause_end
from service.i18n.translations import Translator
from service.subscribers.service import activate, update_schedule
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database

PAUSE_DURATIONS = {PauseFor.DAY: timedelta(days=1), PauseFor.WEEK: timedelta(days=7)}


def router() -> Router:
    router = Router(name="pause")
    router.message.register(on_pause_command, Command("pause", ignore_case=True))
    router.message.register(on_resume_command, Command("resume", ignore_case=True))
    router.callback_query.register(show_pause_picker, OpenScreen.filter(F.name == ScreenName.PAUSE))
    router.callback_query.register(on_pause_chosen, PauseChoice.filter())
    return router


async def on_pause_command(
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
        until = parse_pause_end(command.args, now, reader.timezone)
        if until is None:
            await send_document(bot, reader, build_document(t("pause-unclear")))
            return
    reader = await _save_pause(database, reader, until, now)
    await send_document(
        bot, reader, views_pickers.build_pause_picker(t, reader, format_next_digest(t, reader, now))
    )


async def on_resume_command(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.write_few() as connection:
        reader = await activate(connection, reader, now)
    await send_document(
        bot, reader, build_document(t("pause-ends"), format_next_digest(t, reader, now))
    )


async def show_pause_picker(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator, now: datetime
) -> None:
    await edit_message(
        bot, query, views_pickers.build_pause_picker(t, reader, format_next_digest(t, reader, now))
    )


async def on_pause_chosen(
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
            reader = await activate(connection, reader, now)
    else:
        lasts = PAUSE_DURATIONS.get(callback_data.lasts)
        reader = await _save_pause(database, reader, now + lasts if lasts else None, now)
    await edit_message(
        bot, query, views_pickers.build_pause_picker(t, reader, format_next_digest(t, reader, now))
    )


async def _save_pause(
    database: Database, reader: Subscriber, until: datetime | None, now: datetime
) -> Subscriber:
    async with database.write_few() as connection:
        return await update_schedule(connection, reader, now, state="paused", paused_until=until)
