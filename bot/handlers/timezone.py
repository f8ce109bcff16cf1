"""The reader's time zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Ask, ZoneChoice
from bot.hours import parse_timezone
from bot.people import change, reschedule
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import meeting
from bot.views.document import Document, page
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="timezone")
    router.message.register(zone, Command("timezone", ignore_case=True))
    router.callback_query.register(zone_asked, Ask.filter(F.what == "zone"))
    router.callback_query.register(zone_chosen, ZoneChoice.filter())
    return router


async def zone(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    if not command.args:
        await say(bot, reader, meeting.zone_choice(t, reader.timezone))
        return
    name = parse_timezone(command.args)
    if name is None:
        await say(bot, reader, page(t("timezone-unclear", text=command.args)))
        return
    await say(bot, reader, await _keep_zone(database, reader, t, name, now))


async def zone_asked(query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, meeting.zone_choice(t, reader.timezone))


async def zone_chosen(
    query: CallbackQuery,
    callback_data: ZoneChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    name = parse_timezone(callback_data.zone)
    if name is None:
        await say_here(bot, query, page(t("timezone-unclear", text=callback_data.zone)))
        return
    await say_here(bot, query, await _keep_zone(database, reader, t, name, now))


async def _keep_zone(
    database: Database, reader: Subscriber, t: Translator, name: str, now: datetime
) -> Document:
    async with database.write_few() as connection:
        if reader.state == "active":
            reader = await reschedule(connection, reader, now, timezone=name)
        else:
            reader = await change(connection, reader, timezone=name)
    clock = t.hour(now.astimezone(ZoneInfo(name)).time())
    if reader.next_digest_at is None:
        return page(t("timezone-saved-idle", zone=name, clock=clock))
    moment = t.moment(reader.next_digest_at, name, now)
    return page(t("timezone-saved", zone=name, clock=clock, moment=moment))
