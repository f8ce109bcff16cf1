"""/correct and /retract: what was pushed is mended or taken back, in every chat."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import Message
from magic_filter import F

from bot import broadcasting
from bot.delivery.worker import OutboxWorker
from bot.handlers.breaking import breaking_message
from bot.translations import Translator
from bot.views import editor as views
from bot.views import plain
from bot.views.document import Document, page
from storage import broadcasts
from storage.broadcasts import Broadcast
from storage.engine import Database
from storage.subscribers import Subscriber

MENDABLE: tuple[Literal["sending", "correcting", "done"], ...] = ("sending", "correcting", "done")


def router() -> Router:
    router = Router(name="correcting")
    router.message.filter(MagicData(F.is_editor))
    router.message.register(correct, Command("correct"))
    router.message.register(retract, Command("retract"))
    return router


async def correct(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """``/correct ID TEXT``."""
    number, _, text = (command.args or "").partition(" ")
    if not number.isdigit() or not text.strip():
        await _say(bot, reader, page(t("correct-usage")))
        return
    broadcast = await _mendable(database, int(number))
    if broadcast is None:
        await _say(bot, reader, page(t("broadcast-unknown", id=number)))
        return
    report = await _say(bot, reader, page(t("correcting-begins", id=str(broadcast.id))))
    async with database.write() as connection:
        news = breaking_message(message, words=2)
        payload_id = await broadcasting.correct(connection, broadcast, news, now)
        await broadcasts.turn(
            connection,
            broadcast.id,
            before=MENDABLE,
            after="correcting",
            payload_id=payload_id,
            text=news.text,
            report_chat_id=reader.chat_id,
            report_message_id=report,
        )
    outbox_worker.wake()


async def retract(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """``/retract ID``."""
    number = (command.args or "").strip()
    if not number.isdigit():
        await _say(bot, reader, page(t("retract-usage")))
        return
    broadcast = await _mendable(database, int(number))
    if broadcast is None:
        await _say(bot, reader, page(t("broadcast-unknown", id=number)))
        return
    report = await _say(bot, reader, page(t("retracting-begins", id=str(broadcast.id))))
    async with database.write() as connection:
        notice = plain.render(views.retraction(t))
        payload_id = await broadcasting.retract(connection, broadcast, notice, now)
        await broadcasts.turn(
            connection,
            broadcast.id,
            before=MENDABLE,
            after="retracting",
            payload_id=payload_id,
            retracted=True,
            report_chat_id=reader.chat_id,
            report_message_id=report,
        )
    outbox_worker.wake()


async def _mendable(database: Database, number: int) -> Broadcast | None:
    """A broadcast that went out and was not taken back."""
    async with database.read() as connection:
        broadcast = await broadcasts.get(connection, number)
    if broadcast is None or broadcast.retracted or broadcast.state not in MENDABLE:
        return None
    return broadcast


async def _say(bot: Bot, reader: Subscriber, document: Document) -> int:
    sent = await bot(plain.render(document).send(reader.chat_id))
    return sent.message_id
