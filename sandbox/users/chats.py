"""What people do with chats: join, block the bot, give rights. Each action queues its update."""

from __future__ import annotations

from sandbox.state.members import change_member, describe_change
from sandbox.state.models import Chat, Member, User
from sandbox.state.telegram import Telegram
from sandbox.users.messages import ActionNotAllowed


def set_blocked(telegram: Telegram, user: User, *, blocked: bool) -> None:
    """Block or unblock the bot in the private chat. Does nothing if it is so already."""
    chat = telegram.chats[user.id]
    if chat.blocked is blocked:
        return
    chat.blocked = blocked
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    before, after = Member(telegram.bot, old), Member(telegram.bot, new)
    change = describe_change(telegram, chat, user, before, after)
    telegram.queue_update("my_chat_member", change, chat.id)
    telegram.events.publish("chat", chat_id=chat.id)


def set_bot_status(telegram: Telegram, user: User, chat: Chat, status: str, **rights: bool) -> None:
    """Add, promote, restrict or remove the bot in a group or channel.

    `rights` are `can_...` flags that differ from those of the status.
    """
    old, new = chat.members.get(telegram.bot.id), Member(telegram.bot, status, rights)
    if chat.type != "channel" and new.is_present and not (old and old.is_present):
        service = telegram.post_message(chat, user, {"new_chat_members": [telegram.bot.as_json()]})
        telegram.queue_update("message", service.as_json(), chat.id)
    change_member(telegram, chat, user, new)


def set_member_status(
    telegram: Telegram, actor: User, chat: Chat, user: User, status: str, **rights: bool
) -> None:
    """Make a user an administrator (`is_anonymous=True`: an anonymous one) or a plain member."""
    change_member(telegram, chat, actor, Member(user, status, rights))


def rename_chat(telegram: Telegram, user: User, chat: Chat, title: str) -> None:
    """Rename a group or channel, with a service message."""
    chat.title = title
    service = telegram.post_message(chat, user, {"new_chat_title": title})
    kind = "channel_post" if chat.type == "channel" else "message"
    telegram.queue_update(kind, service.as_json(), chat.id)
    telegram.events.publish("chat", chat_id=chat.id)


def close_topic(telegram: Telegram, user: User, chat: Chat, thread: int) -> None:
    """Close a topic of a forum: only administrators may write in it."""
    chat.topics[thread].closed = True
    within = {"message_thread_id": thread, "is_topic_message": True}
    service = telegram.post_message(chat, user, {"forum_topic_closed": {}, **within})
    telegram.queue_update("message", service.as_json(), chat.id)
    telegram.events.publish("chat", chat_id=chat.id)


def join(telegram: Telegram, user: User, chat: Chat) -> None:
    """Join a group or channel. Raises :class:`ActionNotAllowed` for a banned user."""
    chat.lift_expired_bans(telegram.clock())
    member = chat.members.get(user.id)
    if chat.is_private or (member is not None and member.is_present):
        return
    if member is not None and member.status == "kicked":
        raise ActionNotAllowed("banned from this chat")
    if chat.type != "channel":
        service = telegram.post_message(chat, user, {"new_chat_members": [user.as_json()]})
        telegram.queue_update("message", service.as_json(), chat.id)
    change_member(telegram, chat, user, Member(user))


def migrate(telegram: Telegram, group: Chat) -> Chat:
    """Upgrade a basic group to a supergroup and return it. The old id is invalid afterwards."""
    people = [m.user for m in group.members.values() if not m.user.is_bot]
    bot = group.members[telegram.bot.id].status
    new = telegram.add_chat("supergroup", group.title, people, bot_status=bot)
    service = telegram.post_message(group, people[0], {"migrate_to_chat_id": new.id})
    telegram.queue_update("message", service.as_json(), group.id)
    group.migrated_to = new.id
    service = telegram.post_message(new, people[0], {"migrate_from_chat_id": group.id})
    telegram.queue_update("message", service.as_json(), new.id)
    return new
