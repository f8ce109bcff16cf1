"""/correct and /retract: what was pushed is mended or taken back, in every chat."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import broadcasting
from bot.delivery.worker import OutboxWorker
from bot.handlers.breaking import breaking_message
from bot.replies import say
from bot.translations import Translator
from bot.views import editor as views
from bot.views import plain
from bot.views.document import page
from storage import broadcasts
from storage.broadcasts import Broadcast
from storage.engine import Database
from storage.subscribers import Subscriber

Mend = Callable[[AsyncConnection, Broadcast], Awaitable[None]]

_NUMBERED = re.compile(r"(?:№\s*)?(?P<number>[1-9]\d{0,8})(?:\s+(?P<text>\S.*))?", re.DOTALL)


NUMBER_APART = re.compile(r"№\s")


def router() -> Router:
    router = Router(name="correcting")
    router.message.filter(F.text, MagicData(F.is_editor))
    router.message.register(correct, Command("correct", ignore_case=True))
    router.message.register(retract, Command("retract", ignore_case=True))
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
    asked = _NUMBERED.fullmatch(command.args or "")
    if asked is None or not asked["text"]:
        await say(bot, reader, page(t("correct-usage")))
        return

    async def mend(connection: AsyncConnection, broadcast: Broadcast) -> None:
        words = 3 if NUMBER_APART.match(command.args or "") else 2
        news = breaking_message(message, words)
        await broadcasting.correct(connection, broadcast, news, now)

    if await _mended(bot, database, reader, t, asked["number"], "correcting-begins", mend):
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
    asked = _NUMBERED.fullmatch(command.args or "")
    if asked is None or asked["text"]:
        await say(bot, reader, page(t("retract-usage")))
        return

    async def mend(connection: AsyncConnection, broadcast: Broadcast) -> None:
        notice = plain.render(views.retraction(t))
        await broadcasting.retract(connection, broadcast, notice, now)

    if await _mended(bot, database, reader, t, asked["number"], "retracting-begins", mend):
        outbox_worker.wake()


async def _mended(
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    number: str,
    begins: str,
    mend: Mend,
) -> bool:
    """Mend a broadcast that went out and was not taken back, in one transaction; the message that
    says so becomes its report."""
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, int(number))
        mendable = broadcast is not None and broadcasting.is_mendable(broadcast)
        if broadcast is not None and mendable:
            await mend(connection, broadcast)
    if broadcast is None or not mendable:
        await say(bot, reader, page(t("broadcast-unknown", id=number)))
        return False
    report = await bot(plain.render(page(t(begins, id=number))).send(reader.chat_id))
    async with database.write() as connection:
        await broadcasts.report_in(connection, broadcast.id, reader.chat_id, report.message_id)
    return True
