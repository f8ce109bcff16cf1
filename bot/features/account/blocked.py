"""A person blocks the bot in their private chat, or unblocks it."""

from __future__ import annotations

import logging

from aiogram import F, Router
from aiogram.types import ChatMemberUpdated

from bot.telegram.chats.membership import MembershipChange, detect_membership_change
from bot.telegram.context import Context
from bot.telegram.filters import SyncFilter

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="blocked")
    router.my_chat_member.filter(SyncFilter(F.chat.type == "private"))
    router.my_chat_member.register(on_private_membership_changed)
    return router


async def on_private_membership_changed(event: ChatMemberUpdated, ctx: Context) -> None:
    """Mark a person who blocked the bot as unreachable before a delivery to them fails.

    Unblocking changes nothing: Telegram's own button for it sends /start, which activates them.
    """
    change = detect_membership_change("private", event.old_chat_member, event.new_chat_member)
    if change is MembershipChange.REMOVED and await ctx.services.chats.mark_blocked(
        event.chat.id, ctx.now
    ):
        log.info("chat %d is unreachable: the bot was blocked", event.chat.id)
