"""Pause, resume and stop, while a broadcast is on its way."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.broadcasting import running
from bot.callbacks import Steer, Steering
from bot.delivery.worker import OutboxWorker
from bot.replies import say_here
from bot.translations import Translator
from bot.views import progress as views
from storage import broadcasts
from storage.audit import Actor
from storage.engine import Database
from storage.progress import failures, progress

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
    bot: Bot,
    database: Database,
    outbox_worker: OutboxWorker,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    number = callback_data.broadcast
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, number)
        done = broadcast is not None and await _ACTS[callback_data.act](
            connection, broadcast, actor, now
        )
        broadcast = await broadcasts.get(connection, number)
        if not done or broadcast is None:
            callback_answer.text = t("breaking-already", id=str(number))
            return
        so_far = await progress(connection, broadcast, now)
        failed = await failures(connection, broadcast)
    outbox_worker.wake()
    await say_here(bot, query, views.progress(t, broadcast, so_far, failed))
