"""Whether the bot is asked something: by whatever it will answer, or at least look into."""

from __future__ import annotations

from aiogram import Bot
from aiogram.types import Message, Update

GROUPS = frozenset({"group", "supergroup"})


async def is_asked(update: Update, bot: Bot) -> bool:
    """What a person does by writing, pressing or typing. In a group that is a command, the bot's
    name or an answer to one of its messages."""
    message = update.message
    if message is None:
        return update.callback_query is not None or update.inline_query is not None
    if message.chat.type == "private" or (message.text or "").startswith("/"):
        return True
    return question(message, bot.id, (await bot.me()).username or "") is not None


def is_chatter(update: Update) -> bool:
    """What people say to each other in a group, in words. Only for what is not asked."""
    message = update.message
    return message is not None and message.chat.type in GROUPS and message.text is not None


def question(message: Message, bot_id: int, username: str) -> str | None:
    """The words that a message in a group asks the bot about, maybe none; None if it asks
    nothing."""
    if message.chat.type not in GROUPS:
        return None
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
