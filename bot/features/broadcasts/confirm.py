"""«Отправить» and «Отмена» under a preview: done once, however often and by whomever pressed."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.broadcasts.callbacks import ConfirmBroadcast
from bot.features.broadcasts.job import BroadcastJob
from bot.telegram.outbox.worker import OutboxWorker
from bot.telegram.responses import edit_message
from bot.ui.document import build_document
from service.broadcasts import drafts
from service.broadcasts.estimate import get_breaking_rate
from service.config import Settings
from service.i18n.translations import Translator
from storage.database.engine import Database
from storage.messaging import audience, broadcasts
from storage.stats.audit_log import Actor


def router() -> Router:
    router = Router(name="confirming")
    router.callback_query.filter(MagicData(F.is_editor))
    router.callback_query.register(on_send_chosen, ConfirmBroadcast.filter(F.send))
    router.callback_query.register(on_cancel_chosen, ConfirmBroadcast.filter(~F.send))
    return router


async def on_send_chosen(
    query: CallbackQuery,
    callback_answer: CallbackAnswer,
    callback_data: ConfirmBroadcast,
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
        if broadcast is not None and not await audience.count_recipients(
            connection, broadcast.audience
        ):
            callback_answer.text = t("breaking-nobody", id=str(number))
            return
        rate = get_breaking_rate(settings).per_second
        confirmed = broadcast is not None and await drafts.confirm(
            connection, broadcast, actor, now, rate=rate, report_message=here
        )
    if not confirmed:
        callback_answer.text = t("breaking-already", id=str(number))
        return
    outbox_worker.wake()
    await broadcast_job.update_report(number)


async def on_cancel_chosen(
    query: CallbackQuery,
    callback_answer: CallbackAnswer,
    callback_data: ConfirmBroadcast,
    bot: Bot,
    database: Database,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    number = callback_data.broadcast
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, number)
        cancelled = broadcast is not None and await drafts.cancel(connection, broadcast, actor, now)
    if not cancelled:
        callback_answer.text = t("breaking-already", id=str(number))
        return
    await edit_message(bot, query, build_document(t("breaking-cancelled", id=str(number))))
