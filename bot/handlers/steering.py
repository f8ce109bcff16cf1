"""Pause, resume and stop, while a broadcast is on its way."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.broadcasting import running
from bot.callbacks import Steer, Steering
from bot.delivery.worker import OutboxWorker
from bot.jobs.broadcasts import BroadcastJob
from bot.translations import Translator
from storage import broadcasts
from storage.audit import Actor
from storage.engine import Database

_ACTS = {
    Steering.PAUSE: running.pause,
    Steering.RESUME: running.resume,
    Steering.STOP: running.stop,
}


def router() -> Router:
    router = Router(name="steering")
    router.callback_query.filter(MagicData(F.is_editor))
    router.callback_query.register(steer, Steer.filter())
    return router


async def steer(
    query: CallbackQuery,
    callback_data: Steer,
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
        done = broadcast is not None and await _ACTS[callback_data.act](
            connection, broadcast, actor, now
        )
        if done and here is not None:
            await broadcasts.report_in(connection, number, here.chat.id, here.message_id)
    if not done:
        callback_answer.text = t("breaking-already", id=str(number))
        return
    if callback_data.act is Steering.RESUME:
        outbox_worker.wake()
    else:  # what waits for its turn already goes back
        outbox_worker.withdraw(number)
    await broadcast_job.show(number)
