"""The audience of a broadcast: subscribers who want breaking news, narrowed by an editor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy import ColumnElement, Select, String, and_, func, literal, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from storage.chats.subscribers import BreakingMode
from storage.database.dialect import find_text
from storage.schema.tables import subscribers

BATCH_SIZE = 250
"""Subscribers with quiet hours that are read at a time."""


@dataclass(frozen=True, slots=True)
class Audience:
    """A filter of subscribers. Empty ``topics`` and no ``language`` filter nothing. A subscriber
    without topics gets the main stories of all topics, and so belongs to every topic."""

    topics: frozenset[str] = frozenset()
    language: InterfaceLanguage | None = None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A subscriber's quiet hours in local time; ``silent``: breaking news makes no sound outside
    of them either."""

    chat_id: int
    timezone: str
    quiet_from: time
    quiet_until: time
    hold_in_quiet_hours: bool
    silent: bool = False


async def count_recipients(connection: AsyncConnection, audience: Audience) -> int:
    """Return how many subscribers are in an audience now."""
    return (
        await connection.execute(
            select(func.count()).select_from(subscribers).where(_is_in_audience(audience))
        )
    ).scalar_one()


def select_without_quiet_hours(audience: Audience, mode: BreakingMode) -> Select[tuple[int]]:
    """Build a query for the chats without quiet hours that want breaking news in this mode."""
    return (
        select(subscribers.c.chat_id)
        .where(
            _is_in_audience(audience),
            subscribers.c.quiet_from.is_(None),
            subscribers.c.breaking == mode,
        )
        .order_by(subscribers.c.chat_id)
    )


async def iter_with_quiet_hours(
    connection: AsyncConnection, audience: Audience
) -> AsyncIterator[Sequence[QuietHours]]:
    """Yield the subscribers with quiet hours, in batches."""
    after: int | None = None
    while True:
        later = [] if after is None else [subscribers.c.chat_id > after]
        rows = (
            await connection.execute(
                select(
                    subscribers.c.chat_id,
                    subscribers.c.timezone,
                    subscribers.c.quiet_from,
                    subscribers.c.quiet_until,
                    subscribers.c.hold_in_quiet_hours,
                    (subscribers.c.breaking == "silent").label("silent"),
                )
                .where(_is_in_audience(audience), subscribers.c.quiet_from.is_not(None), *later)
                .order_by(subscribers.c.chat_id)
                .limit(BATCH_SIZE)
            )
        ).all()
        if rows:
            yield [QuietHours(**row._asdict()) for row in rows]
        if len(rows) < BATCH_SIZE:
            return
        after = rows[-1].chat_id


def _is_in_audience(audience: Audience) -> ColumnElement[bool]:
    conditions = [subscribers.c.state == "active", subscribers.c.breaking != "off"]
    if audience.language is not None:
        conditions.append(subscribers.c.language == audience.language)
    if audience.topics:
        ticked = type_coerce(subscribers.c.topics, String)
        spaced = literal(" ") + ticked + literal(" ")
        shared = (find_text(spaced, f" {topic} ") > 0 for topic in sorted(audience.topics))
        conditions.append(or_(ticked == "", *shared))
    return and_(*conditions)
