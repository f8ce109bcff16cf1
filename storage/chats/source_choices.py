"""Sources that a chat follows or mutes, by the names that articles have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats.follows import FollowKind
from storage.database import bulk
from storage.database.dialect import insert_or_update
from storage.schema.tables import source_choices


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source that a chat follows or mutes."""

    source: str
    kind: FollowKind


# Built once: every digest runs it.
_SELECT_BY_CHATS = bulk.as_json_rows(
    select(source_choices.c.chat_id, source_choices.c.source, source_choices.c.kind).where(
        source_choices.c.chat_id.in_(bindparam("chats", expanding=True))
    )
)


async def list_for_chats(
    connection: AsyncConnection, chat_ids: Collection[int]
) -> dict[int, list[SourceChoice]]:
    """Return the sources that these chats follow and mute. Chats without any are omitted."""
    found: dict[int, list[SourceChoice]] = defaultdict(list)
    for chat_id, source, kind in await bulk.fetch(
        connection, _SELECT_BY_CHATS, chats=list(chat_ids)
    ):
        found[chat_id].append(SourceChoice(source, kind))
    return dict(found)


async def list_for_chat(connection: AsyncConnection, chat_id: int) -> Sequence[SourceChoice]:
    """Return the sources that a chat follows and mutes, in alphabetical order."""
    found = (await list_for_chats(connection, [chat_id])).get(chat_id, [])
    return sorted(found, key=lambda choice: (choice.source.casefold(), choice.source))


async def list_muting(
    connection: AsyncConnection, chat_ids: Collection[int], source: str
) -> set[int]:
    """Return those of these chats that mute a source."""
    muting = select(source_choices.c.chat_id).where(
        source_choices.c.chat_id.in_(chat_ids),
        source_choices.c.source == source,
        source_choices.c.kind == "mute",
    )
    return set((await connection.execute(muting)).scalars())


async def save(
    connection: AsyncConnection, chat_id: int, source: str, kind: FollowKind, now: datetime
) -> None:
    """Store that a chat follows or mutes a source, instead of what it chose before.

    A choice that it has made already keeps its time.
    """
    is_other = source_choices.c.kind != kind
    statement = insert_or_update(source_choices, names=("kind", "created_at"), where=is_other)
    row = {"chat_id": chat_id, "source": source, "kind": kind, "created_at": now}
    await connection.execute(statement.values(row))


async def remove(connection: AsyncConnection, chat_id: int, source: str) -> None:
    """Delete what a chat chose for a source; it is then neither followed nor muted."""
    await connection.execute(
        delete(source_choices).where(
            source_choices.c.chat_id == chat_id, source_choices.c.source == source
        )
    )
