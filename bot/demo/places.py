"""The chats of a cast: a group, a channel and a forum, to which the editor adds the bot."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app import App
from bot.demo.casts import Cast
from sandbox import Sandbox, users
from sandbox.state.models import Chat, User

THREAD_COLOURS = (0x6FB9F0, 0xFFD67E)


@dataclass(frozen=True)
class DemoChats:
    """``owner`` administers them; the bot is in none of them at first."""

    cast: Cast
    owner: User
    group: Chat
    channel: Chat
    forum: Chat


def create_chats(sandbox: Sandbox, cast: Cast) -> DemoChats:
    """Create a cast's group, channel and forum, without the bot."""
    known = sandbox.telegram.users
    owner = known[cast.editor.id]
    others = [known[person.id] for person in (cast.reader, cast.neighbour, cast.newcomer)]
    forum = sandbox.add_group(cast.forum, owner, *others, forum=True, with_bot=False)
    for name, colour in zip(cast.threads, THREAD_COLOURS, strict=True):
        sandbox.telegram.open_topic(forum, name, colour, owner)
    return DemoChats(
        cast=cast,
        owner=owner,
        group=sandbox.add_group(cast.group, owner, *others, big=True, with_bot=False),
        channel=sandbox.add_channel(
            cast.channel, owner, *others, username=cast.channel_username, with_bot=False
        ),
        forum=forum,
    )


def add_bot(sandbox: Sandbox, places: DemoChats) -> None:
    """Add the bot to the group and the forum as a member, to the channel as an administrator."""
    users.set_bot_status(sandbox.telegram, places.owner, places.group, "member")
    users.set_bot_status(sandbox.telegram, places.owner, places.forum, "member")
    users.set_bot_status(sandbox.telegram, places.owner, places.channel, "administrator")


def choose_thread(sandbox: Sandbox, places: DemoChats) -> None:
    """Let the owner send the forum's digests to its first thread."""
    thread = next(iter(places.forum.topics))
    users.send_text(sandbox.telegram, places.owner, places.forum, "/start", thread=thread)


def play_conversations(sandbox: Sandbox, places: DemoChats) -> None:
    """Send what people say in the group and in the forum. Only the command reaches the bot."""
    telegram, cast = sandbox.telegram, places.cast
    asker, answerer = telegram.users[cast.reader.id], telegram.users[cast.neighbour.id]
    _, second = places.forum.topics
    users.send_text(telegram, answerer, places.forum, cast.notice, thread=second)
    for who, text in zip((asker, answerer, asker), cast.conversation, strict=True):
        users.send_text(telegram, who, places.group, text)


async def handle_pending_updates(app: App) -> None:
    """Process the updates that are queued, before polling starts."""
    offset = None
    while updates := await app.bot.get_updates(offset=offset):
        for update in updates:
            await app.dispatcher.feed_update(app.bot, update)
        offset = updates[-1].update_id + 1
