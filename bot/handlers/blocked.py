"""A person blocks the bot in their private chat, or lets it in again."""

from __future__ import annotations

import logging
from datetime import datetime

from aiogram import F, Router
from aiogram.types import ChatMemberUpdated

from bot.filters import Fits
from bot.standing import Change, change_of
from storage.engine import Database
from storage.leaving import mark_gone

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="blocked")
    router.my_chat_member.filter(Fits(F.chat.type == "private"))
    router.my_chat_member.register(standing_in_private)
    return router


async def standing_in_private(event: ChatMemberUpdated, database: Database, now: datetime) -> None:
    """Who blocks the bot is gone at once, and not only when a delivery fails. Who lets it in again
    hears nothing until they send /start, which Telegram's own button does."""
    if change_of("private", event.old_chat_member, event.new_chat_member) is not Change.GONE:
        return
    async with database.write() as connection:
        if await mark_gone(connection, event.chat.id, now) is not None:
            log.info("chat %d is gone: the bot was blocked", event.chat.id)
