"""Buttons and commands that act for another chat: a group or channel is set up in private.

They only name the chat; whether the person may act for it is asked of Telegram each time
(`bot.features.groups.managed_chat`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, Update

from bot.ui.callbacks import MAX_CALLBACK_BYTES

_WRAPPED = re.compile(r"@([0-9a-f]{1,13})\|([^@].*)", re.DOTALL)
_LINK = re.compile(r"/start set-([0-9a-f]{1,13})(?:-([0-9]{1,10}))?", re.IGNORECASE)
_SHOW = "/settings"


@dataclass(frozen=True, slots=True)
class ManagedChat:
    """A chat to act for. ``update``: as it would have come from the chat itself.

    ``post_id``: the message there whose link led here, which is to be deleted.
    """

    chat_id: int
    update: Update
    post_id: int | None = None


def wrap_callback(chat_id: int, data: str) -> str:
    """Return callback data that acts for a group or channel.

    Raises ValueError if it is longer than Telegram allows.
    """
    wrapped = f"@{-chat_id:x}|{data}"
    if len(wrapped.encode()) > MAX_CALLBACK_BYTES:
        raise ValueError(f"a button for chat {chat_id} is too long: {data}")
    return wrapped


def build_link_payload(chat_id: int, post_id: int) -> str:
    """Return the payload of the deep link in a post of the chat itself."""
    return f"set-{-chat_id:x}-{post_id}"


def resolve_managed_chat(update: Update, commands: frozenset[str]) -> ManagedChat | None:
    """Return the chat that an update in a private chat acts for, None if it is the person's own.

    It is named by a wrapped button, by a deep link, or by the buttons of the message to which one
    of ``commands`` replies.
    """
    query, message = update.callback_query, update.message
    if query is not None:
        return _from_button(update, query)
    if message is None or message.chat.type != "private" or not message.text:
        return None
    if link := _LINK.fullmatch(message.text):
        post = int(link[2]) if link[2] else None
        return ManagedChat(-int(link[1], 16), _with_text(update, message, _SHOW), post)
    name = message.text.split(maxsplit=1)[0].removeprefix("/").lower()
    if not message.text.startswith("/") or name not in commands:
        return None
    chat_id = _find_replied_chat(message)
    return None if chat_id is None else ManagedChat(chat_id, update)


def _from_button(update: Update, query: CallbackQuery) -> ManagedChat | None:
    if query.message is None or query.message.chat.type != "private":
        return None
    wrapped = _WRAPPED.fullmatch(query.data or "")
    if wrapped is None:
        return None
    pressed = query.model_copy(update={"data": wrapped[2]})
    return ManagedChat(-int(wrapped[1], 16), update.model_copy(update={"callback_query": pressed}))


def _find_replied_chat(message: Message) -> int | None:
    """Return the chat of the buttons under the message that this one replies to."""
    markup = message.reply_to_message and message.reply_to_message.reply_markup
    if not isinstance(markup, InlineKeyboardMarkup):
        return None
    data = (button.callback_data or "" for row in markup.inline_keyboard for button in row)
    chat_ids = {-int(match[1], 16) for match in map(_WRAPPED.fullmatch, data) if match}
    return chat_ids.pop() if len(chat_ids) == 1 else None


def _with_text(update: Update, message: Message, text: str) -> Update:
    changed = message.model_copy(update={"text": text, "entities": None})
    return update.model_copy(update={"message": changed})
