"""Decide about a broadcast that was sent: /correct, /retract; pause, resume and stop it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.broadcasts import draft_views, preview_views, report_views
from bot.features.broadcasts.callbacks import BroadcastAction, ControlBroadcast
from bot.telegram.context import Context
from bot.telegram.filters import May, SyncFilter
from bot.telegram.message_input import parse_numbered_args
from bot.ui import message as ui_message
from bot.ui import plain
from bot.ui.document import build_document
from service.broadcasts.service import AmendableBroadcast, AmendResult, Announce
from service.broadcasts.transitions import ReportMessage
from service.editors.rights import Right
from storage.stats.audit_log import Actor

Amend = Callable[
    [AmendableBroadcast, ui_message.Message, Actor, datetime, Announce], Awaitable[AmendResult]
]
"""`BroadcastService.correct` or `BroadcastService.retract`."""


def router() -> Router:
    router = Router(name="amend")
    router.message.filter(SyncFilter(F.text), May(Right.AMEND))
    router.callback_query.filter(May(Right.SEND))
    router.message.register(on_correct_command, Command("correct", ignore_case=True))
    router.message.register(on_retract_command, Command("retract", ignore_case=True))
    router.callback_query.register(on_control_action, ControlBroadcast.filter())
    return router


async def on_correct_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Handle ``/correct ID TEXT``. A broadcast that is not sent yet is previewed again."""
    args = parse_numbered_args(command)
    if args is None or not args.text:
        await ctx.send(ctx.t("correct-usage"))
        return
    target = await _get_amendable(ctx, args.number)
    if target is None:
        return
    old = ui_message.Message.from_json(target.message)
    new = draft_views.apply_correction(old, message, args.words)
    started = ctx.t("correcting-begins", id=str(args.number))
    if await _amend(ctx, target, new, started, ctx.services.broadcasts.correct):
        await ctx.bot(new.send(ctx.subscriber.chat_id))
        if preview := await ctx.services.drafts.reopen_preview(target.broadcast.id, ctx.editor):
            zone = ctx.subscriber.timezone
            await ctx.send(preview_views.build_current_draft(ctx.t, preview, zone, ctx.now))


async def on_retract_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Handle ``/retract ID``. A broadcast that is not sent yet is cancelled."""
    args = parse_numbered_args(command)
    if args is None or args.text:
        await ctx.send(ctx.t("retract-usage"))
        return
    target = await _get_amendable(ctx, args.number)
    if target is None:
        return
    notice = draft_views.replace_with_notice(
        ui_message.Message.from_json(target.message),
        plain.render(report_views.build_retraction_notice(ctx.t)),
    )
    key = "retracting-begins-late" if target.is_too_old_to_delete else "retracting-begins"
    started = ctx.t(key, id=str(args.number))
    if await _amend(ctx, target, notice, started, ctx.services.broadcasts.retract):
        await ctx.send(ctx.t("breaking-cancelled", id=str(args.number)))


async def _get_amendable(ctx: Context, number: int) -> AmendableBroadcast | None:
    """Return a broadcast that can be changed; else answer that there is none."""
    target = await ctx.services.broadcasts.get_amendable(number, ctx.now)
    if target is None:
        await ctx.send(ctx.t("broadcast-unknown", id=str(number)))
    return target


async def _amend(
    ctx: Context,
    target: AmendableBroadcast,
    message: ui_message.Message,
    started_text: str,
    amend: Amend,
) -> bool:
    """Amend a broadcast, with the answer as its report; return whether it was not sent yet."""
    chat_id, number = ctx.subscriber.chat_id, target.broadcast.id

    async def announce() -> ReportMessage:
        report = await ctx.bot(plain.render(build_document(started_text)).send(chat_id))
        return chat_id, report.message_id

    result = await amend(target, message, ctx.editor, ctx.now, announce)
    if result is AmendResult.ALREADY_DECIDED:
        await ctx.send(ctx.t("breaking-already", id=str(number)))
    elif result is AmendResult.STARTED:
        # What waits for its turn has the old text; it is leased again with the new one, or not.
        ctx.runtime.outbox.cancel_waiting(number)
        ctx.runtime.outbox.wake()
    return result is AmendResult.CHANGED_UNSENT


async def on_control_action(
    query: CallbackQuery, callback_data: ControlBroadcast, ctx: Context
) -> None:
    """Change the broadcast. The message with the button becomes its report."""
    number, service = callback_data.broadcast, ctx.services.broadcasts
    actions = {
        BroadcastAction.PAUSE: service.pause,
        BroadcastAction.RESUME: service.resume,
        BroadcastAction.STOP: service.stop,
    }
    report = (query.message.chat.id, query.message.message_id) if query.message else None
    if not await actions[callback_data.action](number, ctx.editor, ctx.now, report):
        ctx.answer_button(ctx.t("breaking-already", id=str(number)))
        return
    if callback_data.action is BroadcastAction.RESUME:
        ctx.runtime.outbox.wake()
    else:
        ctx.runtime.outbox.cancel_waiting(number)
    await ctx.runtime.broadcast_reports.update_report(number)
