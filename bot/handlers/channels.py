"""/channels: the groups and channels that somebody sets up, from their private chat."""

from __future__ import annotations

import asyncio

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message, User

from bot.admins import Admins
from bot.callbacks import Ask
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import channels as views
from bot.views.document import Document
from storage import managers
from storage.engine import Database
from storage.subscribers import Subscriber

MOST = 50
"""Chats in one list: each is a question to Telegram and a button."""


def router() -> Router:
    router = Router(name="channels")
    router.message.register(show, Command("channels", ignore_case=True))
    router.callback_query.register(show_here, Ask.filter(F.what == "channels"))
    return router


async def show(
    message: Message,
    bot: Bot,
    database: Database,
    admins: Admins,
    reader: Subscriber,
    t: Translator,
    event_from_user: User,
) -> None:
    await say(bot, reader, await _listing(bot, database, admins, t, event_from_user.id))


async def show_here(
    query: CallbackQuery, bot: Bot, database: Database, admins: Admins, t: Translator
) -> None:
    await say_here(bot, query, await _listing(bot, database, admins, t, query.from_user.id))


async def _listing(
    bot: Bot, database: Database, admins: Admins, t: Translator, user_id: int
) -> Document:
    await _look_for_admins(database, admins)
    async with database.read() as connection:
        noted = (await managers.chats_of(connection, user_id))[:MOST]
    are_mine = await asyncio.gather(*(admins.is_admin(chat.chat_id, user_id) for chat in noted))
    mine = [chat for chat, is_mine in zip(noted, are_mine, strict=True) if is_mine]
    return views.listing(t, mine, (await bot.me()).username or "")


async def _look_for_admins(database: Database, admins: Admins) -> None:
    """Chats that were there before anybody's admins were noted."""
    async with database.read() as connection:
        unknown = await managers.orphans(connection, MOST)
    for chat_id in unknown:
        people = await admins.people(chat_id)
        async with database.write() as connection:
            await managers.add(connection, chat_id, people)
