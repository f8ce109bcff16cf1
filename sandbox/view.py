"""The sandbox as the page draws it: people, chats, messages, in JSON."""

from __future__ import annotations

from sandbox.chats import JSON, Chat, User
from sandbox.telegram import Telegram

HISTORY = 60


def bot_as_json(telegram: Telegram) -> JSON:
    return {
        **telegram.bot.as_json(),
        "description": telegram.profile.text("description", None),
        "descriptions": {
            language: text
            for (kind, language), text in telegram.profile.texts.items()
            if kind == "description"
        },
    }


def people_as_json(telegram: Telegram) -> list[JSON]:
    return [u.as_json() for u in telegram.users.values() if not u.is_bot and not u.hidden]


def chat_as_json(telegram: Telegram, chat: Chat) -> JSON:
    """One chat with its last messages; `members` are the ids of the people who see it."""
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "members": [user.id for user in chat.people() if not user.hidden],
        "admins": [m.user.id for m in chat.members.values() if m.is_admin],
        "count": sum(1 for member in chat.members.values() if member.present),
        "blocked": chat.blocked,
        "photo": chat.photo,
        "pinned": [n for n in chat.pinned if n in chat.messages],
        "topics": [
            {"id": t.id, "name": t.name, "color": t.icon_color, "closed": t.closed}
            for t in chat.topics.values()
        ],
        "messages": history(telegram, chat),
    }


def chats_as_json(telegram: Telegram) -> list[JSON]:
    shown = (c for c in telegram.chats.values() if not c.hidden and c.migrated_to is None)
    return [chat_as_json(telegram, chat) for chat in shown]


def history(telegram: Telegram, chat: Chat, before: int | None = None) -> list[JSON]:
    """Up to `HISTORY` messages, oldest first, that came before message `before`."""
    ids = [n for n in chat.messages if before is None or n < before][-HISTORY:]
    return [telegram.shown(chat.messages[n]) for n in ids]


def commands_as_json(telegram: Telegram, chat: Chat, user: User) -> JSON:
    """The command list and menu button of `user` in `chat`."""
    button = chat.menu_button or telegram.profile.default_menu_button
    return {"commands": telegram.profile.commands_for(chat, user), "menu_button": button}
