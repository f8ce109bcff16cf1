"""The times and weekdays of the digest: by /time, by buttons, or typed in answer to a prompt."""

from __future__ import annotations

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.settings import api
from bot.features.settings.api import format_next_digest, list_times
from bot.features.settings.callbacks import TimesChoice, ToggleSetting, WeekdaysChoice
from bot.features.settings.views import pickers
from bot.features.settings.views.menu import build_toggles
from bot.telegram.context import Context
from bot.telegram.filters import PromptAnswer
from bot.ui.callbacks import Flow, OpenScreen, RunCommand, ScreenName
from bot.ui.document import Button, Document, Rows, build_document
from service.i18n.clock_times import parse_clock_time, parse_clock_times
from service.subscribers.changes import is_setup_open
from service.subscribers.service import MAX_DIGEST_TIMES
from storage.chats.subscribers import EVERY_DAY, Subscriber


def router() -> Router:
    router = Router(name="digest times")
    router.message.register(on_time_command, Command("time", ignore_case=True))
    router.callback_query.register(on_times_requested, RunCommand.filter(F.command == "hour"))
    router.callback_query.register(show_times_picker, OpenScreen.filter(F.name == ScreenName.TIMES))
    router.callback_query.register(
        show_many_times_picker, OpenScreen.filter(F.name == ScreenName.MULTIPLE_TIMES)
    )
    router.callback_query.register(on_first_times_chosen, TimesChoice.filter(F.flow == Flow.FIRST))
    router.callback_query.register(on_times_chosen, TimesChoice.filter())
    router.callback_query.register(
        show_weekdays_picker, OpenScreen.filter(F.name == ScreenName.WEEKDAYS)
    )
    router.callback_query.register(on_weekdays_chosen, WeekdaysChoice.filter())
    router.callback_query.register(toggle_setting, ToggleSetting.filter())
    router.message.register(on_times_typed, PromptAnswer("digest_time"), _parse_typed_times)
    return router


async def _parse_typed_times(message: Message, ctx: Context) -> bool | dict[str, Any]:
    """Pass clock times typed in answer to the prompt to the handler as ``times``."""
    times = parse_clock_times(message.text or "")
    return {"times": times} if times is not None and len(times) <= MAX_DIGEST_TIMES else False


