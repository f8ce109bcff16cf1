"""A person blocks the bot in their private chat, or lets it in again."""

from __future__ import annotations

import logging
from datetime import datetime

from aiogram import F, Router
from aiogram.types import ChatMemberUpdated

from bot.telegram.chats.membership import MembershipChange, detect_membership_change
from bot.telegram.filters import SyncFilter
from storage.chats.leaving import mark_gone
from storage.database.engine import Database

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="blocked")
    router.my_chat_member.filter(SyncFilter(F.chat.type == "private"))
    router.my_chat_member.register(standing_in_private)
    return router


async def standing_in_private(event: ChatMemberUpdated, database: Database, now: datetime) -> None:
    """Who blocks the bot is gone at once, and not only when a delivery fails. Who lets it in again
    hears nothing until they send /start, which Telegram's own button does."""
    if (
        detect_membership_change("private", event.old_chat_member, event.new_chat_member)
        is not MembershipChange.REMOVED
    ):
        return
    async with database.write() as connection:
        if await mark_gone(connection, event.chat.id, now) is not None:
            log.info("chat %d is gone: the bot was blocked", event.chat.id)
