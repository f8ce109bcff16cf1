"""The demo's group and channel, to which Anna adds the bot."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app import App
from sandbox import Sandbox, users
from sandbox.state.models import Chat, User

GROUP_NAME, CHANNEL_NAME = "Дом на Портовой", "Новости Лимана"
CONVERSATION = (
    "Где-то запустили новый ветропарк, не помните?",
    "Спроси у Сводки, она тут",
    "/search ветропарк",
)


@dataclass(frozen=True)
class DemoChats:
    """``owner`` administers both; the bot is in neither at first."""

    owner: User
    group: Chat
    channel: Chat


def create_chats(sandbox: Sandbox, owner: User, *others: User) -> DemoChats:
    """Create the demo's group and channel, without the bot."""
    return DemoChats(
        owner=owner,
        group=sandbox.add_group(GROUP_NAME, owner, *others, big=True, with_bot=False),
        channel=sandbox.add_channel(
            CHANNEL_NAME, owner, *others, username="liman_news", with_bot=False
        ),
    )


def add_bot(sandbox: Sandbox, places: DemoChats) -> None:
    """Add the bot to the group as a member and to the channel as an administrator."""
    users.set_bot_status(sandbox.telegram, places.owner, places.group, "member")
    users.set_bot_status(sandbox.telegram, places.owner, places.channel, "administrator")


def play_conversation(sandbox: Sandbox, group: Chat, asker: User, answerer: User) -> None:
    """Send the messages of a conversation. Only the command reaches the bot."""
    for who, text in zip((asker, answerer, asker), CONVERSATION, strict=True):
        users.send_text(sandbox.telegram, who, group, text)


async def handle_pending_updates(app: App) -> None:
    """Process the updates that are queued, before polling starts."""
    offset = None
    while updates := await app.bot.get_updates(offset=offset):
        for update in updates:
            await app.dispatcher.feed_update(app.bot, update)
        offset = updates[-1].update_id + 1
