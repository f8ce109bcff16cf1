"""Known admins of groups and channels. Only a hint where to look: permissions are checked with
Telegram."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats.subscribers import COLUMNS, Subscriber
from storage.database.dialect import insert_new
from storage.schema.tables import chat_admins, subscribers


async def add(connection: AsyncConnection, chat_id: int, user_ids: Iterable[int]) -> None:
    """Store admins of a chat, unless they are stored already."""
    rows = [{"chat_id": chat_id, "user_id": user_id} for user_id in user_ids]
    if rows:
        await connection.execute(insert_new(chat_admins), rows)


async def remove(connection: AsyncConnection, chat_id: int, user_id: int) -> None:
    """Forget that a user administers a chat."""
    await connection.execute(
        delete(chat_admins).where(
            chat_admins.c.chat_id == chat_id, chat_admins.c.user_id == user_id
        )
    )


async def is_known(connection: AsyncConnection, chat_id: int, user_id: int) -> bool:
    """Return whether the person is stored as an admin of the chat; it grants no right."""
    query = select(chat_admins.c.chat_id).where(
        chat_admins.c.chat_id == chat_id, chat_admins.c.user_id == user_id
    )
    return (await connection.execute(query)).first() is not None


async def list_managed_chats(connection: AsyncConnection, user_id: int) -> list[Subscriber]:
    """Return the stored groups and channels that a person manages, by title."""
    query = (
        select(*COLUMNS)
        .join(chat_admins, chat_admins.c.chat_id == subscribers.c.chat_id)
        .where(chat_admins.c.user_id == user_id)
        .order_by(subscribers.c.title, subscribers.c.chat_id)
    )
    return [Subscriber(**row._asdict()) for row in await connection.execute(query)]


async def list_chats_without_admins(connection: AsyncConnection, limit: int) -> list[int]:
    """Return reachable groups and channels without a known admin."""
    query = (
        select(subscribers.c.chat_id)
        .where(
            subscribers.c.chat_id < 0,
            subscribers.c.state != "unreachable",
            subscribers.c.chat_id.not_in(select(chat_admins.c.chat_id)),
        )
        .limit(limit)
    )
    return list((await connection.execute(query)).scalars())
