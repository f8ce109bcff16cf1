"""The reader's time zone: by buttons, by /timezone, or by the name of a city while being asked."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import topics as every_topic
from bot.callbacks import Flow, Screen, ScreenName, ZoneChoice, ZonePage
from bot.filters import Fits
from bot.people import change, is_asked, replan
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import meeting
from bot.views import zones as views
from bot.views.document import Document, page
from bot.views.settings import whats_next
from bot.zones import Region, city, is_known, parse_timezone, zones_of_regions
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="timezone")
    router.message.register(zone, Command("timezone", ignore_case=True))
    router.callback_query.register(ask, Screen.filter(F.name == ScreenName.ZONE))
    router.callback_query.register(turn, ZonePage.filter())
    router.callback_query.register(choose_first, ZoneChoice.filter(F.flow == Flow.FIRST))
    router.callback_query.register(choose, ZoneChoice.filter())
    router.message.register(zone_typed, Fits(F.text), _is_choosing_zone)
    return router


async def _is_choosing_zone(
    message: Message, reader: Subscriber, is_on_record: bool, now: datetime
) -> bool | dict[str, Any]:
    """Of somebody who is being asked for their zone, the name of a city is the answer."""
    if not is_on_record or not is_asked(reader, "zone", now):
        return False
    name = await asyncio.to_thread(parse_timezone, message.text or "")
    return {"name": name} if name is not None else False


async def zone(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """``/timezone``, ``/timezone Europe/Warsaw``, ``/timezone Одесса``."""
    if not command.args:
        await say(bot, reader, await _ask(database, reader, t, now, Flow.SETTINGS))
        return
    name = await asyncio.to_thread(parse_timezone, command.args)
    if name is None:
        await say(bot, reader, page(t("timezone-unclear", text=command.args)))
        return
    await say(bot, reader, await _keep(database, reader, t, name, now, asked=""))


async def zone_typed(
    message: Message,
    name: str,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    if reader.state == "new":
        await say(bot, reader, await _keep_first(database, reader, t, name, now))
    else:
        await say(bot, reader, await _keep(database, reader, t, name, now, asked=""))


async def ask(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await say_here(bot, query, await _ask(database, reader, t, now, Flow.SETTINGS))


async def turn(
    query: CallbackQuery,
    callback_data: ZonePage,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """A page of a region; what is none is where the regions are."""
    region = next((one for one in Region if one == callback_data.region), None)
    if region is None:
        await say_here(bot, query, await _ask(database, reader, t, now, callback_data.flow))
        return
    zones = (await asyncio.to_thread(zones_of_regions, now.year))[region]
    document = views.zone_page(t, reader, region, zones, callback_data.page, callback_data.flow)
    await say_here(bot, query, document)


async def choose_first(
    query: CallbackQuery,
    callback_data: ZoneChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    name = callback_data.zone if is_known(callback_data.zone) else reader.timezone
    if reader.state == "new":
        await say_here(bot, query, await _keep_first(database, reader, t, name, now))
    else:
        await say_here(bot, query, await _keep(database, reader, t, name, now))


async def choose(
    query: CallbackQuery,
    callback_data: ZoneChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    name = callback_data.zone
    if not is_known(name):
        await say_here(bot, query, page(t("timezone-unclear", text=name)))
        return
    await say_here(bot, query, await _keep(database, reader, t, name, now))


async def _ask(
    database: Database, reader: Subscriber, t: Translator, now: datetime, flow: Flow
) -> Document:
    async with database.write_few() as connection:
        reader = await change(connection, reader, asked="zone", asked_at=now)
    return views.zone_choice(t, reader, now, flow=flow)


async def _keep(
    database: Database,
    reader: Subscriber,
    t: Translator,
    name: str,
    now: datetime,
    **values: str,
) -> Document:
    async with database.write_few() as connection:
        reader = await replan(connection, reader, now, timezone=name, **values)
    where, clock = city(name, t.language), meeting.clock_in(t, reader, now)
    said = t("timezone-saved", zone=where, clock=clock, next=whats_next(t, reader, now))
    return views.zone_choice(t, reader, now, said)


async def _keep_first(
    database: Database, reader: Subscriber, t: Translator, name: str, now: datetime
) -> Document:
    """Back to the question that is still open."""
    async with database.write_few() as connection:
        reader = await change(connection, reader, timezone=name, asked="hour", asked_at=now)
        topics = await every_topic.every(connection)
    return meeting.first_hour(t, topics, reader, now)
