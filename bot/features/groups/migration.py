"""A group gets a new id as it becomes a supergroup, or a chat gets a new title."""

from __future__ import annotations

import logging

from aiogram import F, Router
from aiogram.types import Message

from bot.telegram.context import Context
from bot.telegram.filters import SyncFilter

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="moving")
    router.message.register(on_migrated_to, SyncFilter(F.migrate_to_chat_id))
    router.message.register(on_migrated_from, SyncFilter(F.migrate_from_chat_id))
    for observer in (router.message, router.channel_post):
        observer.register(on_title_changed, SyncFilter(F.new_chat_title))
    return router


async def on_migrated_to(message: Message, ctx: Context) -> None:
    assert message.migrate_to_chat_id is not None
    await _migrate(ctx, message.chat.id, message.migrate_to_chat_id)


async def on_migrated_from(message: Message, ctx: Context) -> None:
    assert message.migrate_from_chat_id is not None
    await _migrate(ctx, message.migrate_from_chat_id, message.chat.id)


async def on_title_changed(message: Message, ctx: Context) -> None:
    if ctx.is_on_record:
        await ctx.services.chats.set_title(ctx.subscriber, message.new_chat_title or "")


async def _migrate(ctx: Context, old_chat_id: int, new_chat_id: int) -> None:
    """Move the group's record; Telegram reports the migration in both chats.

    The old settings win: the new chat can only have those it got when the bot was added to it.
    """
    await ctx.services.chats.migrate(old_chat_id, new_chat_id, keep_old_settings=True)
    ctx.runtime.chat_admins.forget(old_chat_id)
    log.info("chat %d is now %d", old_chat_id, new_chat_id)
