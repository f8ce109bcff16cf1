"""The reader's time zone: by buttons, by /timezone, or by the name of a city while being asked."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.settings.callbacks import ZoneChoice, ZonePage
from bot.features.settings.views import onboarding as views_onboarding
from bot.features.settings.views import timezone
from bot.features.settings.views.menu import format_next_digest
from bot.telegram.filters import SyncFilter
from bot.telegram.responses import edit_message, send_document
from bot.ui.callbacks import Flow, OpenScreen, ScreenName
from bot.ui.document import Document, build_document
from service.articles import topics as articles_topics
from service.i18n.timezones import (
    Region,
    get_city_name,
    is_timezone,
    list_zones_by_region,
    parse_timezone,
)
from service.i18n.translations import Translator
from service.subscribers.service import is_awaiting_input, update_schedule, update_subscriber
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database


def router() -> Router:
    router = Router(name="timezone")
    router.message.register(on_timezone_command, Command("timezone", ignore_case=True))
    router.callback_query.register(show_zone_picker, OpenScreen.filter(F.name == ScreenName.ZONE))
    router.callback_query.register(show_zone_page, ZonePage.filter())
    router.callback_query.register(on_first_zone_chosen, ZoneChoice.filter(F.flow == Flow.FIRST))
    router.callback_query.register(on_zone_chosen, ZoneChoice.filter())
    router.message.register(on_zone_typed, SyncFilter(F.text), _parse_typed_zone)
    return router


async def _parse_typed_zone(
    message: Message, reader: Subscriber, is_on_record: bool, now: datetime
) -> bool | dict[str, Any]:
    """Of somebody who is being asked for their zone, the name of a city is the answer."""
    if not is_on_record or not is_awaiting_input(reader, "zone", now):
        return False
    name = await asyncio.to_thread(parse_timezone, message.text or "")
    return {"name": name} if name is not None else False


async def on_timezone_command(
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
        await send_document(
            bot, reader, await _prompt_for_zone(database, reader, t, now, Flow.SETTINGS)
        )
        return
    name = await asyncio.to_thread(parse_timezone, command.args)
    if name is None:
        await send_document(bot, reader, build_document(t("timezone-unclear", text=command.args)))
        return
    await send_document(bot, reader, await _save_zone(database, reader, t, name, now, asked=""))


async def on_zone_typed(
    message: Message,
    name: str,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    if reader.state == "new":
        await send_document(bot, reader, await _save_first_zone(database, reader, t, name, now))
    else:
        await send_document(bot, reader, await _save_zone(database, reader, t, name, now, asked=""))


async def show_zone_picker(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await edit_message(bot, query, await _prompt_for_zone(database, reader, t, now, Flow.SETTINGS))


async def show_zone_page(
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
        await edit_message(
            bot, query, await _prompt_for_zone(database, reader, t, now, callback_data.flow)
        )
        return
    zones = (await asyncio.to_thread(list_zones_by_region, now.year))[region]
    document = timezone.build_zone_page(
        t, reader, region, zones, callback_data.page, callback_data.flow
    )
    await edit_message(bot, query, document)


async def on_first_zone_chosen(
    query: CallbackQuery,
    callback_data: ZoneChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    name = callback_data.zone if is_timezone(callback_data.zone) else reader.timezone
    if reader.state == "new":
        await edit_message(bot, query, await _save_first_zone(database, reader, t, name, now))
    else:
        await edit_message(bot, query, await _save_zone(database, reader, t, name, now))


async def on_zone_chosen(
    query: CallbackQuery,
    callback_data: ZoneChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    name = callback_data.zone
    if not is_timezone(name):
        await edit_message(bot, query, build_document(t("timezone-unclear", text=name)))
        return
    await edit_message(bot, query, await _save_zone(database, reader, t, name, now))


async def _prompt_for_zone(
    database: Database, reader: Subscriber, t: Translator, now: datetime, flow: Flow
) -> Document:
    async with database.write_few() as connection:
        reader = await update_subscriber(connection, reader, asked="zone", asked_at=now)
    return timezone.build_zone_picker(t, reader, now, flow=flow)


async def _save_zone(
    database: Database,
    reader: Subscriber,
    t: Translator,
    name: str,
    now: datetime,
    **values: str,
) -> Document:
    async with database.write_few() as connection:
        reader = await update_schedule(connection, reader, now, timezone=name, **values)
    where, clock = (
        get_city_name(name, t.language),
        views_onboarding.format_local_time(t, reader, now),
    )
    said = t("timezone-saved", zone=where, clock=clock, next=format_next_digest(t, reader, now))
    return timezone.build_zone_picker(t, reader, now, said)


async def _save_first_zone(
    database: Database, reader: Subscriber, t: Translator, name: str, now: datetime
) -> Document:
    """Back to the question that is still open."""
    async with database.write_few() as connection:
        reader = await update_subscriber(
            connection, reader, timezone=name, asked="hour", asked_at=now
        )
        topics = await articles_topics.list_all_topics(connection)
    return views_onboarding.build_first_time_question(t, topics, reader, now)
