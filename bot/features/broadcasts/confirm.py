"""The buttons that decide about a previewed broadcast: send it now, or discard it."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.broadcasts.callbacks import ConfirmBroadcast
from bot.telegram.context import Context
from bot.ui.document import build_document
from service.broadcasts.service import ConfirmResult


def router() -> Router:
    router = Router(name="confirming")
    router.callback_query.filter(MagicData(F.ctx.is_editor))
    router.callback_query.register(on_send_chosen, ConfirmBroadcast.filter(F.send))
    router.callback_query.register(on_cancel_chosen, ConfirmBroadcast.filter(~F.send))
    return router


async def on_send_chosen(
    query: CallbackQuery,
    callback_data: ConfirmBroadcast,
    callback_answer: CallbackAnswer,
    ctx: Context,
) -> None:
    """Enqueue the broadcast. The message with the button becomes its report."""
    number = callback_data.broadcast
    report = (query.message.chat.id, query.message.message_id) if query.message else None
    match await ctx.services.broadcasts.confirm(number, ctx.editor, ctx.now, report):
        case ConfirmResult.NO_RECIPIENTS:
            callback_answer.text = ctx.t("breaking-nobody", id=str(number))
        case ConfirmResult.ALREADY_DECIDED:
            callback_answer.text = ctx.t("breaking-already", id=str(number))
        case ConfirmResult.CONFIRMED:
            ctx.runtime.outbox.wake()
            await ctx.runtime.broadcast_reports.update_report(number)


async def on_cancel_chosen(
    query: CallbackQuery,
    callback_data: ConfirmBroadcast,
    callback_answer: CallbackAnswer,
    ctx: Context,
) -> None:
    number = callback_data.broadcast
    if not await ctx.services.broadcasts.cancel(number, ctx.editor, ctx.now):
        callback_answer.text = ctx.t("breaking-already", id=str(number))
        return
    await ctx.edit(query, build_document(ctx.t("breaking-cancelled", id=str(number))))
