"""Which stories a chat has received, so that none is sent twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import bulk
from storage.database.dialect import insert_new
from storage.messaging import broadcasts, outbox
from storage.messaging.outbox import Priority
from storage.schema.tables import deliveries, payload_stories, shown_stories
from storage.schema.types import UtcTime

_DELIVERED_STATES = ("pending", "leased", "sent")

_STORY_ROWS = bulk.values_table(bindparam("stories", type_=String))
_STORY_IDS = select(bulk.column(_STORY_ROWS, 0)).select_from(_STORY_ROWS)
_SELECT_FIRST_PAYLOAD = select(func.min(payload_stories.c.payload_id)).where(
    payload_stories.c.story_id.in_(_STORY_IDS)
)
# The index of deliveries leads to the few recent ones of each chat. Without the sum, SQLite begins
# with the stories, and reads the deliveries of all other chats.
_SELECT_DELIVERED = bulk.as_json_rows(
    select(deliveries.c.chat_id, payload_stories.c.story_id)
    .join(payload_stories, payload_stories.c.payload_id == deliveries.c.payload_id)
    .where(
        deliveries.c.chat_id.in_(bindparam("chats", expanding=True)),
        deliveries.c.payload_id >= bindparam("first"),
        deliveries.c.state.in_(_DELIVERED_STATES),
        deliveries.c.priority.in_(bindparam("priorities", expanding=True)),
        (payload_stories.c.story_id + 0).in_(_STORY_IDS),
    )
)

_INSERT_SHOWN = insert_new(shown_stories)
_SELECT_SHOWN = bulk.as_json_rows(
    select(shown_stories.c.chat_id, shown_stories.c.story_id).where(
        shown_stories.c.chat_id.in_(bindparam("chats", expanding=True)),
        shown_stories.c.shown_at > bindparam("since", type_=UtcTime),
    )
)


@dataclass(frozen=True, slots=True)
class Payload:
    """A message and the stories that it contains."""

    message: dict[str, Any]
    story_ids: frozenset[int]


async def add_payload(
    connection: AsyncConnection,
    message: dict[str, Any],
    story_ids: Collection[int],
    now: datetime,
) -> int:
    """Store a message that contains these stories; return its id."""
    (payload_id,) = await add_payloads(connection, [Payload(message, frozenset(story_ids))], now)
    return payload_id


async def add_payloads(
    connection: AsyncConnection, added: Sequence[Payload], now: datetime
) -> Sequence[int]:
    """Store messages with the stories that they contain; return their ids in the same order."""
    ids = await outbox.add_payloads(connection, (one.message for one in added), now)
    rows = [
        {"payload_id": payload_id, "story_id": story_id}
        for payload_id, one in zip(ids, added, strict=True)
        for story_id in one.story_ids
    ]
    if rows:
        await connection.execute(insert(payload_stories), rows)
    return ids


async def get_delivered_story_ids(
    connection: AsyncConnection,
    chat_ids: Collection[int],
    story_ids: Collection[int],
    *,
    broadcasts_since: datetime,
    priority: Priority | None = None,
) -> dict[int, frozenset[int]]:
    """Return, by chat, the stories already delivered or queued for it.

    Covers the given stories in digests and alerts, and every story of a recent broadcast. Chats
    without any are omitted.
    """
    pushed = await broadcasts.get_delivered_story_ids(connection, chat_ids, broadcasts_since)
    by_message = await _get_queued_story_ids(connection, chat_ids, story_ids, priority)
    none: frozenset[int] = frozenset()
    chats = {*pushed, *by_message}
    return {chat: pushed.get(chat, none) | by_message.get(chat, none) for chat in chats}


async def mark_shown(
    connection: AsyncConnection, chat_id: int, story_ids: Collection[int], now: datetime
) -> None:
    """Record that a chat saw these stories in answer to a request; the first time counts."""
    rows = [{"chat_id": chat_id, "story_id": one, "shown_at": now} for one in story_ids]
    if rows:
        await connection.execute(_INSERT_SHOWN, rows)


async def get_shown_story_ids(
    connection: AsyncConnection, chat_ids: Collection[int], since: datetime
) -> dict[int, frozenset[int]]:
    """Return, by chat, the stories that it saw on request after ``since``. Chats without any are
    omitted."""
    rows = await bulk.fetch(connection, _SELECT_SHOWN, chats=list(chat_ids), since=since)
    shown: dict[int, set[int]] = defaultdict(set)
    for chat_id, story_id in rows:
        shown[chat_id].add(story_id)
    return {chat_id: frozenset(stories) for chat_id, stories in shown.items()}


async def _get_queued_story_ids(
    connection: AsyncConnection,
    chat_ids: Collection[int],
    story_ids: Collection[int],
    priority: Priority | None = None,
) -> dict[int, frozenset[int]]:
    """Return, by chat, which of these stories it got or is about to get in digests and alerts, or
    in one of both. Failed and expired deliveries do not count. Chats without any are omitted."""
    encoded_ids = bulk.encode_rows((story_id,) for story_id in story_ids)
    first = (await connection.execute(_SELECT_FIRST_PAYLOAD, {"stories": encoded_ids})).scalar_one()
    if first is None:
        return {}
    priorities = list(Priority) if priority is None else [priority]
    rows = await bulk.fetch(
        connection,
        _SELECT_DELIVERED,
        stories=encoded_ids,
        first=first,
        chats=list(chat_ids),
        priorities=list(map(int, priorities)),
    )
    delivered: dict[int, set[int]] = defaultdict(set)
    for chat_id, story_id in rows:
        delivered[chat_id].add(story_id)
    return {chat_id: frozenset(stories) for chat_id, stories in delivered.items()}
