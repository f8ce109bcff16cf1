"""/channels: the groups and channels that somebody sets up, from their private chat."""

from __future__ import annotations

import asyncio

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message, User

from bot.features.groups import views
from bot.telegram.chats.admins import ChatAdmins
from bot.telegram.responses import edit_message, send_document
from bot.ui.callbacks import RunCommand
from bot.ui.document import Document
from service.i18n.translations import Translator
from storage.chats import chat_admins
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database

MAX_CHATS = 50
"""Chats in one list: each is a question to Telegram and a button."""


def router() -> Router:
    router = Router(name="channels")
    router.message.register(on_channels_command, Command("channels", ignore_case=True))
    router.callback_query.register(
        on_channels_requested, RunCommand.filter(F.command == "channels")
    )
    return router


async def on_channels_command(
    message: Message,
    bot: Bot,
    database: Database,
    admins: ChatAdmins,
    reader: Subscriber,
    t: Translator,
    event_from_user: User,
) -> None:
    await send_document(
        bot, reader, await _build_list(bot, database, admins, t, event_from_user.id)
    )


async def on_channels_requested(
    query: CallbackQuery, bot: Bot, database: Database, admins: ChatAdmins, t: Translator
) -> None:
    await edit_message(bot, query, await _build_list(bot, database, admins, t, query.from_user.id))


async def _build_list(
    bot: Bot, database: Database, admins: ChatAdmins, t: Translator, user_id: int
) -> Document:
    await _load_missing_admins(database, admins)
    async with database.read() as connection:
        noted = (await chat_admins.list_managed_chats(connection, user_id))[:MAX_CHATS]
    are_mine = await asyncio.gather(*(admins.is_admin(chat.chat_id, user_id) for chat in noted))
    mine = [chat for chat, is_mine in zip(noted, are_mine, strict=True) if is_mine]
    return views.build_chat_list(t, mine, (await bot.me()).username or "")


async def _load_missing_admins(database: Database, admins: ChatAdmins) -> None:
    """Chats that were there before anybody's admins were noted."""
    async with database.read() as connection:
        unknown = await chat_admins.list_chats_without_admins(connection, MAX_CHATS)
    for chat_id in unknown:
        people = await admins.list_human_admins(chat_id)
        async with database.write() as connection:
            await chat_admins.add(connection, chat_id, people)
