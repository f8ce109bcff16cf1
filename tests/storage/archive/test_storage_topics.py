"""Test the topics that editors add, as stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Topic
from storage.archive import topics
from storage.chats import subscribers
from storage.database.engine import Database
from tests.support.factories import NOON, subscriber

CHOICES = [{"drone"}, {"drone", "drones"}, {"a", "drone", "z"}, {"a", "drone"}, {"drones"}, set()]


@contextmanager
def collect_statements(connection: AsyncConnection) -> Iterator[list[str]]:
    """Collect the statements that run on a connection meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    yield statements
    event.remove(connection.sync_connection, "before_cursor_execute", note)


async def test_removed_topic_leaves_every_choice_in_one_statement(database: Database) -> None:
    """A hundred thousand subscribers may have chosen it, and other writers wait meanwhile."""
    async with database.write() as connection:
        await topics.save(connection, Topic("drone", "🛸"), NOON)
        for chat_id, chosen in enumerate(CHOICES, start=1):
            await subscribers.add(connection, subscriber(chat_id, topics=frozenset(chosen)))
        with collect_statements(connection) as statements:
            assert await topics.remove(connection, "drone")
        left = [await subscribers.get(connection, chat) for chat in range(1, len(CHOICES) + 1)]
    assert [one.topics for one in left if one] == [chosen - {"drone"} for chosen in CHOICES]
    assert sum("subscribers" in statement for statement in statements) == 1
