"""Requests from a forum thread are answered there."""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import InaccessibleMessage, Message, TelegramObject, Update

from bot.telegram.client.middlewares import ReplyTarget, reply_to
from bot.telegram.context import Context
from bot.telegram.middlewares import Handler
from storage.chats.subscribers import GENERAL_THREAD_ID


class ForumTopicMiddleware(BaseMiddleware):
    """Directs the answers to the forum thread of the update."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        query = event.callback_query
        message = event.message if query is None else query.message
        thread_id = _find_thread_id(message, data.get("ctx"))
        if message is None or thread_id is None or thread_id == GENERAL_THREAD_ID:
            return await handler(event, data)
        with reply_to(ReplyTarget(message.chat.id, message.chat.id, thread_id)):
            return await handler(event, data)


def _find_thread_id(
    message: Message | InaccessibleMessage | None, ctx: Context | None
) -> int | None:
    """Return the thread of a message; one too old to be accessible is in the digests' thread."""
    if isinstance(message, Message):
        return get_thread_id(message)
    if message is None or ctx is None or ctx.subscriber.chat_id != message.chat.id:
        return None
    return ctx.subscriber.thread_id


def get_thread_id(message: Message) -> int | None:
    """Return the forum thread of a message, None outside of forums.

    In other groups Telegram numbers the threads of replies too, but messages can not be sent there.
    """
    if not message.chat.is_forum:
        return None
    return message.message_thread_id if message.is_topic_message else GENERAL_THREAD_ID
