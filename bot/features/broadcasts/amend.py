"""Decide about a broadcast that was sent: /correct, /retract; pause, resume and stop it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.broadcasts import draft_views, preview_views, report_views
from bot.features.broadcasts.callbacks import BroadcastAction, ControlBroadcast
from bot.telegram.context import Context
from bot.telegram.filters import May, SyncFilter
from bot.ui import message as ui_message
from bot.ui import plain
from bot.ui.document import build_document
from service.broadcasts import amendments
from service.broadcasts.transitions import ReportMessage
from service.editors.rights import Right
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast
from storage.stats.audit_log import Actor

Amend = Callable[[Broadcast, ui_message.Message, Actor, datetime, ReportMessage], Awaitable[bool]]
"""`BroadcastService.correct` or `BroadcastService.retract`."""

_COMMAND_ARGS = re.compile(r"(?:[№#]\s*)?(?P<number>[1-9]\d{0,8})(?:\s+(?P<text>\S.*))?", re.DOTALL)
_SEPARATE_NUMBER_SIGN = re.compile(r"[№#]\s")


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
    args = _COMMAND_ARGS.fullmatch(command.args or "")
    if args is None or not args["text"]:
        await ctx.send(ctx.t("correct-usage"))
        return
    loaded = await _load_broadcast(ctx, args["number"])
    if loaded is None:
        return
    broadcast, before = loaded
    words = 3 if _SEPARATE_NUMBER_SIGN.match(command.args or "") else 2
    after = draft_views.apply_correction(before, message, words)
    if broadcast.state in UNSENT_STATES:
        await _rewrite_unsent(ctx, broadcast, after)
        return
    started = ctx.t("correcting-begins", id=args["number"])
    await _amend(ctx, broadcast, after, started, ctx.services.broadcasts.correct)


async def on_retract_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Handle ``/retract ID``. A broadcast that is not sent yet is cancelled."""
    args = _COMMAND_ARGS.fullmatch(command.args or "")
    if args is None or args["text"]:
        await ctx.send(ctx.t("retract-usage"))
        return
    loaded = await _load_broadcast(ctx, args["number"])
    if loaded is None:
        return
    broadcast, before = loaded
    if broadcast.state in UNSENT_STATES:
        cancelled = await ctx.services.drafts.cancel(broadcast.id, ctx.editor, ctx.now)
        key = "breaking-cancelled" if cancelled else "breaking-already"
        await ctx.send(ctx.t(key, id=str(broadcast.id)))
        return
    notice = draft_views.replace_with_notice(
        before, plain.render(report_views.build_retraction_notice(ctx.t))
    )
    is_late = amendments.is_too_old_to_delete(broadcast, ctx.now)
    started = ctx.t("retracting-begins-late" if is_late else "retracting-begins", id=args["number"])
    await _amend(ctx, broadcast, notice, started, ctx.services.broadcasts.retract)


async def _load_broadcast(ctx: Context, number: str) -> tuple[Broadcast, ui_message.Message] | None:
    """Return a broadcast that can be changed, and what its chats show; else answer that there is
    none."""
    loaded = await ctx.services.broadcasts.load_message(int(number))
    if loaded is not None:
        broadcast, message = loaded
        if broadcast.state in UNSENT_STATES or amendments.is_amendable(broadcast):
            return broadcast, ui_message.Message.from_json(message)
    await ctx.send(ctx.t("broadcast-unknown", id=number))
    return None


async def _amend(
    ctx: Context,
    broadcast: Broadcast,
    message: ui_message.Message,
    started_text: str,
    amend: Amend,
) -> None:
    """Amend a broadcast, with the answer as its report.

    The answer is sent first: a short amendment could finish before its report exists.
    """
    chat_id = ctx.subscriber.chat_id
    report = await ctx.bot(plain.render(build_document(started_text)).send(chat_id))
    report_message = (chat_id, report.message_id)
    if not await amend(broadcast, message, ctx.editor, ctx.now, report_message):
        unknown = plain.render(build_document(ctx.t("broadcast-unknown", id=str(broadcast.id))))
        await ctx.bot(unknown.edit(*report_message))
    # What waits for its turn has the old text; it is leased again with the new one, or not sent.
    ctx.runtime.outbox.cancel_waiting(broadcast.id)
    ctx.runtime.outbox.wake()


async def _rewrite_unsent(
    ctx: Context, broadcast: Broadcast, new_message: ui_message.Message
) -> None:
    """Show a broadcast that is not sent yet with its new message."""
    preview = await ctx.services.drafts.rewrite(broadcast, new_message, ctx.editor, ctx.now)
    if preview is None:
        await ctx.send(ctx.t("breaking-already", id=str(broadcast.id)))
        return
    await ctx.bot(new_message.send(ctx.subscriber.chat_id))
    await ctx.send(
        preview_views.build_current_draft(ctx.t, preview, ctx.subscriber.timezone, ctx.now)
    )


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
