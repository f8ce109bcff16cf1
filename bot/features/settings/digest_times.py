"""The hours of the digest: by /time, by buttons, or just typed while being asked."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.digest.job import enqueue_first
from bot.features.settings.callbacks import TimesChoice
from bot.features.settings.views import onboarding as views_onboarding
from bot.features.settings.views import pickers as views_pickers
from bot.features.settings.views.menu import format_next_digest
from bot.features.settings.views.pickers import MAX_DIGEST_TIMES, format_times
from bot.telegram.filters import SyncFilter
from bot.telegram.outbox.worker import OutboxWorker
from bot.telegram.responses import edit_message, send_document
from bot.ui.callbacks import Flow, OpenScreen, RunCommand, ScreenName
from bot.ui.document import Document, build_document
from news.query.followed_terms import TermNormalizer
from service.i18n.clock_times import parse_clock_time, parse_clock_times
from service.i18n.translations import Translations, Translator
from service.subscribers.service import (
    activate,
    is_awaiting_input,
    update_schedule,
    update_subscriber,
)
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database


def router() -> Router:
    router = Router(name="hour")
    router.message.register(on_time_command, Command("time", ignore_case=True))
    router.callback_query.register(on_times_requested, RunCommand.filter(F.command == "hour"))
    router.callback_query.register(show_times_picker, OpenScreen.filter(F.name == ScreenName.TIMES))
    router.callback_query.register(
        show_many_times_picker, OpenScreen.filter(F.name == ScreenName.MULTIPLE_TIMES)
    )
    router.callback_query.register(on_first_times_chosen, TimesChoice.filter(F.flow == Flow.FIRST))
    router.callback_query.register(on_times_chosen, TimesChoice.filter())
    router.message.register(on_times_typed, SyncFilter(F.text), _parse_typed_times)
    return router


async def _parse_typed_times(
    message: Message, reader: Subscriber, is_on_record: bool, now: datetime
) -> bool | dict[str, Any]:
    """Of somebody who is being asked for an hour, what reads as hours is the answer."""
    if not is_on_record or not is_awaiting_input(reader, "hour", now):
        return False
    hours = parse_clock_times(message.text or "")
    return {"hours": hours} if hours is not None and len(hours) <= MAX_DIGEST_TIMES else False


async def on_time_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    terms: TermNormalizer,
    translations: Translations,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """``/time``, ``/time 07:30``, ``/time 8 13 20:30``."""
    if not command.args:
        await send_document(bot, reader, await _prompt_for_times(database, reader, t, now))
        return
    hours = parse_clock_times(command.args)
    if hours is None or len(hours) > MAX_DIGEST_TIMES:
        await send_document(
            bot, reader, build_document(t("hour-unclear" if hours is None else "hours-too-many"))
        )
        return
    await _save_and_answer(bot, database, terms, translations, outbox_worker, reader, t, hours, now)


async def on_times_typed(
    message: Message,
    hours: tuple[time, ...],
    bot: Bot,
    database: Database,
    terms: TermNormalizer,
    translations: Translations,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _save_and_answer(bot, database, terms, translations, outbox_worker, reader, t, hours, now)


async def on_times_requested(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await send_document(bot, reader, await _prompt_for_times(database, reader, t, now))


async def show_times_picker(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await edit_message(bot, query, await _prompt_for_times(database, reader, t, now))


async def show_many_times_picker(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator, now: datetime
) -> None:
    await edit_message(
        bot,
        query,
        views_pickers.build_times_picker(t, reader, format_next_digest(t, reader, now), many=True),
    )


async def on_first_times_chosen(
    query: CallbackQuery,
    callback_data: TimesChoice,
    bot: Bot,
    database: Database,
    terms: TermNormalizer,
    translations: Translations,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    hours = _parse_times(callback_data) or reader.hours
    document = await _save_times(database, terms, translations, reader, t, hours, now)
    await edit_message(bot, query, document)
    outbox_worker.wake()


async def on_times_chosen(
    query: CallbackQuery,
    callback_data: TimesChoice,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """One of the hours on the screen. None at all, or a fourth, is not to be had."""
    hours = _parse_times(callback_data)
    if hours is None or len(hours) > MAX_DIGEST_TIMES:
        callback_answer.text = t("hours-at-least-one" if hours is None else "hours-too-many")
        return
    async with database.write_few() as connection:
        reader = await update_schedule(connection, reader, now, hours=hours)
    said = format_next_digest(t, reader, now)
    await edit_message(
        bot, query, views_pickers.build_times_picker(t, reader, said, many=callback_data.multiple)
    )


async def _prompt_for_times(
    database: Database, reader: Subscriber, t: Translator, now: datetime
) -> Document:
    async with database.write_few() as connection:
        reader = await update_subscriber(connection, reader, asked="hour", asked_at=now)
    return views_pickers.build_times_picker(t, reader, format_next_digest(t, reader, now))


async def _save_and_answer(
    bot: Bot,
    database: Database,
    terms: TermNormalizer,
    translations: Translations,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    hours: tuple[time, ...],
    now: datetime,
) -> None:
    await send_document(
        bot, reader, await _save_times(database, terms, translations, reader, t, hours, now)
    )
    outbox_worker.wake()


async def _save_times(
    database: Database,
    terms: TermNormalizer,
    translations: Translations,
    reader: Subscriber,
    t: Translator,
    hours: tuple[time, ...],
    now: datetime,
) -> Document:
    """Of somebody new this is the last answer, and their first digest goes out with it, in the same
    transaction: more than a few rows. Who paused goes on resting."""
    is_first = reader.state == "new"
    async with database.write() if is_first else database.write_few() as connection:
        if reader.state in ("new", "gone"):
            reader = await activate(connection, reader, now, hours=hours)
        else:
            reader = await update_schedule(connection, reader, now, hours=hours, asked="")
        follows = is_first and await enqueue_first(connection, terms, translations, reader, now)
    if is_first:
        return views_onboarding.build_subscribed(t, reader, now, has_first_digest=follows)
    clocks = format_times(t, hours)
    return build_document(t("hour-saved", clock=clocks), format_next_digest(t, reader, now))


def _parse_times(choice: TimesChoice) -> tuple[time, ...] | None:
    """The hours that a button carries; None for what is none."""
    found = [
        parse_clock_time(f"{figures[:2]}:{figures[2:]}")
        for figures in choice.times.split("-")
        if figures
    ]
    hours = {at for at in found if at is not None}
    return tuple(sorted(hours)) if hours and None not in found else None
