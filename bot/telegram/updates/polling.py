"""Long polling: updates are put into the inbox before they are acknowledged to Telegram."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
)
from aiogram.methods import GetUpdates
from sqlalchemy.exc import SQLAlchemyError

from bot.telegram.client.error_text import NotTelegramError
from bot.telegram.updates.inbox import Inbox, read_updates

log = logging.getLogger(__name__)

POLL_TIMEOUT_SECONDS = 10
RESPONSE_TIMEOUT_SECONDS = 30
INITIAL_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS = 1.0, 10.0
"""Delay before the next try, doubled each time."""

MAX_RETRY_AFTER_SECONDS = 300.0
"""A longer delay asked for by the server is not kept: until then nobody would get an answer."""

_HAS_WEBHOOK = "webhook is active"


class GetRawUpdates(GetUpdates):
    """getUpdates that returns what the server answers; `read_updates` checks it."""

    __returning__ = list[Any]


async def poll(
    bot: Bot,
    inbox: Inbox,
    allowed_updates: Sequence[str],
    *,
    first_wait: float = INITIAL_BACKOFF_SECONDS,
) -> None:
    """Poll until cancelled; log an error once and retry with growing delays."""
    ask = GetRawUpdates(timeout=POLL_TIMEOUT_SECONDS, allowed_updates=list(allowed_updates))
    logged, wait = "", first_wait
    while True:
        try:
            await inbox.wait_for_room()
            answer: Any = await bot(
                ask, request_timeout=POLL_TIMEOUT_SECONDS + RESPONSE_TIMEOUT_SECONDS
            )
            updates = read_updates(answer)
            if updates:
                await inbox.accept(updates)
                ask.offset = max(raw["update_id"] for raw in updates) + 1
            if len(updates) < len(answer):
                log.warning(
                    "%d of %d updates have no valid update_id and are skipped",
                    len(answer) - len(updates),
                    len(answer),
                )
            if answer and not updates:  # the offset stays, so the server repeats the same answer
                raise NotTelegramError(ask, "updates without a valid update_id")
        except (TelegramAPIError, SQLAlchemyError) as error:
            if isinstance(error, SQLAlchemyError):
                inbox.availability.log(log, "%s", describe_error(error))
                await inbox.availability.pause(INITIAL_BACKOFF_SECONDS)
                continue
            reason = describe_error(error)
            if reason != logged:
                log.warning("%s", reason)
            logged = reason
            if isinstance(error, TelegramRetryAfter):
                wait = max(wait, min(error.retry_after, MAX_RETRY_AFTER_SECONDS))
            await asyncio.sleep(wait)
            wait = min(MAX_BACKOFF_SECONDS, 2 * wait)
        else:
            if logged:
                log.info("updates come in again")
            logged, wait = "", first_wait


def describe_error(error: Exception) -> str:
    """Return why no updates come in and what to do about it, in one line."""
    if not isinstance(error, TelegramConflictError):
        return f"no updates come in, trying again: {error}"
    if _HAS_WEBHOOK in error.message:
        return (
            "a webhook is set for this bot, so that nothing can be polled: `svodka webhook remove` "
            "takes it away, or set UPDATES=webhook; waiting until then"
        )
    return (
        "another program polls with this bot's token (a second Svodka?): only one can; stop one of "
        "the two; waiting until this one is alone"
    )
