"""The way of every message a bot sends, with the checks in Telegram's own order.

text -> reply_parameters -> reply_markup -> chat -> topic -> reply target -> may the bot write ->
keyboard -> length -> rights -> blocked, button data, flood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.api.calls import Call
from sandbox.api.markup import read_markup
from sandbox.errors import ApiError, bad_request, forbidden
from sandbox.state.models import JSON, Chat, Message
from sandbox.state.privacy import discuss
from sandbox.state.telegram import Telegram


@dataclass(frozen=True)
class Content:
    """What a message holds: Message fields and the right to send them.

    `too_long` is raised when its length is looked at, `fault` when Telegram's core gets it.
    """

    fields: JSON
    right: str = "can_send_messages"
    what: str = "text messages"
    too_long: ApiError | None = None
    fault: ApiError | None = None


def deliver(telegram: Telegram, call: Call[Any], content: Content) -> JSON:
    """Send `content` as `call` asks; the `Message` JSON.

    Raises :class:`~sandbox.errors.ApiError`, the first that Telegram would name.
    """
    call.check("reply_parameters")
    markup = read_markup(call.raw.get("reply_markup"))
    chat = telegram.find_chat(call.args.chat_id)
    data = dict(content.fields)
    data.update(_topic(telegram, chat, getattr(call.args, "message_thread_id", None)))
    data.update(_reply(telegram, chat, call.args))
    check_writable(telegram, chat)
    markup.check()
    if content.too_long is not None:
        raise content.too_long
    check_right(telegram, chat, content.right, content.what)
    check_reachable(chat)
    if content.fault is not None:
        raise content.fault
    markup.check_last()
    paid = bool(getattr(call.args, "allow_paid_broadcast", None))
    telegram.limits.take(chat.id, group=chat.type in {"group", "supergroup"}, paid=paid)
    if getattr(call.args, "protect_content", None):
        data["has_protected_content"] = True
    if markup.inline is not None:
        data["reply_markup"] = markup.inline
    message = telegram.post(chat, telegram.bot, data, markup.other)
    discuss(telegram, message)
    return message.as_json()


def _topic(telegram: Telegram, chat: Chat, thread: int | None) -> JSON:
    """The fields of a message in a forum's topic. General has no number here, although it is 1;
    outside of forums a thread is that of a message."""
    if not chat.is_forum:
        if thread and (chat.type != "supergroup" or thread not in chat.messages):
            raise bad_request("message thread not found")
        return {}
    topic = chat.topics.get(thread) if thread else chat.general
    if topic is None:
        raise bad_request("message thread not found")
    bot = chat.members.get(telegram.bot.id)
    manages = bot is not None and bot.is_admin and bot.rights.get("can_manage_topics", True)
    if topic.closed and not manages:
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": thread, "is_topic_message": True} if thread else {}


def _reply(telegram: Telegram, chat: Chat, args: Any) -> JSON:
    """The fields of a reply; `allow_sending_without_reply` forgives a missing target."""
    parameters = getattr(args, "reply_parameters", None)
    number = parameters.message_id if parameters else getattr(args, "reply_to_message_id", None)
    if not number:
        return {}
    place = chat
    if parameters is not None and parameters.chat_id is not None:
        place = telegram.find_chat(parameters.chat_id)
    target = place.messages.get(number)
    if target is None:
        forgiving = (parameters or args).allow_sending_without_reply
        if forgiving is True:
            return {}
        raise bad_request("message to be replied not found")
    quoted = target.as_json()
    quoted.pop("reply_to_message", None)
    if place is chat:
        return {"reply_to_message": quoted}
    return {"external_reply": {"origin": origin(target), "chat": place.brief()}}


def origin(message: Message) -> JSON:
    """`MessageOrigin` of a message that is forwarded or quoted."""
    date = int(message.date.timestamp())
    if message.chat.type == "channel":
        chat = message.chat.brief()
        return {"type": "channel", "date": date, "chat": chat, "message_id": message.id}
    sender = message.sender.as_json() if message.sender else {}
    return {"type": "user", "date": date, "sender_user": sender}


def check_writable(telegram: Telegram, chat: Chat) -> None:
    """Whether the bot is there at all and may write: 403, or 400 in a channel."""
    if chat.person is not None:
        if chat.person.is_bot:
            raise forbidden("the bot can't send messages to the bot")
        return
    bot = chat.members.get(telegram.bot.id)
    if bot is None or bot.status == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    if bot.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if chat.type == "channel" and not (bot.is_admin and bot.rights.get("can_post_messages", True)):
        raise bad_request("need administrator rights in the channel chat")


def administered(telegram: Telegram, call: Call[Any], right: str, refusal: ApiError) -> Chat:
    """The group or channel of a call, where the bot is an administrator with `right`."""
    chat = telegram.find_chat(call.args.chat_id)
    if chat.is_private:
        raise bad_request("can't change private chats")
    check_writable(telegram, chat)
    bot = chat.members[telegram.bot.id]
    if not (bot.is_admin and bot.rights.get(right, True)):
        raise refusal
    return chat


def check_right(telegram: Telegram, chat: Chat, right: str, what: str) -> None:
    """Groups may forbid a kind of message to all, or to the bot alone."""
    bot = chat.members.get(telegram.bot.id)
    if bot is None or bot.is_admin:
        return
    restricted = bot.status == "restricted" and not bot.rights.get(right, False)
    if restricted or not chat.permissions.get(right, True):
        raise bad_request(f"not enough rights to send {what} to the chat")


def check_reachable(chat: Chat) -> None:
    """What the person did: left Telegram, blocked the bot, never wrote to it."""
    if chat.person is None:
        return
    if chat.person.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
