"""Test that a group's rows move to its new id, that a forum forgets a lost thread, and chat admins."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import Boolean, Float, Integer, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats import chat_admins, subscribers, user_data
from storage.database.engine import Database
from storage.schema.tables import metadata
from storage.schema.types import UtcTime
from tests.support.factories import NOON, subscriber

OLD, NEW = -1, -2

OWN = [t for t in metadata.sorted_tables if "chat_id" in t.c and t.name != "deliveries"]


def row(table: Table) -> dict[str, Any]:
    """Return values of a valid row of the old chat; ids are left to the database."""
    if table.name == "subscribers":
        return asdict(subscriber(OLD))
    values: dict[str, Any] = {}
    for column in table.c:
        if column.name == "id" or column.nullable:
            continue
        if isinstance(column.type, UtcTime):
            values[column.name] = NOON
        else:
            values[column.name] = 1 if isinstance(column.type, Integer | Boolean | Float) else "x"
    return {**values, "chat_id": OLD}


async def make_parents(connection: AsyncConnection, table: Table) -> None:
    """Insert the first row of each table that a row of this one needs."""
    for key in table.foreign_keys:
        parent = key.column.table
        if not key.parent.nullable:
            await make_parents(connection, parent)
            values = {name: value for name, value in row(parent).items() if name in parent.c}
            await connection.execute(insert(parent).values(values))


@pytest.mark.parametrize("both", [False, True], ids=["new only", "both"])
@pytest.mark.parametrize("table", OWN, ids=lambda table: table.name)
async def test_chat_migration_covers_every_table(
    table: Table, both: bool, database: Database
) -> None:
    async with database.write() as connection:
        await make_parents(connection, table)
        await connection.execute(insert(table).values(row(table)))
        if both:  # the new id has the same already
            await subscribers.migrate(connection, OLD, NEW)
            await connection.execute(insert(table).values(row(table)))
        await subscribers.migrate(connection, OLD, NEW)
        found = set((await connection.execute(select(table.c.chat_id))).scalars())
    assert found == {NEW}


@pytest.mark.parametrize(("keeps_old", "items"), [(True, 3), (False, 5)])
async def test_chat_migration_keeps_chosen_settings(
    keeps_old: bool, items: int, database: Database
) -> None:
    async with database.write() as connection:
        await subscribers.add(connection, subscriber(OLD, digest_size=3, kind="group"))
        await subscribers.add(connection, subscriber(NEW, digest_size=5, kind="supergroup"))
        await subscribers.migrate(connection, OLD, NEW, keep_old_settings=keeps_old)
        stored = await subscribers.get(connection, NEW)
        assert stored is not None
        assert (stored.digest_size, stored.kind) == (items, "supergroup")
        assert await subscribers.get(connection, OLD) is None
        # Telegram reports it twice.
        await subscribers.migrate(connection, OLD, NEW, keep_old_settings=keeps_old)
        assert await subscribers.get(connection, NEW) == stored


async def test_lost_topic_is_cleared_once(database: Database) -> None:
    async with database.write() as connection:
        await subscribers.add(connection, subscriber(OLD, thread_id=7))
        assert not await subscribers.clear_thread(connection, OLD, 8)
        assert await subscribers.clear_thread(connection, OLD, 7)
        assert not await subscribers.clear_thread(connection, OLD, 7)
        left = await subscribers.get(connection, OLD)
    assert left is not None
    assert left.thread_id is None


async def test_list_managed_chats(database: Database) -> None:
    async with database.write() as connection:
        for chat_id, title, state in (
            (-1, "Я", "active"),
            (-2, "А", "unreachable"),
            (-3, "", "active"),
        ):
            await subscribers.add(connection, subscriber(chat_id, title=title, state=state))
        await chat_admins.add(connection, -1, [10, 11])
        await chat_admins.add(connection, -1, [10])
        await chat_admins.add(connection, -2, [10])
        assert [chat.chat_id for chat in await chat_admins.list_managed_chats(connection, 10)] == [
            -2,
            -1,
        ]
        assert await chat_admins.list_chats_without_admins(connection, 9) == [-3]
        await chat_admins.remove(connection, -1, 11)
        assert not await chat_admins.is_known(connection, -1, 11)
        assert await user_data.delete_all(connection, -1) == {"settings": 1, "set_up_by": 1}
        assert await user_data.delete_all(connection, 10) == {"sets_up": 1}
        assert await chat_admins.list_managed_chats(connection, 10) == []
        assert not await user_data.delete_all(connection, 10)
