"""In a group, text addressed to the bot without a command is a search."""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import Message, TelegramObject, Update

from bot.telegram.context import Context
from bot.telegram.middlewares import Handler
from news.query.chat_words import find_chat_intent


class MentionSearchMiddleware(BaseMiddleware):
    """Turns «@bot слово», or a reply to one of the bot's messages, into ``/search слово``; an
    everyday word into its command, so that the rights of commands hold for it."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, Message):
            bot: Bot = data["bot"]
            question = get_question(event, bot.id, (await bot.me()).username or "")
            if question is not None:
                text = _build_command(question, data["ctx"])
                event = event.model_copy(update={"text": text, "entities": None})
        return await handler(event, data)


def _build_command(question: str, ctx: Context) -> str:
    intent = find_chat_intent(question, ctx.services.search.get_forms)
    return f"/search {question}".rstrip() if intent is None else f"/{intent}"


GROUPS = frozenset({"group", "supergroup"})


async def is_asked(update: Update, bot: Bot) -> bool:
    """Return whether a person wrote to the bot, pressed a button or makes an inline query.

    In a group only a command, the bot's name or a reply to one of its messages counts.
    """
    message = update.message
    if message is None:
        asked = (update.callback_query, update.inline_query, update.guest_message)
        return any(one is not None for one in asked)
    if message.chat.type == "private" or (message.text or "").startswith("/"):
        return True
    return get_question(message, bot.id, (await bot.me()).username or "") is not None


def is_chatter(update: Update) -> bool:
    """Return whether an update that is no request is conversation in a group."""
    message = update.message
    return message is not None and message.chat.type in GROUPS and message.text is not None


def get_question(message: Message, bot_id: int, username: str) -> str | None:
    """Return the words that a message in a group asks the bot about, possibly none.

    None if the message is not addressed to the bot.
    """
    if message.chat.type not in GROUPS:
        return None
    text = (message.text or "").strip()
    if not text or text.startswith("/") or message.via_bot is not None:
        return None
    first, *rest = text.split(maxsplit=1)
    if first.rstrip(",:").lower() == f"@{username}".lower():
        return "".join(rest)
    return text if _is_reply_to_bot(message, bot_id) else None


def _is_reply_to_bot(message: Message, bot_id: int) -> bool:
    """Return whether a message replies to one of the bot's.

    In a forum thread every message formally replies to the one that created the thread; that does
    not count if the bot created it.
    """
    original = message.reply_to_message
    if original is None or original.from_user is None or original.forum_topic_created is not None:
        return False
    return original.from_user.id == bot_id
