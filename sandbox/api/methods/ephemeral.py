"""Ephemeral messages (Bot API 10.2): in a group, visible only to their receiver and the bot.

`send...` makes one if it names a receiver; `editEphemeralMessage...` and `deleteEphemeralMessage`
change it. The words of the refusals are not published.
"""

from __future__ import annotations

from typing import Any

from aiogram.methods import (
    DeleteEphemeralMessage,
    EditEphemeralMessageReplyMarkup,
    EditEphemeralMessageText,
)

from sandbox.api.calls import Call
from sandbox.api.markup import read_markup
from sandbox.api.methods.edits import TEXT_FIELDS, read_new_text
from sandbox.errors import NOT_MODIFIED, bad_request
from sandbox.state.models import JSON, Message
from sandbox.state.telegram import Telegram


def edit_text(telegram: Telegram, call: Call[EditEphemeralMessageText]) -> bool:
    """Replace the text and the keyboard of a message that one person sees."""
    return _edit(telegram, call, *read_new_text(telegram, call))


def edit_reply_markup(telegram: Telegram, call: Call[EditEphemeralMessageReplyMarkup]) -> bool:
    """Replace only its keyboard."""
    return _edit(telegram, call, None, None)


def delete(telegram: Telegram, call: Call[DeleteEphemeralMessage]) -> bool:
    telegram.delete_ephemeral(_find(telegram, call, "delete"))
    return True


def _edit(telegram: Telegram, call: Call[Any], fields: JSON | None, limit: Any) -> bool:
    """Replace the keyboard, and the content unless `fields` is None."""
    markup = read_markup(call.raw.get("reply_markup"), inline_only=True)
    message = _find(telegram, call, "edit")
    markup.check(knows_styles=telegram.knows_styles)
    if limit is not None:
        raise limit
    markup.check_last()
    dropped = {"reply_markup"} | (TEXT_FIELDS if fields is not None else set())
    data = {key: value for key, value in message.data.items() if key not in dropped}
    data.update(fields or {})
    if markup.inline is not None:
        data["reply_markup"] = markup.inline
    if data == message.data:
        raise bad_request(NOT_MODIFIED)
    message.data = data
    telegram.publish_edit(message)
    return True


def _find(telegram: Telegram, call: Call[Any], verb: str) -> Message:
    chat = telegram.find_chat(call.args.chat_id)
    key = chat.id, call.args.receiver_user_id, call.args.ephemeral_message_id
    message = telegram.ephemeral.get(key)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    return message


HANDLERS = {
    EditEphemeralMessageText: edit_text,
    EditEphemeralMessageReplyMarkup: edit_reply_markup,
    DeleteEphemeralMessage: delete,
}
