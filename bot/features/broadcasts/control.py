"""Pause, resume and stop, while a broadcast is on its way."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.broadcasts.callbacks import BroadcastAction, ControlBroadcast
from bot.features.broadcasts.job import BroadcastJob
from bot.telegram.outbox.worker import OutboxWorker
from service.broadcasts import lifecycle
from service.i18n.translations import Translator
from storage.database.engine import Database
from storage.messaging import broadcasts
from storage.stats.audit_log import Actor

_ACTIONS = {
    BroadcastAction.PAUSE: lifecycle.pause,
    BroadcastAction.RESUME: lifecycle.resume,
    BroadcastAction.STOP: lifecycle.stop,
}


def router() -> Router:
    router = Router(name="steering")
    router.callback_query.filter(MagicData(F.is_editor))
    router.callback_query.register(on_control_action, ControlBroadcast.filter())
    return router


async def on_control_action(
    query: CallbackQuery,
    callback_data: ControlBroadcast,
    callback_answer: CallbackAnswer,
    database: Database,
    outbox_worker: OutboxWorker,
    broadcast_job: BroadcastJob,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """Done once. The message with the button is the report from now on."""
    number, here = callback_data.broadcast, query.message
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, number)
        done = broadcast is not None and await _ACTIONS[callback_data.action](
            connection, broadcast, actor, now
        )
        if done and here is not None:
            await broadcasts.set_report_message(connection, number, here.chat.id, here.message_id)
    if not done:
        callback_answer.text = t("breaking-already", id=str(number))
        return
    if callback_data.action is BroadcastAction.RESUME:
        outbox_worker.wake()
    else:  # what waits for its turn already goes back
        outbox_worker.cancel_waiting(number)
    await broadcast_job.update_report(number)
