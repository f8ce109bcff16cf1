"""«typing…» while an answer takes long."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.flags import get_flag
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.telegram.middlewares import Handler

log = logging.getLogger(__name__)

DELAY_SECONDS = 1.0
REPEAT_INTERVAL_SECONDS = 4.5
"""Telegram shows an action for five seconds, or until the answer is there."""

MAX_SHOWN = 20
"""Chats that are shown an action at the same time. It is a request, as the answer is: where many
people wait, it would make all of them wait longer."""


class ChatActionMiddleware(BaseMiddleware):
    """Shows an action after a second and until the answer is there, unless many chats wait.

    A handler's flag ``chat_action`` says which, if it is not typing. In a channel all readers would
    see it, so none is shown there.

    aiogram's ChatActionSender does not do: at the end it waits for a request that is still queued
    at the rate limiter, which keeps the chat locked, and it leaves a failed request's exception
    unhandled.
    """

    def __init__(
        self, delay: float = DELAY_SECONDS, repeat_interval: float = REPEAT_INTERVAL_SECONDS
    ) -> None:
        self._delay = delay
        self._repeat_interval = repeat_interval
        self._shown_count = 0

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        message = event.message if isinstance(event, CallbackQuery) else event
        if not isinstance(message, Message) or message.chat.type == "channel":
            return await handler(event, data)
        thread = message.message_thread_id if message.is_topic_message else None
        action = get_flag(data, "chat_action", default="typing")
        # Most answers are quick and cost only a timer, no task.
        tasks: list[asyncio.Task[None]] = []

        def begin() -> None:
            if self._shown_count >= MAX_SHOWN:
                return
            self._shown_count += 1
            sending = self._send_repeatedly(data["bot"], message.chat.id, thread, action)
            tasks.append(asyncio.create_task(sending, name="typing"))

        timer = asyncio.get_running_loop().call_later(self._delay, begin)
        try:
            return await handler(event, data)
        finally:
            timer.cancel()
            self._shown_count -= len(tasks)
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _send_repeatedly(
        self, bot: Bot, chat_id: int, thread: int | None, action: str
    ) -> None:
        """Send the action until cancelled; that also withdraws one queued at the rate limiter."""
        try:
            while True:
                await bot.send_chat_action(chat_id, action, message_thread_id=thread)
                await asyncio.sleep(self._repeat_interval)
        except TelegramAPIError as error:
            log.info("%s cannot be shown in chat %d: %s", action, chat_id, error)
