"""Below what a person reads in the middle of the first setup is the button to go on with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.types import TelegramObject

from bot.features.settings.api import build_continue_button
from bot.telegram.client.middlewares import ReplyTarget, get_reply_target, reply_to
from bot.telegram.context import Context
from bot.telegram.middlewares import Handler
from bot.ui.decoration import Decoration
from news.query.chat_words import ChatIntent
from service.subscribers.changes import is_setup_open


class SetupReminderMiddleware(BaseMiddleware):
    """Adds the button to the answers of a router, as long as the setup is open.

    The answer to a word for /start is the open question itself.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        ctx: Context = data["ctx"]
        is_start = data.get("intent") is ChatIntent.START
        if is_start or ctx.is_managed or not is_setup_open(ctx.subscriber, ctx.now):
            return await handler(event, data)
        chat_id = ctx.subscriber.chat_id
        footer = (build_continue_button(ctx.t),)
        target = get_reply_target() or ReplyTarget(chat_id, chat_id)
        with reply_to(replace(target, decoration=Decoration(footer=footer, footer_alone=footer))):
            return await handler(event, data)


def remind_of_setup(router: Router) -> Router:
    """Return the router with the button below its answers."""
    router.message.middleware(SetupReminderMiddleware())
    router.callback_query.middleware(SetupReminderMiddleware())
    return router
