"""Where in a group its news comes: /start in a thread of a forum says «here»."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware, Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.callbacks import Close
from bot.middlewares.threads import thread_of
from bot.people import change, reschedule
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import channels as views
from bot.views.choices import hours_in_words
from bot.views.document import page
from storage.engine import Database
from storage.subscribers import GENERAL, Subscriber

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

CHOOSING = {"topics", "settings", "time"}
"""The first of these in a forum says where its news is to come, as /start always does."""


def router() -> Router:
    router = Router(name="here")
    router.message.register(start, CommandStart(ignore_case=True))
    router.callback_query.register(close, Close.filter())
    return router


async def start(
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
    thread_id = thread_of(message)
    if thread_id is not None:
        values["thread_id"] = thread_id
    if not is_on_record:
        values["tell_when_empty"] = False
    async with database.write() as connection:
        reader = await reschedule(connection, reader, now, **values)
    clock = hours_in_words(t, reader.hours)
    if thread_id is None:
        await say(bot, reader, views.group_greeting(t, clock, is_forum=False))
    else:
        key = "thread-is-general" if thread_id == GENERAL else "thread-is-here"
        await say(bot, reader, page(t(key, clock=clock)))


class ThreadChoiceMiddleware(BaseMiddleware):
    """Whoever sets up a forum in one of its threads, before anybody chose one, chose that."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Message)
        command: CommandObject = data["command"]
        reader: Subscriber = data["reader"]
        thread_id = thread_of(event)
        chooses = command.command.lower() in CHOOSING
        if not chooses or thread_id is None or reader.thread_id is not None:
            return await handler(event, data)
        database: Database = data["database"]
        async with database.write() as connection:
            data["reader"] = await change(connection, reader, thread_id=thread_id)
        done = await handler(event, data)
        if thread_id != GENERAL:
            t: Translator = data["t"]
            await say(data["bot"], data["reader"], page(t("thread-chosen")))
        return done


async def close(query: CallbackQuery, bot: Bot, t: Translator) -> None:
    """The menu goes; where Telegram does not let it go, one line stays."""
    if query.message is None:
        return
    try:
        await bot.delete_message(query.message.chat.id, query.message.message_id)
    except TelegramBadRequest:
        await say_here(bot, query, page(t("menu-closed")))