async def on_time_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Set the digest times of ``/time 8 13 20:30``; without a time, ask for them."""
    if not command.args:
        await ctx.send(await _prompt_for_times(ctx))
        return
    times = parse_clock_times(command.args)
    if times is None or len(times) > MAX_DIGEST_TIMES:
        key = "digest-times-unclear" if times is None else "digest-times-too-many"
        await ctx.send(ctx.t(key))
        return
    await on_times_typed(message, times, ctx)


async def on_times_typed(message: Message, times: tuple[time, ...], ctx: Context) -> None:
    """Save typed times. In a first setup they end it, unless topics are still being chosen."""
    await ctx.send(await _save_times(ctx, times, ends_setup=ctx.subscriber.setup_step != "topics"))
    ctx.runtime.outbox.wake()


async def on_times_requested(query: CallbackQuery, ctx: Context) -> None:
    """Ask for the digest times in a new message."""
    await ctx.send(await _prompt_for_times(ctx))


async def show_times_picker(query: CallbackQuery, ctx: Context) -> None:
    """Ask for the digest times in the settings message."""
    await ctx.edit(query, await _prompt_for_times(ctx))


async def show_many_times_picker(query: CallbackQuery, ctx: Context) -> None:
    """Show the picker of several digest times a day."""
    await ctx.edit(query, _build_times_picker(ctx, ctx.subscriber, many=True))


async def on_first_times_chosen(
    query: CallbackQuery, callback_data: TimesChoice, ctx: Context
) -> None:
    """Save the first digest time, which ends onboarding, and send the first digest."""
    times = _parse_times(callback_data) or ctx.subscriber.digest_times
    await ctx.edit(query, await _save_times(ctx, times))
    ctx.runtime.outbox.wake()


async def on_times_chosen(query: CallbackQuery, callback_data: TimesChoice, ctx: Context) -> None:
    """Save the chosen times, one to three; show the picker again."""
    times = _parse_times(callback_data)
    if times is None or len(times) > MAX_DIGEST_TIMES:
        key = "digest-times-at-least-one" if times is None else "digest-times-too-many"
        ctx.answer_button(ctx.t(key))
        return
    subscriber = await ctx.services.subscribers.change_digest_times(ctx.subscriber, times, ctx.now)
    await ctx.edit(query, _build_times_picker(ctx, subscriber, many=callback_data.multiple))


async def show_weekdays_picker(query: CallbackQuery, ctx: Context) -> None:
    """Show the picker of weekdays with a digest."""
    await ctx.edit(query, _build_weekdays_picker(ctx, ctx.subscriber))


async def on_weekdays_chosen(
    query: CallbackQuery, callback_data: WeekdaysChoice, ctx: Context
) -> None:
    """Save the chosen weekdays and show the picker again."""
    days = EVERY_DAY & set(map(int, str(callback_data.days)))
    subscriber = await ctx.services.subscribers.set_weekdays(ctx.subscriber, days, ctx.now)
    await ctx.edit(query, _build_weekdays_picker(ctx, subscriber))


async def toggle_setting(query: CallbackQuery, callback_data: ToggleSetting, ctx: Context) -> None:
    """Turn the weekly review or the notice of an empty digest on or off."""
    service, is_on = ctx.services.subscribers, callback_data.on
    if callback_data.setting == "weekly":
        subscriber = await service.set_weekly_review(ctx.subscriber, ctx.now, is_on=is_on)
    else:
        subscriber = await service.set_empty_notice(ctx.subscriber, is_on=is_on)
    await ctx.edit(query, _build_weekdays_picker(ctx, subscriber))


async def _prompt_for_times(ctx: Context) -> Document:
    subscriber = await ctx.services.subscribers.set_prompt(ctx.subscriber, "digest_time", ctx.now)
    return _build_times_picker(ctx, subscriber)


async def _save_times(
    ctx: Context, times: tuple[time, ...], *, ends_setup: bool = True
) -> Document:
    saved = await ctx.services.subscribers.set_digest_times(
        ctx.subscriber, times, ctx.now, ctx.runtime.enqueue_first_digest, ends_setup=ends_setup
    )
    if saved.is_first:
        return api.build_subscribed(
            ctx.t,
            saved.subscriber,
            ctx.now,
            has_first_digest=saved.has_first_digest,
            crowd=ctx.services.sending_plan.find_crowded(saved.subscriber.next_digest_at),
            free_time=_build_free_time_row(ctx, saved.subscriber),
        )
    open_setup = is_setup_open(saved.subscriber, ctx.now)
    rows = [(api.build_continue_button(ctx.t),)] if open_setup else []
    return build_document(
        ctx.t("digest-times-saved", clock=list_times(ctx.t, times)),
        format_next_digest(ctx.t, saved.subscriber, ctx.now, ctx.services.sending_plan),
        buttons=(*_build_free_time_row(ctx, saved.subscriber), *rows),
    )


def _build_free_time_row(ctx: Context, subscriber: Subscriber) -> Rows:
    """Return a button that sets a free time instead of the only one, if that is crowded."""
    window = ctx.services.sending_plan.find_crowded(subscriber.next_digest_at)
    if window is None or len(subscriber.digest_times) > 1:
        return ()
    free = ctx.services.sending_plan.suggest_time(window.digest_time)
    if free is None:
        return ()
    local = free.astimezone(ZoneInfo(subscriber.timezone)).time()
    choice = TimesChoice(times=local.strftime("%H%M"), flow=Flow.SETTINGS)
    label = ctx.t("button-free-time", clock=ctx.t.format_time(local))
    return ((Button(f"🕗 {label}", choice.pack()),),)


def _build_times_picker(ctx: Context, subscriber: Subscriber, *, many: bool = False) -> Document:
    status = format_next_digest(ctx.t, subscriber, ctx.now, ctx.services.sending_plan)
    free_time = _build_free_time_row(ctx, subscriber)
    return pickers.build_times_picker(ctx.t, subscriber, status, many=many, free_time=free_time)


def _build_weekdays_picker(ctx: Context, subscriber: Subscriber) -> Document:
    status = format_next_digest(ctx.t, subscriber, ctx.now)
    toggles = build_toggles(ctx.t, subscriber)
    return pickers.build_weekdays_picker(ctx.t, subscriber, status, toggles)


def _parse_times(choice: TimesChoice) -> tuple[time, ...] | None:
    """Return the clock times of a button; None if there are none or one is invalid."""
    found = [
        parse_clock_time(f"{digits[:2]}:{digits[2:]}")
        for digits in choice.times.split("-")
        if digits
    ]
    times = {at for at in found if at is not None}
    return tuple(sorted(times)) if times and None not in found else None
