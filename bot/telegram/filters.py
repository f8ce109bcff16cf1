"""Which updates handlers get: filters for their routers, and what in a group is for the bot."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.filters import Filter
from aiogram.types import Message, TelegramObject, Update
from aiogram.utils.magic_filter import MagicFilter

from bot.telegram.context import Context
from service.editors.rights import Right
from service.subscribers.changes import is_awaiting_input
from storage.chats.subscribers import PendingPrompt

GROUPS = frozenset({"group", "supergroup"})
"""The types of chats whose members talk to each other."""


class SyncFilter(Filter):
    """Evaluates an `F` on the event without a thread.

    aiogram runs a bare `F` in a thread, which takes fifty times as long as the evaluation.
    """

    def __init__(self, magic: MagicFilter) -> None:
        self._magic = magic

    async def __call__(self, event: TelegramObject, *_: Any) -> bool:
        return bool(self._magic.resolve(event))


class May(Filter):
    """Accepts the updates of people who have a right of editors, by `ctx.role`."""

    def __init__(self, right: Right) -> None:
        self._right = right

    async def __call__(self, _: TelegramObject, ctx: Context) -> bool:
        return ctx.may(self._right)


class PromptAnswer(Filter):
    """Lets a text pass that may answer a prompt which the chat was sent."""

    def __init__(self, prompt: PendingPrompt) -> None:
        self._prompt = prompt

    async def __call__(self, message: Message, ctx: Context) -> bool:
        is_awaited = is_awaiting_input(ctx.subscriber, self._prompt, ctx.now)
        return bool(message.text) and ctx.is_on_record and is_awaited


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
