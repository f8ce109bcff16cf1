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
from sandbox.api.methods.messages import MAX_TEXT, read_preview, read_text
from sandbox.api.methods.rich_messages import read_rich
from sandbox.errors import NOT_MODIFIED, bad_request
from sandbox.state.models import JSON, Message
from sandbox.state.telegram import Telegram

_CONTENT = frozenset({"text", "entities", "link_preview_options", "rich_message"})


def edit_text(telegram: Telegram, call: Call[EditEphemeralMessageText]) -> bool:
    given = call.raw.get("rich_message")
    if given not in (None, ""):
        rich = read_rich(telegram, given, call.files)
        fields, limit = {"rich_message": rich.message}, rich.fault
    else:
        text = read_text(telegram, call)
        fields = text.as_fields() | read_preview(call)
        limit = bad_request("MESSAGE_TOO_LONG") if len(text) > MAX_TEXT else None
    return _edit(telegram, call, fields, limit)


def edit_reply_markup(telegram: Telegram, call: Call[EditEphemeralMessageReplyMarkup]) -> bool:
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
    dropped = {"reply_markup"} | (_CONTENT if fields is not None else set())
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
