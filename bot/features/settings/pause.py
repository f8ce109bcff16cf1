"""/pause and /resume: no digests until a moment, or until the subscriber resumes."""

from __future__ import annotations

from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.settings.callbacks import PauseChoice, PauseFor
from bot.features.settings.views.menu import format_next_digest
from bot.features.settings.views.pickers import build_pause_picker
from bot.telegram.context import Context
from bot.ui.callbacks import OpenScreen, ScreenName
from bot.ui.document import Document, build_document
from service.i18n.durations import parse_pause_end
from storage.chats.subscribers import Subscriber

PAUSE_DURATIONS = {PauseFor.DAY: timedelta(days=1), PauseFor.WEEK: timedelta(days=7)}


def router() -> Router:
    router = Router(name="pause")
    router.message.register(on_pause_command, Command("pause", ignore_case=True))
    router.message.register(on_resume_command, Command("resume", ignore_case=True))
    router.callback_query.register(show_pause_picker, OpenScreen.filter(F.name == ScreenName.PAUSE))
    router.callback_query.register(on_pause_chosen, PauseChoice.filter())
    return router


async def on_pause_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """``/pause``: until the subscriber resumes. ``/pause 3 дня``."""
    until = None
    if command.args:
        until = parse_pause_end(command.args, ctx.now, ctx.subscriber.timezone)
        if until is None:
            await ctx.send(ctx.t("pause-unclear"))
            return
    subscriber = await ctx.services.subscribers.pause(ctx.subscriber, until, ctx.now)
    await ctx.send(_build_picker(ctx, subscriber))


async def on_resume_command(message: Message, ctx: Context) -> None:
    """End the pause and say when the next digest comes."""
    subscriber = await ctx.services.subscribers.activate(ctx.subscriber, ctx.now)
    await ctx.send(
        build_document(ctx.t("pause-ends"), format_next_digest(ctx.t, subscriber, ctx.now))
    )


async def show_pause_picker(query: CallbackQuery, ctx: Context) -> None:
    """Show the choice of pauses."""
    await ctx.edit(query, _build_picker(ctx, ctx.subscriber))


async def on_pause_chosen(query: CallbackQuery, callback_data: PauseChoice, ctx: Context) -> None:
    """Pause the digests for the chosen time, or end the pause."""
    if callback_data.lasts is PauseFor.OVER:
        subscriber = await ctx.services.subscribers.activate(ctx.subscriber, ctx.now)
    else:
        duration = PAUSE_DURATIONS.get(callback_data.lasts)
        until = ctx.now + duration if duration else None
        subscriber = await ctx.services.subscribers.pause(ctx.subscriber, until, ctx.now)
    await ctx.edit(query, _build_picker(ctx, subscriber))


def _build_picker(ctx: Context, subscriber: Subscriber) -> Document:
    return build_pause_picker(ctx.t, subscriber, format_next_digest(ctx.t, subscriber, ctx.now))
