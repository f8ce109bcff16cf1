"""Quiet hours, in which breaking news arrives silently or waits until they end."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.settings.callbacks import SetQuietHours, SetQuietMode
from bot.features.settings.views.quiet_hours import build_quiet_hours
from bot.telegram.context import Context
from bot.ui.callbacks import OpenScreen, ScreenName
from service.i18n.durations import parse_time_span


def router() -> Router:
    router = Router(name="quiet hours")
    router.message.register(on_quiet_command, Command("quiet", ignore_case=True))
    router.callback_query.register(show_quiet_hours, OpenScreen.filter(F.name == ScreenName.QUIET))
    router.callback_query.register(on_quiet_hours_chosen, SetQuietHours.filter())
    router.callback_query.register(on_quiet_mode_chosen, SetQuietMode.filter())
    return router


async def on_quiet_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Set the quiet hours of ``/quiet 23:30-7:15``; without a time, show the choices."""
    subscriber = ctx.subscriber
    if command.args:
        span = parse_time_span(command.args)
        if span is None:
            await ctx.send(ctx.t("quiet-unclear"))
            return
        subscriber = await ctx.services.subscribers.set_quiet_hours(subscriber, span)
    await ctx.send(build_quiet_hours(ctx.t, subscriber))


async def show_quiet_hours(query: CallbackQuery, ctx: Context) -> None:
    """Show the choice of quiet hours."""
    await ctx.edit(query, build_quiet_hours(ctx.t, ctx.subscriber))


async def on_quiet_hours_chosen(
    query: CallbackQuery, callback_data: SetQuietHours, ctx: Context
) -> None:
    """Set the quiet hours of the button; an empty or invalid span removes them."""
    span = parse_time_span(f"{_add_colon(callback_data.start)}-{_add_colon(callback_data.end)}")
    subscriber = await ctx.services.subscribers.set_quiet_hours(ctx.subscriber, span)
    await ctx.edit(query, build_quiet_hours(ctx.t, subscriber))


async def on_quiet_mode_chosen(
    query: CallbackQuery, callback_data: SetQuietMode, ctx: Context
) -> None:
    """Save whether breaking news waits for the end of the quiet hours."""
    service = ctx.services.subscribers
    subscriber = await service.set_quiet_mode(ctx.subscriber, hold=callback_data.hold)
    await ctx.edit(query, build_quiet_hours(ctx.t, subscriber))


def _add_colon(digits: str) -> str:
    return f"{digits[:2]}:{digits[2:]}"
