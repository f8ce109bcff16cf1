"""Pause, resume and stop a running broadcast."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.broadcasts.callbacks import BroadcastAction, ControlBroadcast
from bot.telegram.context import Context


def router() -> Router:
    router = Router(name="steering")
    router.callback_query.filter(MagicData(F.ctx.is_editor))
    router.callback_query.register(on_control_action, ControlBroadcast.filter())
    return router


async def on_control_action(
    query: CallbackQuery,
    callback_data: ControlBroadcast,
    callback_answer: CallbackAnswer,
    ctx: Context,
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
        callback_answer.text = ctx.t("breaking-already", id=str(number))
        return
    if callback_data.action is BroadcastAction.RESUME:
        ctx.runtime.outbox.wake()
    else:
        ctx.runtime.outbox.cancel_waiting(number)
    await ctx.runtime.broadcast_reports.update_report(number)
