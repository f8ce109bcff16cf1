"""The time zone: by buttons, by /timezone, or by the name of a city in answer to a prompt."""

from __future__ import annotations

import asyncio
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.settings import api
from bot.features.settings.api import format_next_digest
from bot.features.settings.callbacks import ZoneChoice, ZonePage
from bot.features.settings.views import timezone as views
from bot.telegram.context import Context
from bot.telegram.filters import PromptAnswer
from bot.ui.callbacks import Flow, OpenScreen, ScreenName
from bot.ui.document import Document, build_document
from service.i18n.city_names import format_place
from service.i18n.timezones import (
    Region,
    list_zones_by_region,
    parse_timezone,
)
from service.subscribers.changes import UnknownTimezone, is_in_setup


def router() -> Router:
    router = Router(name="timezone")
    router.message.register(on_timezone_command, Command("timezone", ignore_case=True))
    router.callback_query.register(show_zone_picker, OpenScreen.filter(F.name == ScreenName.ZONE))
    router.callback_query.register(show_zone_page, ZonePage.filter())
    router.callback_query.register(on_zone_chosen, ZoneChoice.filter())
    router.message.register(on_zone_typed, PromptAnswer("timezone"), _parse_typed_zone)
    return router


async def _parse_typed_zone(message: Message, ctx: Context) -> bool | dict[str, Any]:
    """Pass a zone typed in answer to the prompt to the handler as ``zone``."""
    zone = await asyncio.to_thread(parse_timezone, message.text or "")
    return {"zone": zone} if zone is not None else False


async def on_timezone_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Set the time zone of ``/timezone Одесса`` or ``Europe/Warsaw``; without one, ask for it."""
    if not command.args:
        await ctx.send(await _prompt_for_zone(ctx, Flow.SETTINGS))
        return
    zone = await asyncio.to_thread(parse_timezone, command.args)
    if zone is None:
        await ctx.send(ctx.t("timezone-unclear", text=command.args))
        return
    await ctx.send(await _save_zone(ctx, zone, typed=command.args))


async def on_zone_typed(message: Message, zone: str, ctx: Context) -> None:
    """Save a typed zone; during onboarding the digest times are asked next."""
    if is_in_setup(ctx.subscriber):
        await ctx.send(await _save_first_zone(ctx, zone, typed=message.text or ""))
    else:
        await ctx.send(await _save_zone(ctx, zone, typed=message.text or ""))


async def show_zone_picker(query: CallbackQuery, ctx: Context) -> None:
    """Ask for the time zone in the settings message."""
    await ctx.edit(query, await _prompt_for_zone(ctx, Flow.SETTINGS))


async def show_zone_page(query: CallbackQuery, callback_data: ZonePage, ctx: Context) -> None:
    """Show a page of a region's zones; without a known region the list of regions."""
    region = next((one for one in Region if one == callback_data.region), None)
    if region is None:
        await ctx.edit(query, await _prompt_for_zone(ctx, callback_data.flow))
        return
    zones = (await asyncio.to_thread(list_zones_by_region, ctx.now.year))[region]
    document = views.build_zone_page(
        ctx.t, ctx.subscriber, region, zones, callback_data.page, callback_data.flow
    )
    await ctx.edit(query, document)


async def on_zone_chosen(query: CallbackQuery, callback_data: ZoneChoice, ctx: Context) -> None:
    """Save the chosen time zone; in a first setup the digest times are shown next."""
    is_first = callback_data.flow is Flow.FIRST and is_in_setup(ctx.subscriber)
    save = _save_first_zone if is_first else _save_zone
    try:
        document = await save(ctx, callback_data.zone)
    except UnknownTimezone as error:
        document = build_document(ctx.t.format_error(error))
    await ctx.edit(query, document)


async def _prompt_for_zone(ctx: Context, flow: Flow) -> Document:
    subscriber = await ctx.services.subscribers.set_prompt(ctx.subscriber, "timezone", ctx.now)
    return views.build_zone_picker(ctx.t, subscriber, ctx.now, flow=flow)


async def _save_zone(ctx: Context, zone: str, typed: str = "") -> Document:
    """Store the zone; show the city that was typed, which may be another than the zone's."""
    subscriber = await ctx.services.subscribers.set_timezone(
        ctx.subscriber, zone, ctx.now, typed=typed
    )
    status = ctx.t(
        "timezone-saved",
        zone=format_place(subscriber.city, zone, ctx.t.language),
        clock=api.format_local_time(ctx.t, subscriber, ctx.now),
        next=format_next_digest(ctx.t, subscriber, ctx.now),
    )
    return views.build_zone_picker(ctx.t, subscriber, ctx.now, status)


async def _save_first_zone(ctx: Context, zone: str, typed: str = "") -> Document:
    """Store the zone and return to the question for the digest time."""
    saved = await ctx.services.setup.set_first_timezone(ctx.subscriber, zone, ctx.now, typed=typed)
    return api.build_first_time_question(ctx.t, saved.topics, saved.subscriber, ctx.now)
