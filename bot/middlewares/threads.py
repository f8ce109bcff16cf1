"""What is asked in a thread of a forum is answered there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import InaccessibleMessage, Message, TelegramObject, Update

from bot.delivery.address import Address, answering
from storage.subscribers import GENERAL, Subscriber

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class ThreadMiddleware(BaseMiddleware):
    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        query = event.callback_query
        message = event.message if query is None else query.message
        thread_id = _thread(message, data.get("reader"))
        if message is None or thread_id is None or thread_id == GENERAL:
            return await handler(event, data)
        with answering(Address(message.chat.id, message.chat.id, thread_id)):
            return await handler(event, data)


def _thread(message: Message | InaccessibleMessage | None, reader: Subscriber | None) -> int | None:
    """A message that Telegram no longer shows is an old digest: it stands where digests go."""
    if isinstance(message, Message):
        return thread_of(message)
    if message is None or reader is None or reader.chat_id != message.chat.id:
        return None
    return reader.thread_id


def thread_of(message: Message) -> int | None:
    """The forum thread of a message, None outside of forums. In other groups Telegram numbers the
    threads of replies too: they are no place to send to."""
    if not message.chat.is_forum:
        return None
    return message.message_thread_id if message.is_topic_message else GENERAL
