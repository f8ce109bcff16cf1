"""The state of the sandbox as the page draws it, in JSON."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.api.faults import Faults
from sandbox.api.journal import Journal
from sandbox.page.controls import Controls
from sandbox.state.models import JSON, Chat, User
from sandbox.state.queries import InlineQuery
from sandbox.state.telegram import Telegram

MAX_HISTORY = 60


@dataclass
class PageContext:
    """The parts of a sandbox that the page shows and changes.

    `inline_queries` holds the last inline query of each user, by user id.
    """

    telegram: Telegram
    faults: Faults
    journal: Journal
    controls: Controls
    inline_queries: dict[int, InlineQuery] = field(default_factory=dict)


def build_state(context: PageContext) -> JSON:
    """Return everything that a page needs when it is opened."""
    telegram = context.telegram
    return {
        "bot": describe_bot(telegram),
        "people": list_people(telegram),
        "chats": list_chats(telegram),
        "limits": telegram.limits.as_json(),
        "requests": [entry.as_json() for entry in context.journal.entries],
        "total": context.journal.total,
        "faults": [rule.as_json() for rule in context.faults.rules],
        "now": telegram.clock().isoformat(),
        **context.controls.as_json(),
    }


def describe_bot(telegram: Telegram) -> JSON:
    """Return the bot's `User` with its descriptions by language code."""
    return {
        **telegram.bot.as_json(),
        "description": telegram.profile.get_text("description", None),
        "descriptions": {
            language: text
            for (kind, language), text in telegram.profile.texts.items()
            if kind == "description"
        },
    }


def list_people(telegram: Telegram) -> list[JSON]:
    """Return the people that the page shows: `User` objects with their `page_language`."""
    shown = [user for user in telegram.users.values() if not user.is_bot and not user.hidden]
    return [{**user.as_json(), "page_language": user.page_language} for user in shown]


def describe_chat(telegram: Telegram, chat: Chat) -> JSON:
    """Return a chat with its last messages; `members` are the ids of the people who see it."""
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "members": [user.id for user in chat.list_people() if not user.hidden],
        "admins": [m.user.id for m in chat.members.values() if m.is_admin],
        "count": sum(1 for member in chat.members.values() if member.is_present),
        "blocked": chat.blocked,
        "photo": chat.photo,
        "pinned": [n for n in chat.pinned if n in chat.messages],
        "topics": list_topics(chat),
        "messages": list_messages(telegram, chat),
    }


def list_topics(chat: Chat) -> list[JSON]:
    """Return the topics of a forum, General first, which has the id None."""
    if not chat.is_forum:
        return []
    general = {"id": None, "name": chat.general.name, "closed": chat.general.closed}
    opened = chat.topics.values()
    return [general, *({"id": t.id, "name": t.name, "closed": t.closed} for t in opened)]


def list_chats(telegram: Telegram) -> list[JSON]:
    """Return the chats that the page shows, each with its last messages."""
    shown = (c for c in telegram.chats.values() if not c.is_hidden and c.migrated_to is None)
    return [describe_chat(telegram, chat) for chat in shown]


def list_messages(telegram: Telegram, chat: Chat, before: int | None = None) -> list[JSON]:
    """Return up to `MAX_HISTORY` messages before message `before`, oldest first."""
    ids = [n for n in chat.messages if before is None or n < before][-MAX_HISTORY:]
    return [telegram.render_for_client(chat.messages[n]) for n in ids]


def describe_commands(telegram: Telegram, chat: Chat, user: User) -> JSON:
    """Return the commands and the menu button that `user` sees in `chat`."""
    button = chat.menu_button or telegram.profile.default_menu_button
    return {"commands": telegram.profile.list_commands(chat, user), "menu_button": button}
