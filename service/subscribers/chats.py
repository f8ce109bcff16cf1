"""Use cases with whole chats: groups and channels, their admins, and the data kept about a chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from service.subscribers.changes import activate, update_subscriber
from storage.chats import chat_admins, subscribers, user_data
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database

UserData = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class ErasedData:
    """``counts``: erased rows by section, empty if there were none; ``topics``: chosen topics."""

    counts: Mapping[str, int]
    topics: int


@dataclass(frozen=True, slots=True)
class ChatService:
    """Chats that the bot joins and leaves, who administers them, and export and erasure of data."""

    database: Database

    async def subscribe(
        self, chat: Subscriber, now: datetime, *, title: str, admin_ids: Iterable[int] = ()
    ) -> Subscriber:
        """Activate a group or channel to which the bot was added or may write again.

        ``admin_ids``: the people who find the chat in their list from now on.
        """
        async with self.database.write() as connection:
            await chat_admins.add(connection, chat.chat_id, admin_ids)
            return await _activate_chat(connection, chat, now, title=title)

    async def subscribe_here(
        self, chat: Subscriber, now: datetime, *, title: str, thread_id: int | None
    ) -> Subscriber:
        """Activate a group, also a paused one, and send its news to ``thread_id`` from now on.

        Without a thread (not a forum) the earlier choice stays.
        """
        thread = {} if thread_id is None else {"thread_id": thread_id}
        async with self.database.write() as connection:
            return await _activate_chat(connection, chat, now, title=title, **thread)

    async def set_thread(self, chat: Subscriber, thread_id: int) -> Subscriber:
        """Save the forum thread to which a group's news goes."""
        async with self.database.write() as connection:
            return await update_subscriber(connection, chat, thread_id=thread_id)

    async def set_title(self, chat: Subscriber, title: str) -> None:
        """Save the title of a group or channel."""
        async with self.database.write() as connection:
            await update_subscriber(connection, chat, title=title)

    async def mark_unreachable(self, chat: Subscriber, now: datetime, *, title: str) -> Subscriber:
        """Record that the bot was removed from a group or channel or may not write there.

        The settings stay in case the bot is added again; a chat not on record is put on record.
        """
        async with self.database.write() as connection:
            marked = await subscribers.mark_unreachable(connection, chat.chat_id, now, title=title)
            return marked or await update_subscriber(
                connection, chat, state="unreachable", next_digest_at=None, title=title
            )

    async def mark_blocked(self, chat_id: int, now: datetime) -> bool:
        """Record that a person blocked the bot; return False if they are not on record."""
        async with self.database.write() as connection:
            return await subscribers.mark_unreachable(connection, chat_id, now) is not None

    async def migrate(
        self, old_chat_id: int, new_chat_id: int, *, keep_old_settings: bool = False
    ) -> None:
        """Move everything of a group that became a supergroup to its new id.

        If the new id is on record already, its settings win unless ``keep_old_settings``.
        """
        async with self.database.write() as connection:
            await subscribers.migrate(
                connection, old_chat_id, new_chat_id, keep_old_settings=keep_old_settings
            )

    async def add_admins(self, chat_id: int, user_ids: Iterable[int]) -> None:
        """Save that these people administer a chat, so that they find it in their list."""
        async with self.database.write() as connection:
            await chat_admins.add(connection, chat_id, user_ids)

    async def remember_admin(self, chat_id: int, user_id: int) -> None:
        """Save that a person administers a chat; writes only if that is new."""
        async with self.database.read() as connection:
            if await chat_admins.is_known(connection, chat_id, user_id):
                return
        await self.add_admins(chat_id, [user_id])

    async def remove_admin(self, chat_id: int, user_id: int) -> None:
        """Remove a chat from the list of a person who no longer administers it."""
        async with self.database.write() as connection:
            await chat_admins.remove(connection, chat_id, user_id)

    async def list_managed_chats(self, user_id: int, limit: int) -> list[Subscriber]:
        """Return the chats that a person administers as far as is known, by title."""
        async with self.database.read() as connection:
            return (await chat_admins.list_managed_chats(connection, user_id))[:limit]

    async def list_chats_without_admins(self, limit: int) -> list[int]:
        """Return the ids of reachable groups and channels of which no admin is known."""
        async with self.database.read() as connection:
            return await chat_admins.list_chats_without_admins(connection, limit)

    async def export_data(self, chat_id: int) -> UserData:
        """Return everything kept about a chat: rows by section."""
        async with self.database.read() as connection:
            return await user_data.export(connection, chat_id)

    async def erase_data(self, subscriber: Subscriber, now: datetime) -> ErasedData:
        """Delete everything kept about a chat, also messages that are not sent yet."""
        async with self.database.write() as connection:
            left = await subscribers.mark_unreachable(connection, subscriber.chat_id, now)
            counts = await user_data.delete_all(connection, subscriber.chat_id)
        return ErasedData(counts, len((left or subscriber).topics))


async def _activate_chat(
    connection: AsyncConnection, chat: Subscriber, now: datetime, **values: Any
) -> Subscriber:
    """Activate a group or channel. At first it gets no empty digests: none of its members asked."""
    if await subscribers.get(connection, chat.chat_id) is None:
        values["notify_when_empty"] = False
    return await activate(connection, chat, now, **values)
