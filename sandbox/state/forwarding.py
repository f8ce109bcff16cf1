"""Forwarded messages: what they keep, and what they say about where they come from."""

from __future__ import annotations

from sandbox.state.models import JSON, Message

NOT_COPIED = frozenset({"reply_to_message", "message_thread_id", "is_topic_message"})
"""The fields that belong to the place of a message."""


def build_forward(message: Message) -> JSON:
    """Return the fields of a message that is forwarded: its content and origin, no buttons."""
    dropped = NOT_COPIED | {"reply_markup"}
    kept = {key: value for key, value in message.data.items() if key not in dropped}
    origin = message.data.get("forward_origin") or describe_origin(message)
    return {**kept, "forward_origin": origin}


def describe_origin(message: Message) -> JSON:
    """Return the `MessageOrigin` of a message that is forwarded or quoted."""
    date = int(message.date.timestamp())
    if message.chat.type == "channel":
        chat = message.chat.as_brief_json()
        return {"type": "channel", "date": date, "chat": chat, "message_id": message.id}
    sender = message.sender.as_json() if message.sender else {}
    return {"type": "user", "date": date, "sender_user": sender}
