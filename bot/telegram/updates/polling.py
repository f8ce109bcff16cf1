"""Long polling: ask, put into the inbox, and only then let Telegram forget."""

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

from bot.telegram.updates.inbox import Inbox

log = logging.getLogger(__name__)

POLL_TIMEOUT_SECONDS = 10
RESPONSE_TIMEOUT_SECONDS = 30
INITIAL_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS = 1.0, 10.0
"""Seconds until the next try, twice as long each time."""

_HAS_WEBHOOK = "webhook is active"


class GetRawUpdates(GetUpdates):
    """As they come: the inbox keeps them so."""

    __returning__ = list[dict[str, Any]]


async def poll(
    bot: Bot,
    inbox: Inbox,
    allowed_updates: Sequence[str],
    *,
    first_wait: float = INITIAL_BACKOFF_SECONDS,
) -> None:
    """Poll until cancelled. Whatever fails is said once and waited out."""
    ask = GetRawUpdates(timeout=POLL_TIMEOUT_SECONDS, allowed_updates=list(allowed_updates))
    said, wait = "", first_wait
    while True:
        try:
            await inbox.wait_for_room()
            raws: Any = await bot(
                ask, request_timeout=POLL_TIMEOUT_SECONDS + RESPONSE_TIMEOUT_SECONDS
            )
            if raws:
                await inbox.accept(raws)
                ask.offset = raws[-1]["update_id"] + 1
        except (TelegramAPIError, SQLAlchemyError) as error:
            why = describe_error(error)
            if why != said:
                log.warning("%s", why)
            said = why
            if isinstance(error, TelegramRetryAfter):
                wait = max(wait, error.retry_after)
            await asyncio.sleep(wait)
            wait = min(MAX_BACKOFF_SECONDS, 2 * wait)
        else:
            if said:
                log.info("updates come in again")
            said, wait = "", first_wait


def describe_error(error: Exception) -> str:
    """Why no updates come in, as a line that says what to do."""
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
