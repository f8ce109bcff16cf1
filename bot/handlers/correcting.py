"""/correct and /retract: what was pushed is mended or taken back, in every chat."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Protocol

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasting import drafting, mending
from bot.broadcasting.estimate import reach
from bot.delivery.worker import OutboxWorker
from bot.filters import Fits
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


class Mend(Protocol):
    """`mending.correct` or `mending.retract`."""

    async def __call__(
        self,
        connection: AsyncConnection,
        broadcast: Broadcast,
        message: rendered.Message,
        by: Actor,
        now: datetime,
        /,
        *,
        report_in: tuple[int, int] | None,
    ) -> bool: ...


_NUMBERED = re.compile(r"(?:№\s*)?(?P<number>[1-9]\d{0,8})(?:\s+(?P<text>\S.*))?", re.DOTALL)
_NUMBER_APART = re.compile(r"№\s")


def router() -> Router:
    router = Router(name="correcting")
    router.message.filter(Fits(F.text), MagicData(F.is_editor))
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
    broadcast, before = await _find(database, asked["number"])
    if broadcast is None or not (broadcast.state in UNSENT or mending.is_mendable(broadcast)):
        await say(bot, reader, page(t("broadcast-unknown", id=asked["number"])))
        return
    words = 3 if _NUMBER_APART.match(command.args or "") else 2
    after = news.corrected(before, message, words)
    if broadcast.state in UNSENT:
        await _rewrite(bot, database, settings, reader, actor, t, now, broadcast, after)
        return
    begins = t("correcting-begins", id=asked["number"])
    await _mend(bot, database, reader, actor, t, now, broadcast, after, begins, mending.correct)
    outbox_worker.wake()


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
    broadcast, before = await _find(database, asked["number"])
    if broadcast is not None and broadcast.state in UNSENT:
        await _cancel(bot, database, reader, actor, t, now, broadcast)
    elif broadcast is None or not mending.is_mendable(broadcast):
        await say(bot, reader, page(t("broadcast-unknown", id=asked["number"])))
    else:
        notice = news.noticed(before, plain.render(views.retraction(t)))
        late = mending.is_undeletable(broadcast, now)
        key = "retracting-begins-late" if late else "retracting-begins"
        begins = t(key, id=asked["number"])
        await _mend(
            bot, database, reader, actor, t, now, broadcast, notice, begins, mending.retract
        )
        outbox_worker.wake()


async def _find(database: Database, number: str) -> tuple[Broadcast | None, rendered.Message]:
    """A broadcast, and what its chats are to show."""
    async with database.read() as connection:
        broadcast = await broadcasts.get(connection, int(number))
        if broadcast is None:
            return None, rendered.Message()
        message = await broadcasts.message_of(connection, broadcast)
    return broadcast, rendered.Message.from_json(message)


async def _mend(
    bot: Bot,
    database: Database,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
    broadcast: Broadcast,
    message: rendered.Message,
    begins: str,
    mend: Mend,
) -> None:
    """Say that it begins, in the message that becomes the report; then do it. The other way round,
    what is done in a moment would be reported elsewhere."""
    report = await bot(plain.render(page(begins)).send(reader.chat_id))
    async with database.write() as connection:
        mended = await mend(
            connection,
            broadcast,
            message,
            actor,
            now,
            report_in=(reader.chat_id, report.message_id),
        )
    if not mended:
        unknown = plain.render(page(t("broadcast-unknown", id=str(broadcast.id))))
        await bot(unknown.edit(reader.chat_id, report.message_id))


async def _rewrite(
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
    broadcast: Broadcast,
    after: rendered.Message,
) -> None:
    """Show what has not gone out yet again, as it will look now."""
    async with database.write() as connection:
        rewritten = await mending.rewrite(connection, broadcast, after, actor, now)
        reached = await reach(connection, broadcast, settings)
    if not rewritten:
        await say(bot, reader, page(t("breaking-already", id=str(broadcast.id))))
        return
    await bot(after.send(reader.chat_id))
    await say(bot, reader, preview.standing(t, broadcast, reached, reader.timezone, now))


async def _cancel(
    bot: Bot,
    database: Database,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
    broadcast: Broadcast,
) -> None:
    async with database.write() as connection:
        cancelled = await drafting.cancel(connection, broadcast, actor, now)
    key = "breaking-cancelled" if cancelled else "breaking-already"
    await say(bot, reader, page(t(key, id=str(broadcast.id))))
