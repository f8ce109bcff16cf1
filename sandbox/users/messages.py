"""What people write and click in their Telegram. Each action queues its update for the bot."""

from __future__ import annotations

from sandbox.entities import format_text
from sandbox.state.files import Upload
from sandbox.state.media import KINDS, as_message_field
from sandbox.state.models import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, JSON, Chat, Message, User
from sandbox.state.privacy import bot_sees, discuss
from sandbox.state.queries import CALLBACK_LIFETIME, INLINE_LIFETIME, CallbackQuery, InlineQuery
from sandbox.state.telegram import Telegram

_TEXT_LIMIT = 4096


class Refused(Exception):
    """What a client would not let its user do."""


def write(
    telegram: Telegram,
    user: User,
    chat: Chat,
    text: str,
    reply_to: int | None = None,
    *,
    thread: int | None = None,
    as_chat: Chat | None = None,
) -> list[Message]:
    """Send `text`; a client cuts what is over 4096 characters into several messages. `thread`: the
    topic of a forum; `as_chat`: the channel in whose name it is written."""
    text = text.strip()
    if not text:
        raise Refused("an empty message cannot be sent")
    parts = [text[i : i + _TEXT_LIMIT] for i in range(0, len(text), _TEXT_LIMIT)]
    return [
        _say(
            telegram,
            user,
            chat,
            format_text(part).fields(),
            reply_to=reply_to,
            thread=thread,
            as_chat=as_chat,
        )
        for part in parts
    ]


def send_file(
    telegram: Telegram, user: User, chat: Chat, kind: str, upload: Upload, caption: str = ""
) -> Message:
    """Send a photo, document, sticker... (`kind` as the Message field is called)."""
    fields = as_message_field(KINDS[kind], telegram.files.add(upload, kind))
    fields.update(format_text(caption).fields("caption", "caption_entities"))
    return _say(telegram, user, chat, fields)


def send_fields(
    telegram: Telegram, user: User, chat: Chat, fields: JSON, *, thread: int | None = None
) -> Message:
    """Send anything else, given as Message fields: a contact, a location, a dice."""
    return _say(telegram, user, chat, fields, thread=thread)


def _say(
    telegram: Telegram,
    user: User,
    chat: Chat,
    data: JSON,
    *,
    reply_to: int | None = None,
    thread: int | None = None,
    as_chat: Chat | None = None,
) -> Message:
    chat.lift(telegram.clock())
    if chat.blocked:
        raise Refused("the bot is blocked")
    if chat.type == "channel" and not _is_admin(chat, user):
        raise Refused("only administrators write in a channel")
    if _is_silenced(chat, user):
        raise Refused("this group does not let one write")
    chat.started = True
    data = {**data, **_in_thread(chat, user, thread), **_in_name_of(chat, user, as_chat)}
    target = chat.messages.get(reply_to or thread or 0)
    if target is not None:
        quoted = target.as_json()
        quoted.pop("reply_to_message", None)
        data = {**data, "reply_to_message": quoted}
    message = telegram.post(chat, user, data)
    if bot_sees(telegram, chat, message):
        kind = "channel_post" if chat.type == "channel" else "message"
        telegram.tell_bot(kind, message.as_json(), chat.id)
    discuss(telegram, message)
    return message


def _in_thread(chat: Chat, user: User, thread: int | None) -> JSON:
    """In a topic, what answers nothing else answers the message that opened it."""
    topic = chat.general if thread is None else chat.topics.get(thread)
    if topic is None:
        raise Refused("there is no such topic")
    if topic.closed and not _is_admin(chat, user):
        raise Refused("this topic is closed")
    return {} if thread is None else {"message_thread_id": thread, "is_topic_message": True}


def _in_name_of(chat: Chat, user: User, as_chat: Chat | None) -> JSON:
    """An anonymous admin writes as the group, and whoever owns a channel may write as that."""
    if as_chat is not None:
        return {"from": CHANNEL_BOT.as_json(), "sender_chat": as_chat.brief()}
    member = chat.members.get(user.id)
    if chat.type == "channel" or member is None or not member.rights.get("is_anonymous"):
        return {}
    return {"from": GROUP_ANONYMOUS_BOT.as_json(), "sender_chat": chat.brief()}


def _is_admin(chat: Chat, user: User) -> bool:
    member = chat.members.get(user.id)
    return member is not None and member.is_admin


def _is_silenced(chat: Chat, user: User) -> bool:
    member = chat.members.get(user.id)
    if chat.is_private or member is None or member.is_admin:
        return False
    restricted = member.status == "restricted" and not member.rights.get("can_send_messages")
    forbidden = not chat.permissions.get("can_send_messages", True)
    return member.status == "kicked" or restricted or forbidden


def edit(telegram: Telegram, user: User, message: Message, text: str) -> None:
    """Change one's own message."""
    if message.sender is not user:
        raise Refused("only one's own messages can be edited")
    for key in ("text", "entities"):
        message.data.pop(key, None)
    message.data.update(format_text(text).fields())
    message.edited = telegram.clock()
    telegram.changed(message)
    if bot_sees(telegram, message.chat, message):
        kind = "edited_channel_post" if message.chat.type == "channel" else "edited_message"
        telegram.tell_bot(kind, message.as_json(), message.chat.id)


def press(telegram: Telegram, user: User, message: Message, data: str) -> CallbackQuery:
    """Press an inline button; the query waits for `answerCallbackQuery`."""
    query = CallbackQuery(
        telegram.callbacks.new_id(), user, message, data, telegram.ticks() + CALLBACK_LIFETIME
    )
    telegram.callbacks.add(query)
    payload: JSON = {
        "id": query.id,
        "from": user.as_json(),
        "chat_instance": str(message.chat.id * 7919),
        "data": data,
    }
    inline_id = next((k for k, m in telegram.inline_messages.items() if m is message), None)
    if inline_id is not None:
        payload["inline_message_id"] = inline_id
    else:
        payload["message"] = message.as_json()
    telegram.tell_bot("callback_query", payload, user.id)
    return query


def ask_inline(
    telegram: Telegram, user: User, chat: Chat, text: str, offset: str = ""
) -> InlineQuery:
    """Type `@bot text` in a chat; the query waits for `answerInlineQuery`."""
    query = InlineQuery(
        telegram.inline_queries.new_id(), user, text, telegram.ticks() + INLINE_LIFETIME
    )
    telegram.inline_queries.add(query)
    kind = "sender" if chat.id == user.id else chat.type
    payload = {
        "id": query.id, "from": user.as_json(), "query": text, "offset": offset, "chat_type": kind,
    }  # fmt: skip
    telegram.tell_bot("inline_query", payload, user.id)
    return query


def choose_inline(
    telegram: Telegram, user: User, chat: Chat, query: InlineQuery, result_id: str
) -> Message:
    """Pick a result: the message appears in the chat as sent via the bot."""
    results = (query.answer or {}).get("results", [])
    result = next((r for r in results if r["id"] == result_id), None)
    if result is None:
        raise Refused("there is no such result")
    data = {**result["message"], "via_bot": telegram.bot.as_json()}
    message = telegram.post(chat, user, data)
    chosen: JSON = {"result_id": result_id, "from": user.as_json(), "query": query.text}
    if "reply_markup" in data:
        chosen["inline_message_id"] = f"inline{query.id}"
        telegram.inline_messages[chosen["inline_message_id"]] = message
    telegram.tell_bot("chosen_inline_result", chosen, user.id)
    return message
