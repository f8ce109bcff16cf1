"""Which messages the bot sees, and which posts of a channel appear in its discussion group."""

from __future__ import annotations

from sandbox.state.models import JSON, TELEGRAM, Chat, Message
from sandbox.state.telegram import Telegram

_FORWARDED_FIELDS = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "rich_message",
    "photo",
    "document",
)
"""The fields of a post that appear in the discussion group: not its buttons."""


def is_visible_to_bot(telegram: Telegram, chat: Chat, message: Message) -> bool:
    """Apply privacy mode: in groups a bot sees only commands, mentions and replies to itself."""
    if chat.is_private:
        return True
    bot = chat.members.get(telegram.bot.id)
    if bot is None or not bot.is_present:
        return False
    if chat.type == "channel" or bot.is_admin or telegram.reads_all_groups:
        return True
    text = message.data.get("text") or message.data.get("caption") or ""
    replied = message.data.get("reply_to_message", {}).get("from", {}).get("id")
    mention = f"@{telegram.bot.username}".lower()
    command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
    foreign = "@" in command and not command.lower().endswith(mention)
    return replied == telegram.bot.id or mention in text.lower() or bool(command and not foreign)


def is_guest_query(telegram: Telegram, chat: Chat, message: Message) -> bool:
    """Return whether a message mentions the bot in a group where it is no member."""
    bot = chat.members.get(telegram.bot.id)
    if chat.type not in {"group", "supergroup"} or (bot is not None and bot.is_present):
        return False
    return f"@{telegram.bot.username}".lower() in str(message.data.get("text") or "").lower()


def post_to_discussion(telegram: Telegram, post: Message) -> None:
    """Forward a post to the discussion group of its channel, if there is one."""
    group = post.chat.discussion
    if group is None:
        return
    data: JSON = {
        "from": TELEGRAM.as_json(),
        "sender_chat": post.chat.as_brief_json(),
        "is_automatic_forward": True,
        "forward_origin": {
            "type": "channel",
            "date": int(post.date.timestamp()),
            "chat": post.chat.as_brief_json(),
            "message_id": post.id,
        },
        **{name: post.data[name] for name in _FORWARDED_FIELDS if name in post.data},
    }
    message = telegram.post_message(group, TELEGRAM, data)
    if is_visible_to_bot(telegram, group, message):
        telegram.queue_update("message", message.as_json(), group.id)
