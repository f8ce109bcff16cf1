"""In a group, text addressed to the bot without a command is a search."""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import Message, TelegramObject

from bot.telegram.middlewares import Handler
from bot.telegram.updates.addressing import get_question


class MentionSearchMiddleware(BaseMiddleware):
    """Turns «@bot слово», or a reply to one of the bot's messages, into ``/search слово``."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, Message):
            bot: Bot = data["bot"]
            question = get_question(event, bot.id, (await bot.me()).username or "")
            if question is not None:
                text = f"/search {question}".rstrip()
                event = event.model_copy(update={"text": text, "entities": None})
        return await handler(event, data)
