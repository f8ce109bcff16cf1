"""/log: what editors did, page by page."""

from __future__ import annotations

import re
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import CallbackQuery, Message

from bot.callbacks import LogPage
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import editor as views
from bot.views.document import Document, page
from storage import audit
from storage.engine import Database
from storage.subscribers import Subscriber

_NUMBER = re.compile(r"(?:№\s*)?(?P<number>[1-9]\d{0,8})")


def router() -> Router:
    router = Router(name="log")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(show, Command("log", ignore_case=True))
    router.callback_query.register(turn_page, LogPage.filter())
    return router


async def show(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """``/log``, or ``/log 12`` for what happened to one broadcast."""
    asked = _NUMBER.fullmatch(command.args or "")
    if command.args and asked is None:
        await say(bot, reader, page(t("log-usage")))
        return
    broadcast = int(asked["number"]) if asked else 0
    await say(bot, reader, await _page(database, reader, t, now, 0, broadcast))


async def turn_page(
    query: CallbackQuery,
    callback_data: LogPage,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    document = await _page(database, reader, t, now, callback_data.offset, callback_data.broadcast)
    await say_here(bot, query, document)


async def _page(
    database: Database, reader: Subscriber, t: Translator, now: datetime, offset: int, number: int
) -> Document:
    broadcast_id = number or None
    async with database.read() as connection:
        total = await audit.count(connection, broadcast_id)
        entries = await audit.page(
            connection, limit=views.LOG_PAGE, offset=offset, broadcast_id=broadcast_id
        )
    return views.log(
        t,
        entries,
        total,
        offset=offset,
        broadcast_id=broadcast_id,
        timezone=reader.timezone,
        now=now,
    )
