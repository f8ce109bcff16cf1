"""What is asked in a thread of a forum is answered there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import InaccessibleMessage, Message, TelegramObject, Update

from bot.telegram.client.reply_target import ReplyTarget, reply_to
from storage.chats.subscribers import GENERAL_THREAD_ID, Subscriber

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class ForumTopicMiddleware(BaseMiddleware):
    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        query = event.callback_query
        message = event.message if query is None else query.message
        thread_id = _find_thread_id(message, data.get("reader"))
        if message is None or thread_id is None or thread_id == GENERAL_THREAD_ID:
            return await handler(event, data)
        with reply_to(ReplyTarget(message.chat.id, message.chat.id, thread_id)):
            return await handler(event, data)


def _find_thread_id(
    message: Message | InaccessibleMessage | None, subscriber: Subscriber | None
) -> int | None:
    """A message that Telegram no longer shows is an old digest: it stands where digests go."""
    if isinstance(message, Message):
        return get_thread_id(message)
    if message is None or subscriber is None or subscriber.chat_id != message.chat.id:
        return None
    return subscriber.thread_id


def get_thread_id(message: Message) -> int | None:
    """The forum thread of a message, None outside of forums. In other groups Telegram numbers the
    threads of replies too: they are no place to send to."""
    if not message.chat.is_forum:
        return None
    return message.message_thread_id if message.is_topic_message else GENERAL_THREAD_ID
