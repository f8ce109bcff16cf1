"""A pressed button: a second tap on it, one that the person may not press, and an answer that
Telegram does not let the bot send."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, TelegramObject
from aiogram.utils.callback_answer import CallbackAnswer

from bot.telegram.client.api_errors import is_topic_closed
from bot.telegram.context import Context
from bot.telegram.middlewares import Handler
from service.editors.rights import NotAllowedError
from service.ops.clock import Monotonic

DOUBLE_TAP_SECONDS = 2.0
"""A double tap is quicker, a deliberate repetition slower."""

MAX_USERS = 1000
"""Number of people whose last tap is remembered."""

_Tap = tuple[int, int, str]


class DoubleTapMiddleware(BaseMiddleware):
    """Answers the second of two taps like the first, without handling it.

    This keeps articles from being sent and drafts from being created twice. A button that changes
    a setting carries the new state, so nothing else depends on this memory, which a restart
    loses. Must be registered after `CallbackAnswerMiddleware`, whose answer it fills in.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._last: OrderedDict[int, tuple[_Tap, float, CallbackAnswer]] = OrderedDict()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, CallbackQuery) or event.message is None:
            return await handler(event, data)
        tap = (event.message.chat.id, event.message.message_id, event.data or "")
        answer: CallbackAnswer = data["callback_answer"]
        last = self._last.pop(event.from_user.id, None)
        now = self._monotonic()
        if last is not None and last[0] == tap and now - last[1] < DOUBLE_TAP_SECONDS:
            self._last[event.from_user.id] = last
            if not answer.answered:
                answer.text, answer.show_alert = last[2].text, last[2].show_alert
                answer.url = last[2].url
            return None
        result = await handler(event, data)
        self._last[event.from_user.id] = tap, self._monotonic(), answer
        while len(self._last) > MAX_USERS:
            self._last.popitem(last=False)
        return result


log = logging.getLogger(__name__)


class RefusalMiddleware(BaseMiddleware):
    """Explains on the button itself why nothing happens, and what to do.

    It adds the answer to the context, for the handlers too, so it must be registered after
    `CallbackAnswerMiddleware`, which makes and sends the answer.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        ctx: Context = replace(data["ctx"], callback_answer=data["callback_answer"])
        data["ctx"] = ctx
        try:
            return await handler(event, data)
        except NotAllowedError as error:
            log.info("a button is refused: %s", error)
            ctx.answer_button(ctx.t.format_error(error), alert=True)
            return None
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
