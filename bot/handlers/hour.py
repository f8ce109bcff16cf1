"""The hours of the digest: by /time, by buttons, or just typed while being asked."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.callbacks import Ask, Flow, HoursChoice, Screen, ScreenName
from bot.delivery.worker import OutboxWorker
from bot.filters import Fits
from bot.hours import parse_hour, parse_hours
from bot.jobs.digests import send_first
from bot.people import change, is_asked, replan, reschedule
from bot.replies import say, say_here
from bot.translations import Translations, Translator
from bot.views import choices, meeting
from bot.views.choices import MOST_HOURS, hours_in_words
from bot.views.document import Document, page
from bot.views.settings import whats_next
from news.terms import Terms
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="hour")
    router.message.register(hour, Command("time", ignore_case=True))
    router.callback_query.register(ask_anew, Ask.filter(F.what == "hour"))
    router.callback_query.register(ask_here, Screen.filter(F.name == ScreenName.HOURS))
    router.callback_query.register(ask_many, Screen.filter(F.name == ScreenName.MANY_HOURS))
    router.callback_query.register(choose_first, HoursChoice.filter(F.flow == Flow.FIRST))
    router.callback_query.register(choose, HoursChoice.filter())
    router.message.register(hours_typed, Fits(F.text), _is_choosing_hour)
    return router


async def _is_choosing_hour(
    message: Message, reader: Subscriber, is_on_record: bool, now: datetime
) -> bool | dict[str, Any]:
    """Of somebody who is being asked for an hour, what reads as hours is the answer."""
    if not is_on_record or not is_asked(reader, "hour", now):
        return False
    hours = parse_hours(message.text or "")
    return {"hours": hours} if hours is not None and len(hours) <= MOST_HOURS else False


async def hour(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    terms: Terms,
    translations: Translations,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """``/time``, ``/time 07:30``, ``/time 8 13 20:30``."""
    if not command.args:
        await say(bot, reader, await _ask(database, reader, t, now))
        return
    hours = parse_hours(command.args)
    if hours is None or len(hours) > MOST_HOURS:
        await say(bot, reader, page(t("hour-unclear" if hours is None else "hours-too-many")))
        return
    await _take(bot, database, terms, translations, outbox_worker, reader, t, hours, now)


async def hours_typed(
    message: Message,
    hours: tuple[time, ...],
    bot: Bot,
    database: Database,
    terms: Terms,
    translations: Translations,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _take(bot, database, terms, translations, outbox_worker, reader, t, hours, now)


async def ask_anew(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await say(bot, reader, await _ask(database, reader, t, now))


async def ask_here(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await say_here(bot, query, await _ask(database, reader, t, now))


async def ask_many(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator, now: datetime
) -> None:
    await say_here(bot, query, choices.hours(t, reader, whats_next(t, reader, now), many=True))


async def choose_first(
    query: CallbackQuery,
    callback_data: HoursChoice,
    bot: Bot,
    database: Database,
    terms: Terms,
    translations: Translations,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    hours = _hours_of(callback_data) or reader.hours
    document = await _keep(database, terms, translations, reader, t, hours, now)
    await say_here(bot, query, document)
    outbox_worker.wake()


async def choose(
    query: CallbackQuery,
    callback_data: HoursChoice,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """One of the hours on the screen. None at all, or a fourth, is not to be had."""
    hours = _hours_of(callback_data)
    if hours is None or len(hours) > MOST_HOURS:
        callback_answer.text = t("hours-at-least-one" if hours is None else "hours-too-many")
        return
    async with database.write_few() as connection:
        reader = await replan(connection, reader, now, hours=hours)
    said = whats_next(t, reader, now)
    await say_here(bot, query, choices.hours(t, reader, said, many=callback_data.many))


async def _ask(database: Database, reader: Subscriber, t: Translator, now: datetime) -> Document:
    async with database.write_few() as connection:
        reader = await change(connection, reader, asked="hour", asked_at=now)
    return choices.hours(t, reader, whats_next(t, reader, now))


async def _take(
    bot: Bot,
    database: Database,
    terms: Terms,
    translations: Translations,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    hours: tuple[time, ...],
    now: datetime,
) -> None:
    await say(bot, reader, await _keep(database, terms, translations, reader, t, hours, now))
    outbox_worker.wake()


async def _keep(
    database: Database,
    terms: Terms,
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
            reader = await reschedule(connection, reader, now, hours=hours)
        else:
            reader = await replan(connection, reader, now, hours=hours, asked="")
        follows = is_first and await send_first(connection, terms, translations, reader, now)
    if is_first:
        return meeting.subscribed(t, reader, now, digest_follows=follows)
    clocks = hours_in_words(t, hours)
    return page(t("hour-saved", clock=clocks), whats_next(t, reader, now))


def _hours_of(choice: HoursChoice) -> tuple[time, ...] | None:
    """The hours that a button carries; None for what is none."""
    found = [
        parse_hour(f"{figures[:2]}:{figures[2:]}") for figures in choice.hours.split("-") if figures
    ]
    hours = {at for at in found if at is not None}
    return tuple(sorted(hours)) if hours and None not in found else None
