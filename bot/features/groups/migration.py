"""What happens to a group itself: a new id as it becomes a supergroup, a new title."""

from __future__ import annotations

import logging

from aiogram import F, Router
from aiogram.types import Message

from bot.telegram.chats.admins import ChatAdmins
from bot.telegram.filters import SyncFilter
from service.subscribers.service import update_subscriber
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="moving")
    router.message.register(on_migrated_to, SyncFilter(F.migrate_to_chat_id))
    router.message.register(on_migrated_from, SyncFilter(F.migrate_from_chat_id))
    for observer in (router.message, router.channel_post):
        observer.register(on_title_changed, SyncFilter(F.new_chat_title))
    return router


async def on_migrated_to(message: Message, database: Database, admins: ChatAdmins) -> None:
    assert message.migrate_to_chat_id is not None
    await _migrate(database, admins, message.chat.id, message.migrate_to_chat_id)


async def on_migrated_from(message: Message, database: Database, admins: ChatAdmins) -> None:
    assert message.migrate_from_chat_id is not None
    await _migrate(database, admins, message.migrate_from_chat_id, message.chat.id)


async def on_title_changed(
    message: Message, database: Database, reader: Subscriber, is_on_record: bool
) -> None:
    if is_on_record:
        async with database.write() as connection:
            await update_subscriber(connection, reader, title=message.new_chat_title or "")


async def _migrate(database: Database, admins: ChatAdmins, old: int, new: int) -> None:
    """Telegram says it in both chats. The new one can have nothing but what it got by itself."""
    async with database.write() as connection:
        await subscribers.migrate(connection, old, new, keep_old_settings=True)
    admins.forget(old)
    log.info("chat %d is now %d", old, new)
