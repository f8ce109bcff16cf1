"""Where in a group its news goes: /start in a forum thread chooses that thread."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.features.groups import views
from bot.features.groups.callbacks import CloseMessage
from bot.features.settings.api import format_times
from bot.telegram.context import Context
from bot.telegram.middlewares import Handler
from bot.telegram.middlewares.subscriber import get_thread_id
from storage.chats.subscribers import GENERAL_THREAD_ID

THREAD_CHOOSING_COMMANDS = {"topics", "settings", "time"}
"""In a forum without a chosen thread these commands choose theirs, as /start always does."""


def router() -> Router:
    router = Router(name="forum topic")
    router.message.register(on_group_start, CommandStart(ignore_case=True))
    router.callback_query.register(close_menu, CloseMessage.filter())
    return router


async def on_group_start(message: Message, ctx: Context) -> None:
    """Send the group's news here from now on, also if it was paused or the bot was removed."""
    thread_id = get_thread_id(message)
    chat = await ctx.services.chats.subscribe_here(
        ctx.subscriber, ctx.now, title=message.chat.title or "", thread_id=thread_id
    )
    ctx = replace(ctx, subscriber=chat)
    clock = format_times(ctx.t, chat.digest_times)
    if thread_id is None:
        await ctx.send(views.build_group_greeting(ctx.t, clock, is_forum=False))
    else:
        key = "thread-is-general" if thread_id == GENERAL_THREAD_ID else "thread-is-here"
        await ctx.send(ctx.t(key, clock=clock))


class ThreadChoiceMiddleware(BaseMiddleware):
    """Chooses the thread in which an admin sets up a forum that has no chosen thread yet."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Message)
        command: CommandObject = data["command"]
        ctx: Context = data["ctx"]
        thread_id = get_thread_id(event)
        chooses = command.command.lower() in THREAD_CHOOSING_COMMANDS
        if not chooses or thread_id is None or ctx.subscriber.thread_id is not None:
            return await handler(event, data)
        chat = await ctx.services.chats.set_thread(ctx.subscriber, thread_id)
        data["ctx"] = ctx = replace(ctx, subscriber=chat)
        result = await handler(event, data)
        if thread_id != GENERAL_THREAD_ID:
            await ctx.send(ctx.t("thread-chosen"))
        return result


async def close_menu(query: CallbackQuery, ctx: Context) -> None:
    """Delete the menu; replace it by one line if Telegram does not let it be deleted."""
    if query.message is None:
        return
    try:
        await ctx.bot.delete_message(query.message.chat.id, query.message.message_id)
    except TelegramBadRequest:
        await ctx.edit(query, ctx.t("menu-closed"))
