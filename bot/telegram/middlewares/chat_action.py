"""«typing…» for those whose answer takes its time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.flags import get_flag
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, TelegramObject

log = logging.getLogger(__name__)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

DELAY_SECONDS = 1.0
REPEAT_INTERVAL_SECONDS = 4.5
"""Telegram shows an action for five seconds, or until the answer is there."""


class ChatActionMiddleware(BaseMiddleware):
    """Shows an action to whoever waits for more than a second, and again until the answer is
    there. A handler's flag ``chat_action`` says which, where it is not typing. In a channel
    everybody would see it, so nobody does."""

    def __init__(
        self, delay: float = DELAY_SECONDS, repeat_interval: float = REPEAT_INTERVAL_SECONDS
    ) -> None:
        self._delay = delay
        self._repeat_interval = repeat_interval

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        message = event.message if isinstance(event, CallbackQuery) else event
        if not isinstance(message, Message) or message.chat.type == "channel":
            return await handler(event, data)
        thread = message.message_thread_id if message.is_topic_message else None
        action = get_flag(data, "chat_action", default="typing")
        # Most answers are quick, and cost a timer and no task.
        begun: list[asyncio.Task[None]] = []

        def begin() -> None:
            showing = self._show(data["bot"], message.chat.id, thread, action)
            begun.append(asyncio.create_task(showing, name="typing"))

        timer = asyncio.get_running_loop().call_later(self._delay, begin)
        try:
            return await handler(event, data)
        finally:
            timer.cancel()
            for task in begun:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _show(self, bot: Bot, chat_id: int, thread: int | None, action: str) -> None:
        """Each takes its turn at the pace keeper, and gives it up with the task."""
        try:
            while True:
                await bot.send_chat_action(chat_id, action, message_thread_id=thread)
                await asyncio.sleep(self._repeat_interval)
        except TelegramAPIError as error:
            log.info("chat %d is not shown %s: %s", chat_id, action, error)
