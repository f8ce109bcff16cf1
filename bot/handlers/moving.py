"""What happens to a group itself: a new id as it becomes a supergroup, a new title."""

from __future__ import annotations

import logging

from aiogram import F, Router
from aiogram.types import Message

from bot.admins import Admins
from bot.filters import Fits
from bot.people import change
from storage import subscribers
from storage.engine import Database
from storage.subscribers import Subscriber

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="moving")
    router.message.register(moved_on, Fits(F.migrate_to_chat_id))
    router.message.register(moved_here, Fits(F.migrate_from_chat_id))
    for observer in (router.message, router.channel_post):
        observer.register(retitled, Fits(F.new_chat_title))
    return router


async def moved_on(message: Message, database: Database, admins: Admins) -> None:
    assert message.migrate_to_chat_id is not None
    await _move(database, admins, message.chat.id, message.migrate_to_chat_id)


async def moved_here(message: Message, database: Database, admins: Admins) -> None:
    assert message.migrate_from_chat_id is not None
    await _move(database, admins, message.migrate_from_chat_id, message.chat.id)


async def retitled(
    message: Message, database: Database, reader: Subscriber, is_on_record: bool
) -> None:
    if is_on_record:
        async with database.write() as connection:
            await change(connection, reader, title=message.new_chat_title or "")


async def _move(database: Database, admins: Admins, old: int, new: int) -> None:
    """Telegram says it in both chats. The new one can have nothing but what it got by itself."""
    async with database.write() as connection:
        await subscribers.move(connection, old, new, keeps_old=True)
    admins.forget(old)
    log.info("chat %d is now %d", old, new)
