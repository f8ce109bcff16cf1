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

from bot.delivery.outcomes import is_stale_query, is_thread_lost, is_unwelcome
from bot.delivery.reasons import is_outage, reason_of
from bot.delivery.throttled import UNANSWERED, ThrottledLog
from bot.translations import Translator
from news.errors import SvodkaError
from storage import subscribers
from storage.engine import Database
from storage.errors import database_failure

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="errors")
    router.errors.register(partial(explain, said=ThrottledLog(log)))
    return router


async def explain(
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
    if is_unwelcome(error) or is_thread_lost(error):
        log.info("update %d: %s", event.update.update_id, error)
        return
    if isinstance(error, TelegramMigrateToChat) and event_chat is not None:
        async with database.write() as connection:
            await subscribers.move(connection, event_chat.id, error.migrate_to_chat_id)
        log.info("chat %d is now %d", event_chat.id, error.migrate_to_chat_id)
        return
    if isinstance(error, TelegramBadRequest) and is_stale_query(error):
        log.info("update %d: its button was pressed too long ago", event.update.update_id)
        return
    error = database_failure(error) or error
    known = isinstance(error, SvodkaError)
    log.error("update %d: %s", event.update.update_id, error, exc_info=None if known else error)
    chat_id = _private_chat(event.update)
    if chat_id is None:
        return
    text = t.error(error) if isinstance(error, SvodkaError) else t("error-unexpected")
    try:
        await bot.send_message(chat_id, text)
    except TelegramAPIError as failure:
        log.warning("update %d: nobody could be told: %s", event.update.update_id, failure)


def _private_chat(update: Update) -> int | None:
    if update.message is not None and update.message.chat.type == "private":
        return update.message.chat.id
    return update.callback_query.from_user.id if update.callback_query is not None else None
