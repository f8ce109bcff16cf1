"""The editor's message that shows how far a broadcast has come."""

from __future__ import annotations

import logging

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.delivery.outcomes import is_unchanged
from bot.delivery.pace import urgency
from bot.translations import Translations
from bot.views import editor as views
from bot.views import plain
from news.model import ReaderLanguage
from storage import broadcasts, outbox, subscribers
from storage.broadcasts import Broadcast
from storage.engine import Database
from storage.outbox import Priority, Progress

log = logging.getLogger(__name__)


async def report(
    bot: Bot, database: Database, translations: Translations, default: ReaderLanguage
) -> None:
    """Bring each report up to date; a broadcast with nothing left is done."""
    async with database.read() as connection:
        underway = [
            (broadcast, await outbox.progress(connection, broadcast.id))
            for broadcast in await broadcasts.under_way(connection)
        ]
    for broadcast, progress in underway:
        shown = await _show(bot, database, translations, default, broadcast, progress)
        if shown and not progress.left:
            async with database.write() as connection:
                await broadcasts.finished(connection, broadcast)


async def _show(
    bot: Bot,
    database: Database,
    translations: Translations,
    default: ReaderLanguage,
    broadcast: Broadcast,
    progress: Progress,
) -> bool:
    """Edit the report. False if Telegram could not be reached, and it is worth another try."""
    if broadcast.report_chat_id is None or broadcast.report_message_id is None:
        return True
    async with database.read() as connection:
        editor = await subscribers.get(connection, broadcast.report_chat_id)
    t = translations[editor.language if editor is not None else default]
    message = plain.render(views.progress(t, broadcast.id, broadcast.state, progress))
    try:
        with urgency(Priority.BREAKING):
            await bot(message.edit(broadcast.report_chat_id, broadcast.report_message_id))
    except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
        log.warning("the report of broadcast %d waits: %s", broadcast.id, error)
        return False
    except TelegramAPIError as error:
        if not is_unchanged(error):
            log.warning("the report of broadcast %d: %s", broadcast.id, error)
    return True
