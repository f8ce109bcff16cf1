"""sendMessage, forwards and copies, sendChatAction."""

from __future__ import annotations

from typing import Any

from aiogram.enums import ChatAction
from aiogram.methods import (
    CopyMessage,
    CopyMessages,
    ForwardMessage,
    ForwardMessages,
    SendChatAction,
    SendMessage,
)
from aiogram.types import LinkPreviewOptions

from sandbox.api.calls import Call, dump_object
from sandbox.api.methods.delivery import (
    Content,
    check_reachable,
    check_right,
    check_writable,
    deliver,
)
from sandbox.entities import FormattedText, format_text
from sandbox.errors import bad_request
from sandbox.state.forwarding import NOT_COPIED, build_forward
from sandbox.state.models import JSON, Message
from sandbox.state.telegram import Telegram

MAX_TEXT = 4096
MAX_CAPTION = 1024
_ACTIONS = frozenset(ChatAction)


def read_text(telegram: Telegram, call: Call[Any]) -> FormattedText:
    """Return the text of a message.

    Raises :class:`~sandbox.errors.ApiError` 400 for an empty or blank one.
    """
    source = call.args.text
    if not source:
        raise bad_request("message text is empty")
    if not call.args.parse_mode:
        call.check("entities")
    formatted = resolve_mentions(
        telegram, format_text(source, call.args.parse_mode, call.args.entities)
    )
    if not formatted.text:
        raise bad_request("text must be non-empty")
    return formatted


def read_caption(telegram: Telegram, call: Call[Any]) -> FormattedText:
    """Return the caption of a medium; it may be empty."""
    if not call.args.caption:
        return FormattedText("", [])
    if not call.args.parse_mode:
        call.check("caption_entities")
    formatted = format_text(call.args.caption, call.args.parse_mode, call.args.caption_entities)
    return resolve_mentions(telegram, formatted)


def resolve_mentions(telegram: Telegram, formatted: FormattedText) -> FormattedText:
    """Put the whole user into mentions by id; drop those of unknown users."""
    if not any(entity["type"] == "text_mention" for entity in formatted.entities):
        return formatted
    kept = []
    for entity in formatted.entities:
        if entity["type"] == "text_mention":
            user = telegram.users.get(entity["user"]["id"])
            if user is None:
                continue
            entity = {**entity, "user": user.as_json()}
        kept.append(entity)
    return FormattedText(formatted.text, kept)


def send_message(telegram: Telegram, call: Call[SendMessage]) -> JSON:
    """Send a text of up to 4096 characters; return the message."""
    text = read_text(telegram, call)
    fields = text.as_fields() | read_preview(call)
    too_long = bad_request("message is too long") if len(text) > MAX_TEXT else None
    return deliver(telegram, call, Content(fields, too_long=too_long))


def read_preview(call: Call[Any]) -> JSON:
    """Return the `link_preview_options` field as it was sent."""
    call.check("link_preview_options")
    options = call.args.link_preview_options
    if not isinstance(options, LinkPreviewOptions):
        return {}
    return {"link_preview_options": dump_object(options)}


def _find_source(telegram: Telegram, chat_id: int | str, number: int, verb: str) -> Message:
    message = telegram.find_chat(chat_id).messages.get(number)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.data.get("has_protected_content"):
        raise bad_request(f"message can't be {'forwarded' if verb == 'forward' else 'copied'}")
    return message


def forward_message(telegram: Telegram, call: Call[ForwardMessage]) -> JSON:
    message = _find_source(telegram, call.args.from_chat_id, call.args.message_id, "forward")
    return deliver(telegram, call, Content(build_forward(message)))


def copy_message(telegram: Telegram, call: Call[CopyMessage]) -> JSON:
    """Send a message's content as one of the bot, with another caption if one is given."""
    message = _find_source(telegram, call.args.from_chat_id, call.args.message_id, "copy")
    fields = _build_copy(message)
    if call.args.caption is not None and "caption" in fields:
        for key in ("caption", "caption_entities"):
            fields.pop(key, None)
        fields.update(read_caption(telegram, call).as_fields("caption", "caption_entities"))
    return {"message_id": deliver(telegram, call, Content(fields))["message_id"]}


def _build_copy(message: Message) -> JSON:
    dropped = NOT_COPIED | {"reply_markup", "forward_origin"}
    return {key: value for key, value in message.data.items() if key not in dropped}


def forward_messages(telegram: Telegram, call: Call[ForwardMessages]) -> list[JSON]:
    return _send_several(telegram, call, forward=True)


def copy_messages(telegram: Telegram, call: Call[CopyMessages]) -> list[JSON]:
    return _send_several(telegram, call, forward=False)


def _send_several(telegram: Telegram, call: Call[Any], *, forward: bool) -> list[JSON]:
    """Send several messages. Missing and protected ones are skipped, as in the Bot API."""
    call.check("message_ids")
    source = telegram.find_chat(call.args.from_chat_id)
    found = [source.messages[n] for n in call.args.message_ids if n in source.messages]
    found = [message for message in found if not message.data.get("has_protected_content")]
    if not found:
        raise bad_request(f"there are no messages to {'forward' if forward else 'copy'}")
    result = [build_forward(m) if forward else _build_copy(m) for m in found]
    return [
        {"message_id": deliver(telegram, call, Content(fields))["message_id"]} for fields in result
    ]


def send_chat_action(telegram: Telegram, call: Call[SendChatAction]) -> bool:
    """Show an action such as "typing" in the chat."""
    if call.args.action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = telegram.find_chat(call.args.chat_id)
    check_writable(telegram, chat)
    check_right(telegram, chat, "can_send_messages", "text messages")
    check_reachable(chat)
    telegram.events.publish("action", chat_id=chat.id, action=call.args.action)
    return True


HANDLERS = {
    SendMessage: send_message,
    ForwardMessage: forward_message,
    ForwardMessages: forward_messages,
    CopyMessage: copy_message,
    CopyMessages: copy_messages,
    SendChatAction: send_chat_action,
}
