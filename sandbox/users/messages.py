"""What people write and click in their Telegram. Each action queues its update for the bot."""

from __future__ import annotations

from sandbox.entities import format_text
from sandbox.state.files import Upload
from sandbox.state.forwarding import build_forward
from sandbox.state.media import MEDIA_KINDS, build_media_fields
from sandbox.state.models import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, JSON, Chat, Message, User
from sandbox.state.privacy import is_guest_query, is_visible_to_bot, post_to_discussion
from sandbox.state.queries import (
    CALLBACK_LIFETIME,
    GUEST_LIFETIME,
    INLINE_LIFETIME,
    CallbackQuery,
    GuestQuery,
    InlineQuery,
)
from sandbox.state.telegram import Telegram

_MAX_TEXT = 4096


class ActionNotAllowed(Exception):
    """An action that Telegram's own clients do not allow."""


def send_text(
    telegram: Telegram,
    user: User,
    chat: Chat,
    text: str,
    reply_to: int | None = None,
    *,
    thread: int | None = None,
    as_chat: Chat | None = None,
) -> list[Message]:
    """Send `text`, split into several messages of up to 4096 characters, as clients do.

    `thread` is the topic of a forum, `as_chat` the channel that is shown as the sender.
    Raises :class:`ActionNotAllowed`.
    """
    text = text.strip()
    if not text:
        raise ActionNotAllowed("an empty message cannot be sent")
    parts = [text[i : i + _MAX_TEXT] for i in range(0, len(text), _MAX_TEXT)]
    return [
        _send(telegram, user, chat, fields, reply_to=reply_to, thread=thread, as_chat=as_chat)
        for fields in (format_text(part).as_fields() for part in parts)
    ]


def send_file(
    telegram: Telegram,
    user: User,
    chat: Chat,
    kind: str,
    upload: Upload,
    caption: str = "",
    *,
    thread: int | None = None,
) -> Message:
    """Send a photo, document, sticker... (`kind` is the name of the Message field)."""
    fields = build_media_fields(MEDIA_KINDS[kind], telegram.files.add(upload, kind))
    fields.update(format_text(caption).as_fields("caption", "caption_entities"))
    return _send(telegram, user, chat, fields, thread=thread)


def send_album(
    telegram: Telegram, user: User, chat: Chat, photos: list[Upload], caption: str = ""
) -> list[Message]:
    """Send photos as one album: a message each, the first with the caption."""
    group = str(telegram.clock().timestamp()) + str(len(chat.messages))
    return [
        _send(
            telegram,
            user,
            chat,
            {
                **build_media_fields(MEDIA_KINDS["photo"], telegram.files.add(photo, "photo")),
                **format_text("" if place else caption).as_fields("caption", "caption_entities"),
                "media_group_id": group,
            },
        )
        for place, photo in enumerate(photos)
    ]


def send_fields(
    telegram: Telegram, user: User, chat: Chat, fields: JSON, *, thread: int | None = None
) -> Message:
    """Send other content, given as Message fields: a contact, a location, a dice."""
    return _send(telegram, user, chat, fields, thread=thread)


def forward(
    telegram: Telegram, user: User, message: Message, chat: Chat, *, thread: int | None = None
) -> Message:
    """Forward a message to `chat`. Raises :class:`ActionNotAllowed`."""
    if message.data.get("has_protected_content"):
        raise ActionNotAllowed("this message cannot be forwarded")
    return _send(telegram, user, chat, build_forward(message), thread=thread)


def _send(
    telegram: Telegram,
    user: User,
    chat: Chat,
    data: JSON,
    *,
    reply_to: int | None = None,
    thread: int | None = None,
    as_chat: Chat | None = None,
) -> Message:
    chat.lift_expired_bans(telegram.clock())
    if chat.blocked:
        raise ActionNotAllowed("the bot is blocked")
    if chat.type == "channel" and not _is_admin(chat, user):
        raise ActionNotAllowed("only administrators write in a channel")
    if _is_silenced(chat, user):
        raise ActionNotAllowed("this group does not let one write")
    chat.started = True
    data = {
        **data,
        **_build_thread_fields(chat, user, thread),
        **_build_sender_fields(chat, user, as_chat),
    }
    target = chat.messages.get(reply_to or thread or 0)
    if target is not None:
        quoted = target.as_json()
        quoted.pop("reply_to_message", None)
        data = {**data, "reply_to_message": quoted}
    message = telegram.post_message(chat, user, data)
    if is_visible_to_bot(telegram, chat, message):
        kind = "channel_post" if chat.type == "channel" else "message"
        telegram.queue_update(kind, message.as_json(), chat.id)
    elif is_guest_query(telegram, chat, message):
        _ask_as_guest(telegram, user, message)
    post_to_discussion(telegram, message)
    return message


