"""A button whose answer Telegram does not let the bot send.

Either a person who never wrote to the bot pressed it under a channel's post, or it is in a closed
forum thread.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import TelegramObject

from bot.telegram.client.api_errors import is_topic_closed
from bot.telegram.context import Context
from bot.telegram.middlewares import Handler

log = logging.getLogger(__name__)


class UnreachableUserMiddleware(BaseMiddleware):
    """Explains on the button itself, the only place left, what to do.

    It adds the answer to the context, for the handlers too, so it must be registered after
    `CallbackAnswerMiddleware`, which makes and sends the answer.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        ctx: Context = replace(data["ctx"], callback_answer=data["callback_answer"])
        data["ctx"] = ctx
        try:
            return await handler(event, data)
        except TelegramForbiddenError as error:
            log.info("a button's answer cannot be sent: %s", error)
            username = (await ctx.bot.me()).username
            ctx.answer_button(ctx.t("open-me-first", name=f"@{username}"), alert=True)
            return None
        except TelegramBadRequest as error:
            if not is_topic_closed(error):
                raise
            log.info("a button's answer cannot be sent: %s", error)
            ctx.answer_button(ctx.t("thread-closed"), alert=True)
            return None
