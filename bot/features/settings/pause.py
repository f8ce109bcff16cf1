"""/pause and /resume: no digests until a moment, or until the subscriber resumes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.settings.api import format_next_digest
from bot.features.settings.callbacks import PauseChoice, PauseFor
from bot.features.settings.views.pickers import build_pause_picker
from bot.telegram.context import Context
from bot.telegram.filters import PromptAnswer
from bot.ui.callbacks import OpenScreen, ScreenName
from bot.ui.document import Document, build_document
from service.i18n.durations import find_weekday, parse_pause_end
from storage.chats.subscribers import Subscriber

MONDAY = 1
PAUSE_DURATIONS = {PauseFor.DAY: timedelta(days=1), PauseFor.WEEK: timedelta(days=7)}


def router() -> Router:
    router = Router(name="pause")
    router.message.register(on_pause_command, Command("pause", ignore_case=True))
    router.message.register(on_resume_command, Command("resume", ignore_case=True))
    router.callback_query.register(show_pause_picker, OpenScreen.filter(F.name == ScreenName.PAUSE))
    router.callback_query.register(on_pause_chosen, PauseChoice.filter())
    router.message.register(on_pause_typed, PromptAnswer("pause"), _parse_typed_pause)
    return router


async def on_pause_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Pause as long as ``/pause 3 дня`` or ``до пятницы`` says; without a time, ask for it. Who is
    not subscribed has nothing to pause."""
    if not ctx.subscriber.is_subscribed:
        await ctx.send(_build_unsubscribed(ctx))
        return
    if not command.args:
        await ctx.send(await _prompt(ctx))
        return
    until = parse_pause_end(command.args, ctx.now, ctx.subscriber.timezone)
    if until is None:
        await ctx.send(ctx.t("pause-unclear"))
        return
    await on_pause_typed(message, until, ctx)


async def _parse_typed_pause(message: Message, ctx: Context) -> bool | dict[str, Any]:
    """Pass the end of a pause typed in answer to the question to the handler as ``until``."""
    until = parse_pause_end(message.text or "", ctx.now, ctx.subscriber.timezone)
    return {"until": until} if until is not None else False


async def on_pause_typed(message: Message, until: datetime, ctx: Context) -> None:
    """Pause the digests until the time that the person typed."""
    subscriber = await ctx.services.subscribers.pause(ctx.subscriber, until, ctx.now)
    await ctx.send(_build_picker(ctx, subscriber))


async def on_resume_command(message: Message, ctx: Context) -> None:
    """End the pause and say when the next digest comes. Only /start subscribes."""
    if not ctx.subscriber.is_subscribed:
        await ctx.send(_build_unsubscribed(ctx))
        return
    subscriber = await ctx.services.subscribers.activate(ctx.subscriber, ctx.now)
    await ctx.send(
        build_document(ctx.t("pause-ends"), format_next_digest(ctx.t, subscriber, ctx.now))
    )


async def show_pause_picker(query: CallbackQuery, ctx: Context) -> None:
    """Show the choice of pauses."""
    is_subscribed = ctx.subscriber.is_subscribed
    await ctx.edit(query, await _prompt(ctx) if is_subscribed else _build_unsubscribed(ctx))


async def on_pause_chosen(query: CallbackQuery, callback_data: PauseChoice, ctx: Context) -> None:
    """Pause the digests for the chosen time, or end the pause."""
    if not ctx.subscriber.is_subscribed:
        await ctx.edit(query, _build_unsubscribed(ctx))
        return
    if callback_data.lasts is PauseFor.OVER:
        subscriber = await ctx.services.subscribers.activate(ctx.subscriber, ctx.now)
    else:
        until = _find_end(callback_data.lasts, ctx)
        subscriber = await ctx.services.subscribers.pause(ctx.subscriber, until, ctx.now)
    await ctx.edit(query, _build_picker(ctx, subscriber))


def _find_end(lasts: PauseFor, ctx: Context) -> datetime | None:
    """Return the end of a pause; None for one that lasts until the subscriber resumes."""
    if lasts is PauseFor.MONDAY:
        return find_weekday(MONDAY, ctx.now, ctx.subscriber.timezone)
    duration = PAUSE_DURATIONS.get(lasts)
    return ctx.now + duration if duration else None


async def _prompt(ctx: Context) -> Document:
    """Ask for how long; the answer may be typed."""
    subscriber = await ctx.services.subscribers.set_prompt(ctx.subscriber, "pause", ctx.now)
    return _build_picker(ctx, subscriber)


def _build_unsubscribed(ctx: Context) -> Document:
    return build_document(format_next_digest(ctx.t, ctx.subscriber, ctx.now))


def _build_picker(ctx: Context, subscriber: Subscriber) -> Document:
    return build_pause_picker(ctx.t, subscriber, format_next_digest(ctx.t, subscriber, ctx.now))
