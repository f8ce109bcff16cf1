"""The data model: users, chats, their members and topics, and messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

JSON = dict[str, Any]


@dataclass
class User:
    """A person or a bot.

    The page does not show `hidden` people; one with a `page_language` only to visitors who read the
    page in that language.
    """

    id: int
    first_name: str
    language_code: str | None = None
    username: str | None = None
    is_bot: bool = False
    deactivated: bool = False
    hidden: bool = False
    page_language: str | None = None

    def as_json(self) -> JSON:
        """Return the `User` object of the Bot API."""
        found = {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return {name: value for name, value in found.items() if value is not None}


GROUP_ANONYMOUS_BOT = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_BOT = User(136817688, "Channel", username="Channel_Bot", is_bot=True)
TELEGRAM = User(777000, "Telegram", hidden=True)
"""The senders that Telegram shows for anonymous admins, for people who write as a channel, and for
the posts of a linked channel."""


@dataclass
class Member:
    """A user in a group or channel; `status` as in ChatMember, `rights` its `can_...` flags.

    `until` is the Unix time when a ban or a restriction ends, 0 for never. The bot may change only
    administrators that are `made_by_bot`.
    """

    user: User
    status: str = "member"
    rights: dict[str, bool] = field(default_factory=dict)
    custom_title: str | None = None
    until: int = 0
    made_by_bot: bool = False

    @property
    def is_admin(self) -> bool:
        """Whether they are the owner or an administrator."""
        return self.status in {"creator", "administrator"}

    def has_right(self, right: str) -> bool:
        """Return whether this is an administrator with `right`. Unset rights are granted."""
        return self.is_admin and self.rights.get(right, True)

    @property
    def is_present(self) -> bool:
        """Whether it is in the chat now."""
        return self.status not in {"left", "kicked"}


@dataclass
class Message:
    """One message. `data` is the `Message` JSON without id, chat and date.

    `reply_keyboard` is the markup that Telegram sends only to people: `keyboard`,
    `remove_keyboard` or `force_reply`. An ephemeral message has a `receiver`; its id counts only
    with theirs.
    """

    id: int
    chat: Chat
    sender: User | None
    date: datetime
    data: JSON
    reply_keyboard: JSON | None = None
    edited_at: datetime | None = None
    receiver: User | None = None

    @property
    def outgoing(self) -> bool:
        """Whether the bot sent it."""
        return self.sender is None or self.sender.is_bot

    def as_json(self) -> JSON:
        """Return the `Message` that the bot gets; a channel's has no author."""
        message: JSON = {"message_id": self.id}
        if self.receiver is not None:
            message = {
                "message_id": 0,
                "ephemeral_message_id": self.id,
                "receiver_user": self.receiver.as_json(),
            }
        if self.sender is not None and self.chat.type != "channel":
            message["from"] = self.sender.as_json()
        if self.chat.type == "channel":
            message["sender_chat"] = self.chat.as_brief_json()
        message["chat"] = self.chat.as_brief_json()
        message["date"] = int(self.date.timestamp())
        if self.edited_at is not None:
            message["edit_date"] = int(self.edited_at.timestamp())
        message.update(self.data)
        return message


@dataclass
class Topic:
    """A forum topic; its id is that of the service message that opened it."""

    id: int
    name: str
    icon_color: int = 0x6FB9F0
    closed: bool = False
    hidden: bool = False


@dataclass
class Chat:
    """A private chat, group, supergroup or channel.

    Only forums use `topics` and `general`. `discussion` is the linked group of a channel.
    """

    id: int
    type: str
    title: str = ""
    person: User | None = None
    username: str | None = None
    is_forum: bool = False
    description: str | None = None
    photo: str | None = None
    invite_links: dict[str, JSON] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    general: Topic = field(default_factory=lambda: Topic(1, "General"))
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    started: bool = True
    blocked: bool = False
    migrated_to: int | None = None
    discussion: Chat | None = None
    menu_button: JSON | None = None
    last_message_id: int = 0

    def as_brief_json(self) -> JSON:
        """Return the `Chat` object that messages contain."""
        if self.person is not None:
            user = self.person.as_json()
            kept: JSON = {key: user[key] for key in ("first_name", "username") if key in user}
            return {"id": self.id, "type": "private", **kept}
        chat: JSON = {"id": self.id, "type": self.type, "title": self.title}
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    @property
    def is_hidden(self) -> bool:
        """Whether the page does not show this chat."""
        return self.person is not None and self.person.hidden

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    def lift_expired_bans(self, now: datetime) -> None:
        """End the bans and restrictions that expired by `now`."""
        for user_id, member in list(self.members.items()):
            if 0 < member.until <= now.timestamp():
                status = "member" if member.status == "restricted" else "left"
                self.members[user_id] = Member(member.user, status)

    def list_people(self) -> list[User]:
        """Return the people who see this chat."""
        if self.person is not None:
            return [self.person]
        return [m.user for m in self.members.values() if m.is_present and not m.user.is_bot]
