"""Subscribers: who they are, what they want, when their digest is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import Any, Literal

from sqlalchemy import BigInteger, Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import ReaderLanguage
from storage import at_once
from storage.tables import DUE, deliveries, searches, subscribers
from storage.types import UtcTime

State = Literal["new", "active", "paused", "gone"]
"""``new``: greeted, hour not chosen yet. ``paused``: by themselves. ``gone``: Telegram says that
the chat can not be reached; their own /start brings them back."""

Style = Literal["plain", "rich"]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat and what it wants. ``watermark`` is up to when its digests have told the news;
    ``next_digest_at`` is UTC and None unless active. Between ``quiet_from`` and ``quiet_until``, on
    their own clock, breaking news comes without a sound, or with ``quiet_hold`` after it."""

    chat_id: int
    kind: str
    state: State
    language: ReaderLanguage
    timezone: str
    digest_time: time
    topics: frozenset[str]
    items: int
    style: Style
    breaking: bool
    joined_at: datetime
    tell_when_empty: bool = True
    told_empty: bool = False
    watermark: datetime | None = None
    next_digest_at: datetime | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_hold: bool = False


_COLUMNS = [subscribers.c[field.name] for field in fields(Subscriber)]


async def get(connection: AsyncConnection, chat_id: int) -> Subscriber | None:
    row = (
        await connection.execute(select(*_COLUMNS).where(subscribers.c.chat_id == chat_id))
    ).one_or_none()
    return None if row is None else _to_subscriber(row)


async def add(connection: AsyncConnection, subscriber: Subscriber) -> None:
    await connection.execute(
        insert(subscribers).values(
            {f.name: getattr(subscriber, f.name) for f in fields(Subscriber)}
        )
    )


async def change(connection: AsyncConnection, chat_id: int, **values: Any) -> Subscriber | None:
    """Set some columns; return the subscriber as it is now, None if there is none."""
    if values:
        await connection.execute(
            update(subscribers).where(subscribers.c.chat_id == chat_id).values(**values)
        )
    return await get(connection, chat_id)


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Subscriber]:
    """Active subscribers whose hour has come, the longest waiting first; of those who wait equally
    long, they stand together who want the same."""
    rows = await connection.execute(
        select(*_COLUMNS)
        .where(subscribers.c.state == "active", subscribers.c.next_digest_at <= now)
        .order_by(*(subscribers.c[name] for name in DUE))
        .limit(limit)
    )
    return [_to_subscriber(row) for row in rows]


async def advance(
    connection: AsyncConnection, upcoming: Mapping[int, datetime], **values: Any
) -> None:
    """Set when the next digest of each chat is due, and the same other columns for all."""
    rows = at_once.given(
        [(chat_id, round(due_at.timestamp() * 1000)) for chat_id, due_at in upcoming.items()]
    )
    await connection.execute(
        update(subscribers)
        .where(subscribers.c.chat_id == at_once.nth(rows, 0, BigInteger))
        .values(next_digest_at=at_once.nth(rows, 1, UtcTime), **values)
    )


async def erase(connection: AsyncConnection, chat_id: int) -> bool:
    """Forget a chat: its settings, searches and deliveries. True if there was anything."""
    erased = 0
    for table in (searches, deliveries, subscribers):
        result = await connection.execute(delete(table).where(table.c.chat_id == chat_id))
        erased += result.rowcount
    return erased > 0


async def move(connection: AsyncConnection, old: int, new: int) -> None:
    """A group became a supergroup: its settings and searches, and what is still to be sent, are
    now of the new id. What was sent stays under the old one, whose message ids it has."""
    unsent = (
        deliveries.c.chat_id == old,
        deliveries.c.action == "send",
        deliveries.c.state.in_(("pending", "leased")),
    )
    if await get(connection, new) is not None:
        await connection.execute(delete(subscribers).where(subscribers.c.chat_id == old))
        await connection.execute(delete(deliveries).where(*unsent))
    for table in (subscribers, searches):
        await connection.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
    await connection.execute(update(deliveries).where(*unsent).values(chat_id=new))


def _to_subscriber(row: Row[Any]) -> Subscriber:
    return Subscriber(**row._asdict())
