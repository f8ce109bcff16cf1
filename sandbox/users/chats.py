"""What people do with chats: join, block the bot, give rights. Each action queues its update."""

from __future__ import annotations

from sandbox.state.members import change_member, member_change
from sandbox.state.models import Chat, Member, User
from sandbox.state.telegram import Telegram
from sandbox.users.messages import Refused


def set_blocked(telegram: Telegram, user: User, *, blocked: bool) -> None:
    """Block or unblock the bot in the private chat."""
    chat = telegram.chats[user.id]
    if chat.blocked is blocked:
        return
    chat.blocked = blocked
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    before, after = Member(telegram.bot, old), Member(telegram.bot, new)
    change = member_change(telegram, chat, user, before, after)
    telegram.tell_bot("my_chat_member", change, chat.id)
    telegram.events.publish("chat", chat_id=chat.id)


def set_bot_status(telegram: Telegram, user: User, chat: Chat, status: str, **rights: bool) -> None:
    """Add the bot to a group or channel, promote it, restrict it, throw it out. `rights`: its
    `can_...` flags, where they are not what its status gives."""
    old, new = chat.members.get(telegram.bot.id), Member(telegram.bot, status, rights)
    if chat.type != "channel" and new.present and not (old and old.present):
        service = telegram.post(chat, user, {"new_chat_members": [telegram.bot.as_json()]})
        telegram.tell_bot("message", service.as_json(), chat.id)
    change_member(telegram, chat, user, new)


def set_status(
    telegram: Telegram, actor: User, chat: Chat, user: User, status: str, **rights: bool
) -> None:
    """Make a member an administrator (`is_anonymous=True`: a nameless one), or a plain member."""
    change_member(telegram, chat, actor, Member(user, status, rights))


def retitle(telegram: Telegram, user: User, chat: Chat, title: str) -> None:
    """Give a group or channel another name; everybody in it is told."""
    chat.title = title
    service = telegram.post(chat, user, {"new_chat_title": title})
    kind = "channel_post" if chat.type == "channel" else "message"
    telegram.tell_bot(kind, service.as_json(), chat.id)
    telegram.events.publish("chat", chat_id=chat.id)


def close_topic(telegram: Telegram, user: User, chat: Chat, thread: int) -> None:
    """Let only administrators write in a topic of a forum from now on."""
    chat.topics[thread].closed = True
    within = {"message_thread_id": thread, "is_topic_message": True}
    service = telegram.post(chat, user, {"forum_topic_closed": {}, **within})
    telegram.tell_bot("message", service.as_json(), chat.id)
    telegram.events.publish("chat", chat_id=chat.id)


def join(telegram: Telegram, user: User, chat: Chat) -> None:
    """Enter a group or subscribe to a channel."""
    chat.lift(telegram.clock())
    member = chat.members.get(user.id)
    if chat.is_private or (member is not None and member.present):
        return
    if member is not None and member.status == "kicked":
        raise Refused("banned from this chat")
    if chat.type != "channel":
        service = telegram.post(chat, user, {"new_chat_members": [user.as_json()]})
        telegram.tell_bot("message", service.as_json(), chat.id)
    change_member(telegram, chat, user, Member(user))


def migrate(telegram: Telegram, group: Chat) -> Chat:
    """A basic group becomes a supergroup with a new id; the old id refuses from now on."""
    people = [m.user for m in group.members.values() if not m.user.is_bot]
    bot = group.members[telegram.bot.id].status
    new = telegram.add_chat("supergroup", group.title, people, bot_status=bot)
    service = telegram.post(group, people[0], {"migrate_to_chat_id": new.id})
    telegram.tell_bot("message", service.as_json(), group.id)
    group.migrated_to = new.id
    service = telegram.post(new, people[0], {"migrate_from_chat_id": group.id})
    telegram.tell_bot("message", service.as_json(), new.id)
    return new
