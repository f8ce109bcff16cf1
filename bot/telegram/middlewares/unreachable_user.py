"""A button whose answer Telegram does not let the bot send: under a channel's post, pressed by
somebody who has never written to it, or in a thread of a forum that was closed."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import TelegramObject
from aiogram.utils.callback_answer import CallbackAnswer

from bot.telegram.client.api_errors import is_topic_closed
from service.i18n.translations import Translator

log = logging.getLogger(__name__)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class UnreachableUserMiddleware(BaseMiddleware):
    """Telegram lets the bot answer them only on the button itself: so it says there how to begin.
    Stands within `CallbackAnswerMiddleware`, whose answer it fills in."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        t: Translator = data["t"]
        answer: CallbackAnswer = data["callback_answer"]
        try:
            return await handler(event, data)
        except TelegramForbiddenError as error:
            log.info("a button's answer cannot be sent: %s", error)
            bot: Bot = data["bot"]
            answer.text = t("open-me-first", name=f"@{(await bot.me()).username}")
            answer.show_alert = True
            return None
        except TelegramBadRequest as error:
            if not is_topic_closed(error):
                raise
            log.info("a button's answer cannot be sent: %s", error)
            answer.text, answer.show_alert = t("thread-closed"), True
            return None
