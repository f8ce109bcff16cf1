"""Where in a group its news comes: /start in a thread of a forum says «here»."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware, Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.features.groups import views
from bot.features.groups.callbacks import CloseMessage
from bot.features.settings.views.pickers import format_times
from bot.telegram.middlewares.forum_topic import get_thread_id
from bot.telegram.responses import edit_message, send_document
from bot.ui.document import build_document
from service.i18n.translations import Translator
from service.subscribers.service import activate, update_subscriber
from storage.chats.subscribers import GENERAL_THREAD_ID, Subscriber
from storage.database.engine import Database

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

THREAD_CHOOSING_COMMANDS = {"topics", "settings", "time"}
"""The first of these in a forum says where its news is to come, as /start always does."""


def router() -> Router:
    router = Router(name="here")
    router.message.register(on_group_start, CommandStart(ignore_case=True))
    router.callback_query.register(close_menu, CloseMessage.filter())
    return router


async def on_group_start(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    is_on_record: bool,
    t: Translator,
    now: datetime,
) -> None:
    """From now on the news comes here, also to a group that paused or threw the bot out."""
    values: dict[str, Any] = {"title": message.chat.title or ""}
    thread_id = get_thread_id(message)
    if thread_id is not None:
        values["thread_id"] = thread_id
    if not is_on_record:
        values["tell_when_empty"] = False
    async with database.write() as connection:
        reader = await activate(connection, reader, now, **values)
    clock = format_times(t, reader.hours)
    if thread_id is None:
        await send_document(bot, reader, views.build_group_greeting(t, clock, is_forum=False))
    else:
        key = "thread-is-general" if thread_id == GENERAL_THREAD_ID else "thread-is-here"
        await send_document(bot, reader, build_document(t(key, clock=clock)))


class ThreadChoiceMiddleware(BaseMiddleware):
    """Whoever sets up a forum in one of its threads, before anybody chose one, chose that."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Message)
        command: CommandObject = data["command"]
        reader: Subscriber = data["reader"]
        thread_id = get_thread_id(event)
        chooses = command.command.lower() in THREAD_CHOOSING_COMMANDS
        if not chooses or thread_id is None or reader.thread_id is not None:
            return await handler(event, data)
        database: Database = data["database"]
        async with database.write() as connection:
            data["reader"] = await update_subscriber(connection, reader, thread_id=thread_id)
        data["ctx"] = replace(data["ctx"], subscriber=data["reader"])
        done = await handler(event, data)
        if thread_id != GENERAL_THREAD_ID:
            t: Translator = data["t"]
            await send_document(data["bot"], data["reader"], build_document(t("thread-chosen")))
        return done


async def close_menu(query: CallbackQuery, bot: Bot, t: Translator) -> None:
    """The menu goes; where Telegram does not let it go, one line stays."""
    if query.message is None:
        return
    try:
        await bot.delete_message(query.message.chat.id, query.message.message_id)
    except TelegramBadRequest:
        await edit_message(bot, query, build_document(t("menu-closed")))
