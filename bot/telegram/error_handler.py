"""Whatever went wrong in a handler becomes a sentence for the person and a line in the log."""

from __future__ import annotations

import logging
from functools import partial

from aiogram import Bot, Router
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramMigrateToChat,
)
from aiogram.types import Chat, ErrorEvent, Update

from bot.telegram.client.api_errors import is_chat_unreachable, is_stale_query, is_topic_closed
from bot.telegram.client.error_text import is_outage, reason_of
from news.errors import SvodkaError
from service.i18n.translations import Translator
from service.ops.throttled_log import UNANSWERED, ThrottledLog
from storage.chats import subscribers
from storage.database.engine import Database
from storage.database.errors import to_database_failure

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="errors")
    router.errors.register(partial(handle_error, said=ThrottledLog(log)))
    return router


async def handle_error(
    event: ErrorEvent,
    bot: Bot,
    database: Database,
    t: Translator,
    event_chat: Chat | None = None,
    *,
    said: ThrottledLog,
) -> None:
    """``said`` gets what befalls every answer alike while Telegram can not be reached."""
    error = event.exception
    if is_outage(error):
        said.add(UNANSWERED, event.update.update_id, reason_of(error))
        said.flush()
        return
    if is_chat_unreachable(error) or is_topic_closed(error):
        log.info("update %d: %s", event.update.update_id, error)
        return
    if isinstance(error, TelegramMigrateToChat) and event_chat is not None:
        async with database.write() as connection:
            await subscribers.migrate(connection, event_chat.id, error.migrate_to_chat_id)
        log.info("chat %d is now %d", event_chat.id, error.migrate_to_chat_id)
        return
    if isinstance(error, TelegramBadRequest) and is_stale_query(error):
        log.info("update %d: its button was pressed too long ago", event.update.update_id)
        return
    error = to_database_failure(error) or error
    known = isinstance(error, SvodkaError)
    log.error("update %d: %s", event.update.update_id, error, exc_info=None if known else error)
    chat_id = _get_private_chat_id(event.update)
    if chat_id is None:
        return
    text = t.format_error(error) if isinstance(error, SvodkaError) else t("error-unexpected")
    try:
        await bot.send_message(chat_id, text)
    except TelegramAPIError as failure:
        log.warning("update %d: nobody could be told: %s", event.update.update_id, failure)


def _get_private_chat_id(update: Update) -> int | None:
    if update.message is not None and update.message.chat.type == "private":
        return update.message.chat.id
    return update.callback_query.from_user.id if update.callback_query is not None else None
