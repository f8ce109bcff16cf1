"""«Отправить» and «Отмена» under a preview: done once, however often and by whomever pressed."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.broadcasting import drafting
from bot.broadcasting.estimate import breaking_pace
from bot.callbacks import Decision
from bot.delivery.worker import OutboxWorker
from bot.jobs.broadcasts import BroadcastJob
from bot.replies import say_here
from bot.settings import Settings
from bot.translations import Translator
from bot.views.document import page
from storage import audience, broadcasts
from storage.audit import Actor
from storage.engine import Database


def router() -> Router:
    router = Router(name="confirming")
    router.callback_query.filter(MagicData(F.is_editor))
    router.callback_query.register(send, Decision.filter(F.send))
    router.callback_query.register(cancel, Decision.filter(~F.send))
    return router


async def send(
    query: CallbackQuery,
    callback_answer: CallbackAnswer,
    callback_data: Decision,
    database: Database,
    settings: Settings,
    outbox_worker: OutboxWorker,
    broadcast_job: BroadcastJob,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """Enter it into the outbox. The message with the button shows from now on how far it is."""
    number = callback_data.broadcast
    here = (query.message.chat.id, query.message.message_id) if query.message else None
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, number)
        if broadcast is not None and not await audience.head_count(connection, broadcast.audience):
            callback_answer.text = t("breaking-nobody", id=str(number))
            return
        rate = breaking_pace(settings).rate
        confirmed = broadcast is not None and await drafting.confirm(
            connection, broadcast, actor, now, rate=rate, report_in=here
        )
    if not confirmed:
        callback_answer.text = t("breaking-already", id=str(number))
        return
    outbox_worker.wake()
    await broadcast_job.show(number)


async def cancel(
    query: CallbackQuery,
    callback_answer: CallbackAnswer,
    callback_data: Decision,
    bot: Bot,
    database: Database,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    number = callback_data.broadcast
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, number)
        cancelled = broadcast is not None and await drafting.cancel(
            connection, broadcast, actor, now
        )
    if not cancelled:
        callback_answer.text = t("breaking-already", id=str(number))
        return
    await say_here(bot, query, page(t("breaking-cancelled", id=str(number))))
