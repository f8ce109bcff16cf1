"""deleteMessage, deleteMessages, pinning and unpinning."""

from __future__ import annotations

from datetime import timedelta

from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    PinChatMessage,
    UnpinAllChatMessages,
    UnpinChatMessage,
)

from sandbox.api.calls import Call
from sandbox.api.methods.delivery import check_writable
from sandbox.errors import ApiError, bad_request
from sandbox.state.models import Chat, Message
from sandbox.state.telegram import Telegram

_MAX_AGE = timedelta(hours=48)


def _find_obstacle(telegram: Telegram, chat: Chat, message: Message) -> ApiError | None:
    """Return the error if `message` cannot be deleted."""
    bot = chat.members.get(telegram.bot.id)
    if message.sender is not telegram.bot and not chat.is_private:
        admin = bot is not None and bot.has_right("can_delete_messages")
        if not admin:
            return bad_request("message can't be deleted")
    old = telegram.clock() - message.date > _MAX_AGE
    if old and chat.type in {"private", "group"}:
        return bad_request("message can't be deleted for everyone")
    return None


def delete_message(telegram: Telegram, call: Call[DeleteMessage]) -> bool:
    """Delete one message; in private chats and groups it may be at most 48 hours old."""
    chat = telegram.find_chat(call.args.chat_id)
    if not call.args.message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(call.args.message_id)
    if message is None:
        raise bad_request("message to delete not found")
    refusal = _find_obstacle(telegram, chat, message)
    if refusal is not None:
        raise refusal
    telegram.delete_messages(chat, [message.id])
    return True


def delete_messages(telegram: Telegram, call: Call[DeleteMessages]) -> bool:
    """Delete up to 100 messages, or none if one of them cannot be deleted. Missing ones are
    skipped."""
    call.check("message_ids")
    chat = telegram.find_chat(call.args.chat_id)
    if not call.args.message_ids:
        raise bad_request("message identifiers are not specified")
    if len(call.args.message_ids) > 100:
        raise bad_request("too many message identifiers specified")
    found = [chat.messages[n] for n in call.args.message_ids if n in chat.messages]
    for message in found:
        refusal = _find_obstacle(telegram, chat, message)
        if refusal is not None:
            raise refusal
    telegram.delete_messages(chat, [message.id for message in found])
    return True


def pin_chat_message(telegram: Telegram, call: Call[PinChatMessage]) -> bool:
    """Pin a message above those pinned before."""
    chat = telegram.find_chat(call.args.chat_id)
    check_writable(telegram, chat)
    if call.args.message_id not in chat.messages:
        raise bad_request("message to pin not found")
    _check_may_pin(telegram, chat)
    chat.pinned = [n for n in chat.pinned if n != call.args.message_id] + [call.args.message_id]
    telegram.events.publish("chat", chat_id=chat.id)
    return True


def unpin_chat_message(telegram: Telegram, call: Call[UnpinChatMessage]) -> bool:
    """Unpin a message, by default the newest pinned one."""
    chat = telegram.find_chat(call.args.chat_id)
    check_writable(telegram, chat)
    _check_may_pin(telegram, chat)
    number = call.args.message_id or (chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    telegram.events.publish("chat", chat_id=chat.id)
    return True


def unpin_all_chat_messages(telegram: Telegram, call: Call[UnpinAllChatMessages]) -> bool:
    chat = telegram.find_chat(call.args.chat_id)
    _check_may_pin(telegram, chat)
    chat.pinned.clear()
    telegram.events.publish("chat", chat_id=chat.id)
    return True


def _check_may_pin(telegram: Telegram, chat: Chat) -> None:
    bot = chat.members.get(telegram.bot.id)
    if bot is not None and not bot.has_right("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")


HANDLERS = {
    DeleteMessage: delete_message,
    DeleteMessages: delete_messages,
    PinChatMessage: pin_chat_message,
    UnpinChatMessage: unpin_chat_message,
    UnpinAllChatMessages: unpin_all_chat_messages,
}
