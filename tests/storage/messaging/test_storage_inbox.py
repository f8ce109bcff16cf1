"""Test the order of updates of one chat across processes."""

from __future__ import annotations

import pytest

from storage.database.engine import Database
from storage.messaging import inbox
from storage.messaging.inbox import Owner
from tests.support.factories import NOON

CHAT = 7


@pytest.mark.parametrize(
    ("first_chat", "has_ended", "is_earlier"),
    [(CHAT, False, True), (CHAT, True, True), (8, False, False), (8, True, False)],
)
async def test_earlier_update_of_a_chat_counts_until_it_is_handled(
    database: Database, first_chat: int, has_ended: bool, is_earlier: bool
) -> None:
    """Also while nobody owns it, between the end of its process and the next one that takes it."""
    async with database.write() as connection:
        await inbox.add_updates(connection, {1: {}}, NOON, Owner("a", {1: first_chat}))
        await inbox.add_updates(connection, {2: {}}, NOON, Owner("b", {2: CHAT}))
        if has_ended:
            await inbox.give_up(connection, "a")
        assert await inbox.has_earlier(connection, 2, CHAT) is is_earlier
        await inbox.mark_handled(connection, [1])
        assert not await inbox.has_earlier(connection, 2, CHAT)


async def test_own_earlier_update_is_not_waited_for(database: Database) -> None:
    """The process has its own order."""
    async with database.write() as connection:
        await inbox.add_updates(connection, {1: {}, 2: {}}, NOON, Owner("a", {1: CHAT, 2: CHAT}))
        assert not await inbox.has_earlier(connection, 2, CHAT)
