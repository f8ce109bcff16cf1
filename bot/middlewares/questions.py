"""What is said to the bot in a group without a command is a search."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import Message, TelegramObject

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

_GROUPS = {"group", "supergroup"}


class QuestionsMiddleware(BaseMiddleware):
    """Turns «@bot слово», and an answer to one of the bot's own messages, into ``/search слово``.
    Everything else that people say passes as it is, and is nobody's here."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, Message) and event.chat.type in _GROUPS:
            bot: Bot = data["bot"]
            asked = question(event, bot.id, (await bot.me()).username or "")
            if asked is not None:
                text = f"/search {asked}".rstrip()
                event = event.model_copy(update={"text": text, "entities": None})
        return await handler(event, data)


def question(message: Message, bot_id: int, username: str) -> str | None:
    """The words that a message asks the bot about, maybe none; None if it asks nothing."""
    text = (message.text or "").strip()
    if not text or text.startswith("/") or message.via_bot is not None:
        return None
    first, *rest = text.split(maxsplit=1)
    if first.rstrip(",:").lower() == f"@{username}".lower():
        return "".join(rest)
    return text if _answers(message, bot_id) else None


def _answers(message: Message, bot_id: int) -> bool:
    """In a thread that the bot opened, everything hangs on the message that opened it."""
    above = message.reply_to_message
    if above is None or above.from_user is None or above.forum_topic_created is not None:
        return False
    return above.from_user.id == bot_id
