"""/correct and /retract: what was pushed is mended or taken back, in every chat."""

from __future__ import annotations

import re
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasting import drafting, mending
from bot.broadcasting.estimate import reach
from bot.delivery.worker import OutboxWorker
from bot.replies import say
from bot.settings import Settings
from bot.translations import Translator
from bot.views import breaking as news
from bot.views import message as rendered
from bot.views import plain, preview
from bot.views import progress as views
from bot.views.document import page
from storage import broadcasts
from storage.audit import Actor
from storage.broadcasts import UNSENT, Broadcast
from storage.engine import Database
from storage.subscribers import Subscriber

_NUMBERED = re.compile(r"(?:№\s*)?(?P<number>[1-9]\d{0,8})(?:\s+(?P<text>\S.*))?", re.DOTALL)
_NUMBER_APART = re.compile(r"№\s")


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
    settings: Settings,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """``/correct ID TEXT``. What has not gone out yet is shown again, as it will look now."""
    asked = _NUMBERED.fullmatch(command.args or "")
    if asked is None or not asked["text"]:
        await say(bot, reader, page(t("correct-usage")))
        return
    words = 3 if _NUMBER_APART.match(command.args or "") else 2
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, int(asked["number"]))
        if broadcast is not None and mending.is_correctable(broadcast):
            before = await _message_of(connection, broadcast)
            after = news.corrected(before, message, words)
            await mending.correct(connection, broadcast, after, actor, now)
        else:
            broadcast = None
        reached = None if broadcast is None else await reach(connection, broadcast, settings)
    if broadcast is None or reached is None:
        await say(bot, reader, page(t("broadcast-unknown", id=asked["number"])))
    elif broadcast.state in UNSENT:
        await bot(after.send(reader.chat_id))
        await say(bot, reader, preview.standing(t, broadcast, reached, reader.timezone, now))
    else:
        outbox_worker.wake()
        await _report(bot, database, reader, broadcast, t("correcting-begins", id=asked["number"]))


async def retract(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    outbox_worker: OutboxWorker,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """``/retract ID``. What has not gone out yet is cancelled."""
    asked = _NUMBERED.fullmatch(command.args or "")
    if asked is None or asked["text"]:
        await say(bot, reader, page(t("retract-usage")))
        return
    number, notice = asked["number"], plain.render(views.retraction(t))
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, int(number))
        cancelled = broadcast is not None and await drafting.cancel(
            connection, broadcast, actor, now
        )
        taken_back = broadcast is not None and mending.is_mendable(broadcast)
        if broadcast is not None and taken_back:
            notice = news.noticed(await _message_of(connection, broadcast), notice)
            await mending.retract(connection, broadcast, notice, actor, now)
    if cancelled:
        await say(bot, reader, page(t("breaking-cancelled", id=number)))
    elif broadcast is None or not taken_back:
        await say(bot, reader, page(t("broadcast-unknown", id=number)))
    else:
        outbox_worker.wake()
        late = mending.is_undeletable(broadcast, now)
        begins = t("retracting-begins-late" if late else "retracting-begins", id=number)
        await _report(bot, database, reader, broadcast, begins)


async def _message_of(connection: AsyncConnection, broadcast: Broadcast) -> rendered.Message:
    return rendered.Message.from_json(await broadcasts.message_of(connection, broadcast))


async def _report(
    bot: Bot, database: Database, reader: Subscriber, broadcast: Broadcast, begins: str
) -> None:
    """The message that says so becomes the report."""
    report = await bot(plain.render(page(begins)).send(reader.chat_id))
    async with database.write() as connection:
        await broadcasts.report_in(connection, broadcast.id, reader.chat_id, report.message_id)
