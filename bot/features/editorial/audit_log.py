"""/log: what editors did, page by page."""

from __future__ import annotations

import re
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import CallbackQuery, Message

from bot.features.editorial import views
from bot.features.editorial.callbacks import LogPage
from bot.telegram.responses import edit_message, send_document
from bot.ui.document import Document, build_document
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.stats import audit_log

_BROADCAST_NUMBER = re.compile(r"(?:№\s*)?(?P<number>[1-9]\d{0,8})")


def router() -> Router:
    router = Router(name="log")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(on_log_command, Command("log", ignore_case=True))
    router.callback_query.register(show_log_page, LogPage.filter())
    return router


async def on_log_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """``/log``, or ``/log 12`` for what happened to one broadcast."""
    asked = _BROADCAST_NUMBER.fullmatch(command.args or "")
    if command.args and asked is None:
        await send_document(bot, reader, build_document(t("log-usage")))
        return
    broadcast = int(asked["number"]) if asked else 0
    await send_document(bot, reader, await _build_page(database, reader, t, now, 0, broadcast))


async def show_log_page(
    query: CallbackQuery,
    callback_data: LogPage,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    document = await _build_page(
        database, reader, t, now, callback_data.offset, callback_data.broadcast
    )
    await edit_message(bot, query, document)


async def _build_page(
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
    offset: int,
    broadcast_number: int,
) -> Document:
    broadcast_id = broadcast_number or None
    async with database.read() as connection:
        total = await audit_log.count(connection, broadcast_id)
        entries = await audit_log.list_page(
            connection, limit=views.LOG_PAGE_SIZE, offset=offset, broadcast_id=broadcast_id
        )
    return views.build_log(
        t,
        entries,
        total,
        offset=offset,
        broadcast_id=broadcast_id,
        timezone=reader.timezone,
        now=now,
    )
