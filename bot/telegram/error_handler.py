"""Turns an error of a handler into a sentence for the person and a line in the log."""

from __future__ import annotations

import logging

from aiogram import Bot, Router
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramMigrateToChat
from aiogram.types import ErrorEvent, Update

from bot.telegram.client.api_errors import is_chat_unreachable, is_stale_query, is_topic_closed
from bot.telegram.client.error_text import format_reason, is_outage
from bot.telegram.context import Context
from news.errors import SvodkaError
from service.articles.analysis_worker import AnalyzerUnavailable
from service.i18n.translations import Translator
from service.ops.duties import DutyLost
from service.ops.logs import UPDATE_UNANSWERED, ThrottledLog
from storage.database.errors import DatabaseAway, StorageError, to_database_failure

log = logging.getLogger(__name__)

_FAULTS_OF_SERVICE = (StorageError, AnalyzerUnavailable)
"""Expected failures that an operator has to know; all others are slips of a person."""


def router() -> Router:
    router = Router(name="errors")
    router.errors.register(ErrorHandler().handle)
    return router


class ErrorHandler:
    """Handles errors; during an outage of Telegram it logs them in summary, as all fail alike."""

    def __init__(self) -> None:
        self._outage_log = ThrottledLog(log)

    async def handle(
        self,
        event: ErrorEvent,
        bot: Bot,
        t: Translator | None = None,
        ctx: Context | None = None,
        is_last_try: bool = False,
        is_repeatable: bool = True,
    ) -> None:
        """Log the error and notify the person, unless it is expected. Without ``t`` or ``ctx`` it
        occurred before the language, or the subscriber, was known.

        Raises DatabaseAway, unless this ``is_last_try``: the inbox waits until the database is back
        and handles the update again. Of an update that nobody sends again, which is not
        ``is_repeatable``, raises every DatabaseFailure and AnalyzerUnavailable: the inbox keeps it.
        """
        error, number = event.exception, event.update.update_id
        if isinstance(error, DutyLost):
            raise error  # the process that took over from this one answers
        if is_outage(error):
            self._outage_log.add(UPDATE_UNANSWERED, number, format_reason(error))
            self._outage_log.flush()
        elif is_chat_unreachable(error) or is_topic_closed(error):
            log.info("update %d: %s", number, error)
        elif isinstance(error, TelegramMigrateToChat) and ctx is not None:
            await _migrate(error, ctx)
        elif isinstance(error, TelegramBadRequest) and is_stale_query(error):
            log.info("update %d: its button was pressed too long ago", number)
        else:
            failure = to_database_failure(error)
            if isinstance(failure, DatabaseAway) and not is_last_try:
                raise failure from error
            if not is_repeatable and failure is not None:
                raise failure from error
            if not is_repeatable and isinstance(error, AnalyzerUnavailable):
                raise error
            error = failure or error
            known = error if isinstance(error, SvodkaError) else None
            is_slip = known is not None and not isinstance(known, _FAULTS_OF_SERVICE)
            level = logging.INFO if is_slip else logging.ERROR
            if failure is not None and ctx is not None:
                ctx.services.database.availability.log(log, "update %d: %s", number, error)
            else:
                log.log(level, "update %d: %s", number, error, exc_info=None if known else error)
            if t is not None:
                text = t.format_error(known) if known else t("error-unexpected")
                await _notify(event.update, bot, text)


async def _migrate(error: TelegramMigrateToChat, ctx: Context) -> None:
    old_chat_id = getattr(error.method, "chat_id", None)
    if not isinstance(old_chat_id, int):
        return
    await ctx.services.chats.migrate(old_chat_id, error.migrate_to_chat_id)
    log.info("chat %d is now %d", old_chat_id, error.migrate_to_chat_id)


async def _notify(update: Update, bot: Bot, text: str) -> None:
    chat_id = _get_private_chat_id(update)
    if chat_id is None:
        return
    try:
        await bot.send_message(chat_id, text)
    except TelegramAPIError as error:
        log.warning("update %d: the person cannot be notified: %s", update.update_id, error)


def _get_private_chat_id(update: Update) -> int | None:
    if update.message is not None and update.message.chat.type == "private":
        return update.message.chat.id
    return update.callback_query.from_user.id if update.callback_query is not None else None
