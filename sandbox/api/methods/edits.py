"""editMessageText, editMessageCaption, editMessageReplyMarkup, editMessageMedia."""

from __future__ import annotations

from typing import Any

from aiogram.methods import (
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
)

from sandbox.api.calls import Call
from sandbox.api.markup import Markup, read_markup
from sandbox.api.methods.delivery import check_reachable, check_writable
from sandbox.api.methods.media import read_media
from sandbox.api.methods.messages import (
    MAX_CAPTION,
    MAX_TEXT,
    read_caption,
    read_preview,
    read_text,
)
from sandbox.api.methods.rich_messages import read_rich
from sandbox.errors import NOT_MODIFIED, bad_request
from sandbox.state.media import MEDIA_KINDS
from sandbox.state.models import JSON, Message
from sandbox.state.telegram import Telegram

TEXT_FIELDS = frozenset({"text", "entities", "link_preview_options", "rich_message"})
_CAPTION = frozenset({"caption", "caption_entities"})


def read_new_text(telegram: Telegram, call: Call[Any]) -> tuple[JSON, Exception | None]:
    """Return the fields of a plain or rich text, and the error if it is too long."""
    given = call.raw.get("rich_message")
    if given not in (None, ""):
        rich = read_rich(telegram, given, call.files)
        return {"rich_message": rich.message}, rich.fault
    text = read_text(telegram, call)
    too_long = bad_request("MESSAGE_TOO_LONG") if len(text) > MAX_TEXT else None
    return text.as_fields() | read_preview(call), too_long


def edit_message_text(telegram: Telegram, call: Call[EditMessageText]) -> JSON | bool:
    """Replace a text with a plain or rich one; without a keyboard, its keyboard is removed."""
    fields, limit = read_new_text(telegram, call)
    markup = read_markup(call.raw.get("reply_markup"), inline_only=True)
    message = _find_editable_message(telegram, call)
    markup.check(knows_styles=telegram.knows_styles)
    if not {"text", "rich_message"} & set(message.data):
        raise bad_request("there is no text in the message to edit")
    if limit is not None:
        raise limit
    return _replace(telegram, call, message, fields, TEXT_FIELDS, markup)


def edit_message_caption(telegram: Telegram, call: Call[EditMessageCaption]) -> JSON | bool:
    """Replace the caption of a message with media."""
    caption = read_caption(telegram, call)
    markup = read_markup(call.raw.get("reply_markup"), inline_only=True)
    message = _find_editable_message(telegram, call)
    markup.check(knows_styles=telegram.knows_styles)
    if not any(kind in message.data for kind in MEDIA_KINDS):
        raise bad_request("there is no caption in the message to edit")
    if len(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    fields = caption.as_fields("caption", "caption_entities")
    return _replace(telegram, call, message, fields, _CAPTION, markup)


def edit_message_reply_markup(
    telegram: Telegram, call: Call[EditMessageReplyMarkup]
) -> JSON | bool:
    """Replace the keyboard; the content stays."""
    markup = read_markup(call.raw.get("reply_markup"), inline_only=True)
    message = _find_editable_message(telegram, call)
    markup.check(knows_styles=telegram.knows_styles)
    return _replace(telegram, call, message, {}, frozenset(), markup)


def edit_message_media(telegram: Telegram, call: Call[EditMessageMedia]) -> JSON | bool:
    """Replace the whole content with a file and its caption."""
    fields = read_media(telegram, call.raw.get("media"), call.files)
    markup = read_markup(call.raw.get("reply_markup"), inline_only=True)
    message = _find_editable_message(telegram, call)
    markup.check(knows_styles=telegram.knows_styles)
    return _replace(
        telegram, call, message, fields, TEXT_FIELDS | _CAPTION | set(MEDIA_KINDS), markup
    )


def _find_editable_message(telegram: Telegram, call: Call[Any]) -> Message:
    """Return the bot's own message to edit, with the checks in Telegram's order."""
    args = call.args
    if args.inline_message_id:
        inline = telegram.inline_messages.get(args.inline_message_id)
        if inline is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return inline
    chat = telegram.find_chat(args.chat_id)
    if not args.message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(args.message_id)
    if message is None:
        raise bad_request("message to edit not found")
    check_writable(telegram, chat)
    if message.sender is not telegram.bot or "forward_origin" in message.data:
        raise bad_request("message can't be edited")
    return message


def _replace(
    telegram: Telegram,
    call: Call[Any],
    message: Message,
    fields: JSON,
    replaced: frozenset[str] | set[str],
    markup: Markup,
) -> JSON | bool:
    """Replace the fields `replaced` by `fields`. An edit without a keyboard removes the old one."""
    data = {key: value for key, value in message.data.items() if key not in replaced}
    data.pop("reply_markup", None)
    data.update(fields)
    if markup.inline is not None:
        data["reply_markup"] = markup.inline
    if data == message.data:
        raise bad_request(NOT_MODIFIED)
    check_reachable(message.chat)
    markup.check_last()
    message.data = data
    if fields or replaced:
        message.edited_at = telegram.clock()
    telegram.publish_edit(message)
    return True if call.args.inline_message_id else message.as_json()


HANDLERS = {
    EditMessageText: edit_message_text,
    EditMessageCaption: edit_message_caption,
    EditMessageReplyMarkup: edit_message_reply_markup,
    EditMessageMedia: edit_message_media,
}
