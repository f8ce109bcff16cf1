"""What a bot gets to see of a chat, and what of a channel appears in its discussion group."""

from __future__ import annotations

from sandbox.state.models import JSON, TELEGRAM, Chat, Message
from sandbox.state.telegram import Telegram

_CARRIED = ("text", "entities", "caption", "caption_entities", "rich_message", "photo", "document")
"""What of a post appears in the discussion group: not its buttons."""


def bot_sees(telegram: Telegram, chat: Chat, message: Message) -> bool:
    """Privacy mode: in groups a bot gets only commands, mentions and replies to itself."""
    if chat.is_private:
        return True
    bot = chat.members.get(telegram.bot.id)
    if bot is None or not bot.present:
        return False
    if chat.type == "channel" or bot.is_admin or telegram.reads_all_groups:
        return True
    text = message.data.get("text") or message.data.get("caption") or ""
    replied = message.data.get("reply_to_message", {}).get("from", {}).get("id")
    mention = f"@{telegram.bot.username}".lower()
    command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
    foreign = "@" in command and not command.lower().endswith(mention)
    return replied == telegram.bot.id or mention in text.lower() or bool(command and not foreign)


def discuss(telegram: Telegram, post: Message) -> None:
    """A channel's post appears in its discussion group, whoever wrote it."""
    group = post.chat.discussion
    if group is None:
        return
    data: JSON = {
        "from": TELEGRAM.as_json(),
        "sender_chat": post.chat.brief(),
        "is_automatic_forward": True,
        "forward_origin": {
            "type": "channel",
            "date": int(post.date.timestamp()),
            "chat": post.chat.brief(),
            "message_id": post.id,
        },
        **{name: post.data[name] for name in _CARRIED if name in post.data},
    }
    message = telegram.post(group, TELEGRAM, data)
    if bot_sees(telegram, group, message):
        telegram.tell_bot("message", message.as_json(), group.id)
