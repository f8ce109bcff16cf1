"""How a message of the bot is sent, with the checks in Telegram's order.

text -> reply_parameters -> reply_markup -> chat -> topic -> reply target -> may the bot write ->
keyboard -> length -> rights -> blocked, button data, flood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.api.calls import Call
from sandbox.api.markup import read_markup
from sandbox.errors import ApiError, bad_request, forbidden
from sandbox.state.forwarding import describe_origin
from sandbox.state.models import JSON, Chat, User
from sandbox.state.privacy import post_to_discussion
from sandbox.state.queries import CALLBACK_LIFETIME, EPHEMERAL_ANSWER_SECONDS
from sandbox.state.telegram import Telegram


@dataclass(frozen=True)
class Content:
    """The content of a message: its Message fields and the right to send them.

    `too_long` is raised when the length is checked, `fault` when Telegram's core gets the content.
    """

    fields: JSON
    right: str = "can_send_messages"
    what: str = "text messages"
    too_long: ApiError | None = None
    fault: ApiError | None = None


def deliver(telegram: Telegram, call: Call[Any], content: Content) -> JSON:
    """Send `content` with the other arguments of `call`. Return the `Message` JSON.

    Raises :class:`~sandbox.errors.ApiError`: the first that Telegram would raise.
    """
    call.check("reply_parameters")
    markup = read_markup(call.raw.get("reply_markup"))
    chat = telegram.find_chat(call.args.chat_id)
    data = dict(content.fields)
    data.update(_read_topic(telegram, chat, getattr(call.args, "message_thread_id", None)))
    data.update(_read_reply(telegram, chat, call.args))
    check_writable(telegram, chat)
    receiver = _read_receiver(telegram, chat, call.args)
    markup.check(knows_styles=telegram.knows_styles)
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
    if receiver is not None:
        return telegram.post_ephemeral(chat, receiver, data).as_json()
    message = telegram.post_message(chat, telegram.bot, data, markup.other)
    post_to_discussion(telegram, message)
    return message.as_json()


def _read_receiver(telegram: Telegram, chat: Chat, args: Any) -> User | None:
    """Return who alone sees the message; None for a message to all.

    An older server ignores the arguments and shows the message to all.
    """
    given = getattr(args, "ephemeral_message_parameters", None) or args
    user_id = getattr(given, "receiver_user_id", None)
    if not user_id or not telegram.knows_ephemeral:
        return None
    if chat.type not in {"group", "supergroup"}:
        raise bad_request("ephemeral messages can be sent only to groups and supergroups")
    member = chat.members.get(user_id)
    if member is None or not member.is_present:
        raise bad_request("USER_NOT_PARTICIPANT")
    if given.callback_query_id:
        query = telegram.callbacks.find(given.callback_query_id)
        pressed_at = query.expires - CALLBACK_LIFETIME if query is not None else 0.0
        is_late = telegram.ticks() - pressed_at > EPHEMERAL_ANSWER_SECONDS
        if query is None or is_late or query.user.id != user_id:
            raise bad_request("QUERY_ID_INVALID")
    return member.user


def _read_topic(telegram: Telegram, chat: Chat, thread: int | None) -> JSON:
    """Return the fields of a message in a topic of a forum.

    The General topic is addressed without a number, although it is 1. Outside of forums a thread
    is the id of a message.
    """
    if not chat.is_forum:
        if thread and (chat.type != "supergroup" or thread not in chat.messages):
            raise bad_request("message thread not found")
        return {}
    topic = chat.topics.get(thread) if thread else chat.general
    if topic is None:
        raise bad_request("message thread not found")
    bot = chat.members.get(telegram.bot.id)
    manages = bot is not None and bot.has_right("can_manage_topics")
    if topic.closed and not manages:
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": thread, "is_topic_message": True} if thread else {}


def _read_reply(telegram: Telegram, chat: Chat, args: Any) -> JSON:
    """Return the fields of a reply. `allow_sending_without_reply` allows a missing target."""
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
    return {"external_reply": {"origin": describe_origin(target), "chat": place.as_brief_json()}}


def check_writable(telegram: Telegram, chat: Chat) -> None:
    """Raise 403 if the bot is not in the chat, and 400 if it may not post in the channel."""
    if chat.person is not None:
        if chat.person.is_bot:
            raise forbidden("the bot can't send messages to the bot")
        return
    bot = chat.members.get(telegram.bot.id)
    if bot is None or bot.status == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    if bot.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if chat.type == "channel" and not bot.has_right("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")


def find_administered_chat(
    telegram: Telegram, call: Call[Any], right: str, refusal: ApiError
) -> Chat:
    """Return the group or channel of a call, where the bot is an administrator with `right`.

    Raises `refusal` if it is not.
    """
    chat = telegram.find_chat(call.args.chat_id)
    if chat.is_private:
        raise bad_request("can't change private chats")
    check_writable(telegram, chat)
    bot = chat.members[telegram.bot.id]
    if not bot.has_right(right):
        raise refusal
    return chat


def check_right(telegram: Telegram, chat: Chat, right: str, what: str) -> None:
    """Raise 400 if the group forbids this kind of message, to all or to the bot."""
    bot = chat.members.get(telegram.bot.id)
    if bot is None or bot.is_admin:
        return
    restricted = bot.status == "restricted" and not bot.rights.get(right, False)
    if restricted or not chat.permissions.get(right, True):
        raise bad_request(f"not enough rights to send {what} to the chat")


def check_reachable(chat: Chat) -> None:
    """Raise 403 if the person left Telegram, blocked the bot, or never wrote to it."""
    if chat.person is None:
        return
    if chat.person.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
