"""Schedule a broadcast: choose one of a few times, or type one."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.features.broadcasts import preview_views, proposal_views
from bot.features.broadcasts.callbacks import PreviewMenu, PreviewScreen, ScheduleBroadcast
from bot.features.broadcasts.preview import get_shown_version, show_again
from bot.features.broadcasts.review import request_approval
from bot.telegram.context import Context
from bot.telegram.filters import May, SyncFilter
from bot.ui.document import Document
from service.broadcasts.approvals import compute_version, is_of_version
from service.broadcasts.draft_service import ConfirmResult, ScheduleTimeError
from service.broadcasts.estimate import Preview
from service.editors.rights import Right
from service.i18n.datetimes import find_next_time, parse_datetime
from storage.messaging.broadcasts import Broadcast
from storage.messaging.proposals import ProposedAction

SUGGESTED_DELAYS = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=3))
SUGGESTED_TIMES = (time(8), time(12), time(18))


def router() -> Router:
    router = Router(name="schedule")
    router.message.filter(May(Right.SEND))
    router.callback_query.filter(May(Right.SEND))
    router.callback_query.register(
        show_schedule_picker, PreviewMenu.filter(F.screen == PreviewScreen.LATER)
    )
    router.callback_query.register(on_time_chosen, ScheduleBroadcast.filter())
    router.message.register(
        on_time_typed, SyncFilter(F.text & ~F.text.startswith("/")), _find_prompted_broadcast
    )
    return router


async def _find_prompted_broadcast(message: Message, ctx: Context) -> bool | dict[str, Broadcast]:
    chat_id = ctx.subscriber.chat_id
    broadcast = await ctx.services.drafts.find_awaiting_time(chat_id, ctx.now)
    return {"broadcast": broadcast} if broadcast is not None else False


async def show_schedule_picker(
    query: CallbackQuery, callback_data: PreviewMenu, ctx: Context
) -> None:
    """Show suggested times; a typed time is accepted for ten minutes."""
    broadcast = await ctx.services.drafts.ask_for_time(callback_data.broadcast, ctx.editor, ctx.now)
    if broadcast is None:
        ctx.answer_button(ctx.t("breaking-already", id=str(callback_data.broadcast)))
        return
    # The next screen shows neither the message nor the options.
    if not is_of_version(broadcast, get_shown_version(query)):
        await show_again(ctx, broadcast.id, query)
        return
    await ctx.services.subscribers.clear_article_prompt(ctx.subscriber)
    timezone = ctx.subscriber.timezone
    times = list_suggested_times(ctx.now, timezone)
    await ctx.edit(
        query, preview_views.build_schedule_picker(ctx.t, broadcast, times, timezone, ctx.now)
    )


async def on_time_chosen(
    query: CallbackQuery, callback_data: ScheduleBroadcast, ctx: Context
) -> None:
    """Schedule the broadcast for the time on the button."""
    number, at = callback_data.broadcast, datetime.fromtimestamp(callback_data.minute * 60, UTC)
    version = get_shown_version(query)
    try:
        preview = await ctx.services.drafts.schedule(number, at, ctx.editor, ctx.now, version)
    except ScheduleTimeError as error:
        ctx.answer_button(ctx.t.format_error(error))
        return
    if preview is None:
        ctx.answer_button(ctx.t("breaking-already", id=str(number)))
        return
    if preview is ConfirmResult.CHANGED:
        await show_again(ctx, number, query)
        return
    await _request_approval(ctx, preview)
    await ctx.edit(query, _build_current_draft(ctx, preview))


async def on_time_typed(message: Message, broadcast: Broadcast, ctx: Context) -> None:
    """Schedule the broadcast for the time that the editor typed. A change of the broadcast ends the
    question for a time, so that ``broadcast`` is what the editor was shown."""
    at = parse_datetime(message.text or "", ctx.now, ctx.subscriber.timezone)
    if at is None:
        await ctx.send(ctx.t("later-unclear"))
        return
    number, version = broadcast.id, compute_version(broadcast)
    try:
        preview = await ctx.services.drafts.schedule(number, at, ctx.editor, ctx.now, version)
    except ScheduleTimeError as error:
        await ctx.send(ctx.t.format_error(error))
        return
    if preview is None:
        await ctx.send(ctx.t("breaking-already", id=str(number)))
        return
    if preview is ConfirmResult.CHANGED:
        await show_again(ctx, number, None)
        return
    await _request_approval(ctx, preview)
    await ctx.send(_build_current_draft(ctx, preview))


def _build_current_draft(ctx: Context, preview: Preview) -> Document:
    zone, may_send = ctx.subscriber.timezone, ctx.may(Right.SEND)
    return preview_views.build_current_draft(ctx.t, preview, zone, ctx.now, may_send=may_send)


async def _request_approval(ctx: Context, preview: Preview) -> None:
    """Ask other editors to approve the schedule where that is needed, and say so."""
    number, version = preview.broadcast.id, compute_version(preview.broadcast)
    details = await request_approval(ctx, number, ProposedAction.SCHEDULE, version)
    if details is not None and details.missing:
        may_override = ctx.may(Right.OVERRIDE)
        await ctx.send(proposal_views.build_waiting(ctx.t, details, may_override=may_override))


def list_suggested_times(now: datetime, timezone: str) -> list[datetime]:
    """Return suggested start times, soonest first: short delays and the next round hours."""
    delayed = [now + delay for delay in SUGGESTED_DELAYS]
    return sorted({*delayed, *(find_next_time(now, timezone, at) for at in SUGGESTED_TIMES)})
