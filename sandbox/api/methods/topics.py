"""Forum topics and the General topic: create, edit, close, reopen, hide, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram.methods import (
    CloseForumTopic,
    CloseGeneralForumTopic,
    CreateForumTopic,
    DeleteForumTopic,
    EditForumTopic,
    EditGeneralForumTopic,
    HideGeneralForumTopic,
    ReopenForumTopic,
    ReopenGeneralForumTopic,
    UnhideGeneralForumTopic,
    UnpinAllForumTopicMessages,
)

from sandbox.api.calls import Call
from sandbox.api.methods.delivery import check_writable
from sandbox.errors import bad_request
from sandbox.state.models import JSON, Chat, Topic
from sandbox.state.telegram import Telegram

Handler = Callable[[Telegram, Call[Any]], Any]

_COLORS = frozenset({0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F})


def _find_forum(telegram: Telegram, call: Call[Any]) -> Chat:
    chat = telegram.find_chat(call.args.chat_id)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    check_writable(telegram, chat)
    bot = chat.members[telegram.bot.id]
    if not bot.has_right("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    return chat


def _find_topic(telegram: Telegram, call: Call[Any]) -> tuple[Chat, Topic]:
    chat = _find_forum(telegram, call)
    topic = chat.topics.get(call.args.message_thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


def create_forum_topic(telegram: Telegram, call: Call[CreateForumTopic]) -> JSON:
    """Open a topic, its name cut at 128 characters; its id is the `message_thread_id`."""
    chat = _find_forum(telegram, call)
    name = call.args.name.strip()
    if not name:
        raise bad_request("topic name is empty")
    color = call.args.icon_color or 0x6FB9F0
    if color not in _COLORS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    topic = telegram.open_topic(chat, name[:128], color, telegram.bot)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}


def edit_forum_topic(telegram: Telegram, call: Call[EditForumTopic]) -> bool:
    chat, topic = _find_topic(telegram, call)
    return _rename(telegram, chat, topic, call.args.name)


def edit_general_topic(telegram: Telegram, call: Call[EditGeneralForumTopic]) -> bool:
    chat = _find_forum(telegram, call)
    return _rename(telegram, chat, chat.general, call.args.name)


def _rename(telegram: Telegram, chat: Chat, topic: Topic, name: str | None) -> bool:
    name = (name or "").strip()
    if not name or name == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name[:128]
    telegram.events.publish("chat", chat_id=chat.id)
    return True


def _make_switch(flag: str, *, on: bool, general: bool = False) -> Handler:
    """Return the handler that closes, reopens, hides or shows a topic."""

    def switch(telegram: Telegram, call: Call[Any]) -> bool:
        if general:
            chat = _find_forum(telegram, call)
            topic = chat.general
        else:
            chat, topic = _find_topic(telegram, call)
        if getattr(topic, flag) is on:
            raise bad_request("TOPIC_NOT_MODIFIED")
        setattr(topic, flag, on)
        telegram.events.publish("chat", chat_id=chat.id)
        return True

    return switch


def unpin_all_in_topic(telegram: Telegram, call: Call[UnpinAllForumTopicMessages]) -> bool:
    """Unpin the messages of one topic; those pinned elsewhere stay."""
    chat, topic = _find_topic(telegram, call)
    inside = {m.id for m in chat.messages.values() if m.data.get("message_thread_id") == topic.id}
    chat.pinned = [number for number in chat.pinned if number not in inside]
    telegram.events.publish("chat", chat_id=chat.id)
    return True


def delete_forum_topic(telegram: Telegram, call: Call[DeleteForumTopic]) -> bool:
    """Delete a topic with all its messages."""
    chat, topic = _find_topic(telegram, call)
    telegram.delete_topic(chat, topic.id)
    return True


HANDLERS: dict[Any, Handler] = {
    CreateForumTopic: create_forum_topic,
    EditForumTopic: edit_forum_topic,
    CloseForumTopic: _make_switch("closed", on=True),
    ReopenForumTopic: _make_switch("closed", on=False),
    DeleteForumTopic: delete_forum_topic,
    UnpinAllForumTopicMessages: unpin_all_in_topic,
    EditGeneralForumTopic: edit_general_topic,
    CloseGeneralForumTopic: _make_switch("closed", on=True, general=True),
    ReopenGeneralForumTopic: _make_switch("closed", on=False, general=True),
    HideGeneralForumTopic: _make_switch("hidden", on=True, general=True),
    UnhideGeneralForumTopic: _make_switch("hidden", on=False, general=True),
}