def _ask_as_guest(telegram: Telegram, user: User, message: Message) -> None:
    """Queue the message for the bot with an id that `answerGuestQuery` takes."""
    expires = telegram.ticks() + GUEST_LIFETIME
    number = telegram.guest_queries.allocate_id()
    query = GuestQuery(id=number, user=user, expires=expires, message=message)
    telegram.guest_queries.add(query)
    payload = {**message.as_json(), "guest_query_id": query.id}
    telegram.queue_update("guest_message", payload, message.chat.id)


def _build_thread_fields(chat: Chat, user: User, thread: int | None) -> JSON:
    """Return the fields of a message in a topic. Raises :class:`ActionNotAllowed`."""
    topic = chat.general if thread is None else chat.topics.get(thread)
    if topic is None:
        raise ActionNotAllowed("there is no such topic")
    if topic.closed and not _is_admin(chat, user):
        raise ActionNotAllowed("this topic is closed")
    return {} if thread is None else {"message_thread_id": thread, "is_topic_message": True}


def _build_sender_fields(chat: Chat, user: User, as_chat: Chat | None) -> JSON:
    """Return the sender of an anonymous admin (the group) or of one who writes as a channel."""
    if as_chat is not None:
        return {"from": CHANNEL_BOT.as_json(), "sender_chat": as_chat.as_brief_json()}
    member = chat.members.get(user.id)
    if chat.type == "channel" or member is None or not member.rights.get("is_anonymous"):
        return {}
    return {"from": GROUP_ANONYMOUS_BOT.as_json(), "sender_chat": chat.as_brief_json()}


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


def edit_text(telegram: Telegram, user: User, message: Message, text: str) -> None:
    """Edit one's own message. Raises :class:`ActionNotAllowed` for any other message."""
    if message.sender is not user:
        raise ActionNotAllowed("only one's own messages can be edited")
    names = ("text", "entities") if "text" in message.data else ("caption", "caption_entities")
    for key in names:
        message.data.pop(key, None)
    message.data.update(format_text(text).as_fields(*names))
    message.edited_at = telegram.clock()
    telegram.publish_edit(message)
    if is_visible_to_bot(telegram, message.chat, message):
        kind = "edited_channel_post" if message.chat.type == "channel" else "edited_message"
        telegram.queue_update(kind, message.as_json(), message.chat.id)


def click(telegram: Telegram, user: User, message: Message, data: str) -> CallbackQuery:
    """Click an inline button. The returned query waits for `answerCallbackQuery`."""
    number, expires = telegram.callbacks.allocate_id(), telegram.ticks() + CALLBACK_LIFETIME
    query = CallbackQuery(id=number, user=user, expires=expires, message=message, data=data)
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
    telegram.queue_update("callback_query", payload, user.id)
    return query


def ask_inline(
    telegram: Telegram, user: User, chat: Chat, text: str, offset: str = ""
) -> InlineQuery:
    """Type `@bot text` in a chat. The returned query waits for `answerInlineQuery`."""
    number, expires = telegram.inline_queries.allocate_id(), telegram.ticks() + INLINE_LIFETIME
    query = InlineQuery(id=number, user=user, expires=expires, text=text)
    telegram.inline_queries.add(query)
    kind = "sender" if chat.id == user.id else chat.type
    payload = {
        "id": query.id, "from": user.as_json(), "query": text, "offset": offset, "chat_type": kind,
    }  # fmt: skip
    telegram.queue_update("inline_query", payload, user.id)
    return query


def choose_inline(
    telegram: Telegram, user: User, chat: Chat, query: InlineQuery, result_id: str
) -> Message:
    """Choose a result, which posts its message as sent via the bot.

    Raises :class:`ActionNotAllowed` for an unknown result.
    """
    results = (query.answer or {}).get("results", [])
    result = next((r for r in results if r["id"] == result_id), None)
    if result is None:
        raise ActionNotAllowed("there is no such result")
    data = {**result["message"], "via_bot": telegram.bot.as_json()}
    message = telegram.post_message(chat, user, data)
    chosen: JSON = {"result_id": result_id, "from": user.as_json(), "query": query.text}
    if "reply_markup" in data:
        chosen["inline_message_id"] = f"inline{query.id}"
        telegram.inline_messages[chosen["inline_message_id"]] = message
    telegram.queue_update("chosen_inline_result", chosen, user.id)
    return message
