"""Subscribers: chats, their settings, and when their next digest is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time
from functools import cache
from typing import Any, Literal

from sqlalchemy import BigInteger, Boolean, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from news.model import InterfaceLanguage, Language
from storage import signals
from storage.database import bulk
from storage.schema.tables import DUE_ORDER, deliveries, metadata, subscribers
from storage.schema.types import UtcTime
from storage.signals import Signal
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

SubscriberState = Literal["new", "active", "paused", "unreachable"]
"""``new``: used the bot without pressing Start. ``paused``: by the subscriber. ``unreachable``:
Telegram says that the chat cannot be reached; /start activates it again."""

SUBSCRIBED_STATES: tuple[SubscriberState, ...] = ("active", "paused")
"""States of chats that subscribed and did not leave."""

Style = Literal["plain", "rich"]

BreakingMode = Literal["on", "silent", "off"]
"""Breaking news comes with a sound, without one, or not at all."""

ArticlePrompt = Literal["article_title", "article_text"]
"""What an editor was prompted for."""

PendingPrompt = Literal["", "digest_time", "timezone", "pause"] | ArticlePrompt
"""What the subscriber was prompted for and may type instead of pressing a button."""

SetupStep = Literal["", "topics", "digest_time"]
"""The question of the first setup that is open; empty: it is over, or was never begun."""

EVERY_DAY = frozenset(range(1, 8))
"""ISO weekdays, 1 Monday to 7 Sunday."""

GENERAL_THREAD_ID = 1
"""The general topic that every forum has. Telegram expects no thread id for messages to
it."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat and its settings.

    ``digest_times`` (at least one, sorted) and ``weekdays`` (at least one) are in local time.
    Empty ``languages`` of articles mean the interface ``language``. ``watermark`` is the
    end of the period covered by its digests; ``next_digest_at`` is set for active
    subscribers, and for paused ones with ``paused_until``, when the digest resumes.
    ``weekly_review``: send a weekly review on Sundays, the last one at ``weekly_review_sent_at``.

    Between ``quiet_from`` and ``quiet_until``, in local time, breaking news comes without
    a sound or, with ``hold_in_quiet_hours``, after them. ``thread_id``: the forum topic that
    everything is sent to, `GENERAL_THREAD_ID`, or None if none was chosen. ``title``: the
    last known title of a group or channel.

    ``setup_step``: the question of the first setup that is not answered yet, empty when it is over.
    ``last_digest_id``: the stored digest that the chat got last. ``style_offer_sent``: the plain
    style was offered below the first rich message. ``city``: what the person typed to choose the
    time zone; empty if they pressed a button.
    """

    chat_id: int
    kind: str
    state: SubscriberState
    language: InterfaceLanguage
    timezone: str
    digest_times: tuple[time, ...]
    topics: frozenset[str]
    digest_size: int
    style: Style
    breaking: BreakingMode
    joined_at: datetime
    weekdays: frozenset[int] = EVERY_DAY
    languages: frozenset[Language] = frozenset()
    notify_when_empty: bool = True
    empty_notice_sent: bool = False
    watermark: datetime | None = None
    next_digest_at: datetime | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    hold_in_quiet_hours: bool = False
    paused_until: datetime | None = None
    weekly_review: bool = False
    weekly_review_sent_at: datetime | None = None
    pending_prompt: PendingPrompt = ""
    prompted_at: datetime | None = None
    prompted_article_id: int | None = None
    thread_id: int | None = None
    title: str = ""
    setup_step: SetupStep = ""
    last_digest_id: int | None = None
    style_offer_sent: bool = False
    city: str = ""

    @property
    def is_subscribed(self) -> bool:
        """Whether digests come, or will after a pause."""
        return self.state in SUBSCRIBED_STATES


COLUMNS = [subscribers.c[field.name] for field in fields(Subscriber)]
# Built once: every incoming update runs the first, and most button presses the others.
_SELECT_BY_CHAT = select(*COLUMNS).where(subscribers.c.chat_id == bindparam("of_chat"))
_SELECT_FOR_CHANGE = _SELECT_BY_CHAT.with_for_update()
_INSERT = insert(subscribers)


@cache
def _build_update(names: tuple[str, ...]) -> ReturningUpdate[Any]:
    return (
        update(subscribers)
        .where(subscribers.c.chat_id == bindparam("of_chat"))
        .values({name: bindparam(f"new_{name}") for name in names})
        .returning(*COLUMNS)
    )


async def get(connection: AsyncConnection, chat_id: int) -> Subscriber | None:
    """Return the subscriber of a chat, None if the chat is not stored."""
    row = (await connection.execute(_SELECT_BY_CHAT, {"of_chat": chat_id})).one_or_none()
    return None if row is None else _to_subscriber(row)


async def get_for_change(connection: AsyncConnection, chat_id: int) -> Subscriber | None:
    """Return the subscriber of a chat, whom nobody else changes until the transaction ends; None if
    the chat is not stored.

    The settings of a channel are changed by several people at a time.
    """
    row = (await connection.execute(_SELECT_FOR_CHANGE, {"of_chat": chat_id})).one_or_none()
    return None if row is None else _to_subscriber(row)


async def get_many(connection: AsyncConnection, chat_ids: Collection[int]) -> list[Subscriber]:
    """Return those of these chats that are stored, by chat id."""
    rows = await connection.execute(
        select(*COLUMNS).where(subscribers.c.chat_id.in_(chat_ids)).order_by(subscribers.c.chat_id)
    )
    return [_to_subscriber(row) for row in rows]


async def claim_style_offers(
    connection: AsyncConnection, chat_ids: Collection[int]
) -> list[tuple[int, InterfaceLanguage]]:
    """Mark those of these chats that were not offered the plain style yet; return them with their
    languages."""
    claimed = await connection.execute(
        update(subscribers)
        .where(subscribers.c.chat_id.in_(chat_ids), ~subscribers.c.style_offer_sent)
        .values(style_offer_sent=True)
        .returning(subscribers.c.chat_id, subscribers.c.language)
    )
    return sorted((chat_id, language) for chat_id, language in claimed)


async def add(connection: AsyncConnection, subscriber: Subscriber) -> None:
    """Insert a subscriber; raises IntegrityError if the chat is stored already."""
    await connection.execute(_INSERT, {c.name: getattr(subscriber, c.name) for c in COLUMNS})


async def change(connection: AsyncConnection, chat_id: int, **values: Any) -> Subscriber | None:
    """Set columns; return the subscriber as it is now, None if there is none."""
    if not values:
        return await get(connection, chat_id)
    new_values = {f"new_{name}": value for name, value in values.items()}
    changed = await connection.execute(
        _build_update(tuple(values)), {"of_chat": chat_id, **new_values}
    )
    row = changed.one_or_none()
    return None if row is None else _to_subscriber(row)


async def mark_unreachable(
    connection: AsyncConnection, chat_id: int, now: datetime, **values: Any
) -> Subscriber | None:
    """Record that a subscriber left: the bot was blocked or removed, or their data is erased.

    Counts them as having left if they were subscribed, once. The settings stay, for their return;
    ``values`` are further columns to set. Returns the subscriber; None if not on record.
    """
    known = await get(connection, chat_id)
    if known is None:
        return None
    if known.is_subscribed:
        await daily_counters.add(connection, now, {DailyCounter.LEFT: 1})
    return await change(connection, chat_id, **values, state="unreachable", next_digest_at=None)


async def change_many(connection: AsyncConnection, chat_ids: Iterable[int], **values: Any) -> None:
    """Set the same columns of several subscribers."""
    await connection.execute(
        update(subscribers).where(subscribers.c.chat_id.in_(list(chat_ids))).values(**values)
    )


async def list_due(connection: AsyncConnection, now: datetime, limit: int) -> list[Subscriber]:
    """Return active and resuming subscribers whose digest is due, longest overdue first.

    Of those that are due since the same time, equal settings are adjacent.
    """
    rows = await connection.execute(
        select(*COLUMNS)
        .where(subscribers.c.next_digest_at <= now)
        .order_by(*(subscribers.c[name] for name in DUE_ORDER))
        .limit(limit)
    )
    return [_to_subscriber(row) for row in rows]


async def list_due_at(
    connection: AsyncConnection, digest_time: datetime, limit: int
) -> list[Subscriber]:
    """Return active subscribers whose next digest is due at exactly this time, in the order of
    `list_due`."""
    rows = await connection.execute(
        select(*COLUMNS)
        .where(subscribers.c.next_digest_at == digest_time, subscribers.c.state == "active")
        .order_by(*(subscribers.c[name] for name in DUE_ORDER))
        .limit(limit)
    )
    return [_to_subscriber(row) for row in rows]


async def count_by_digest_time(
    connection: AsyncConnection, after: datetime, until: datetime
) -> dict[datetime, int]:
    """Return how many digests are due at each time after ``after``, up to ``until``."""
    due = subscribers.c.next_digest_at
    rows = await connection.execute(
        select(due, func.count()).where(due > after, due <= until).group_by(due)
    )
    return {row[0]: row[1] for row in rows}


async def set_next_due(
    connection: AsyncConnection, next_due_by_chat: Mapping[int, datetime], **values: Any
) -> None:
    """Set when the next digest of each chat is due, and other columns to the same values
    for all."""
    due = [
        (chat_id, round(due_at.timestamp() * 1000)) for chat_id, due_at in next_due_by_chat.items()
    ]
    rows = bulk.values_table(bulk.encode_rows(due))
    await connection.execute(
        update(subscribers)
        .where(subscribers.c.chat_id == bulk.column(rows, 0, BigInteger))
        .values(next_digest_at=bulk.column(rows, 1, UtcTime), **values)
    )


@dataclass(frozen=True, slots=True)
class FinishedDigest:
    """What a chat's digest changes: when the next is due, and which one was the last (None: it
    stays)."""

    chat_id: int
    next_due: datetime
    digest_id: int | None
    is_empty: bool


async def finish_digests(
    connection: AsyncConnection, finished: Iterable[FinishedDigest], watermark: datetime
) -> None:
    """Set of many chats when the next digest is due, the watermark, and which digest was the
    last."""
    encoded = bulk.encode_rows(
        (one.chat_id, round(one.next_due.timestamp() * 1000), one.digest_id, one.is_empty)
        for one in finished
    )
    rows = bulk.values_table(encoded)
    last_id = func.coalesce(bulk.column(rows, 2), subscribers.c.last_digest_id)
    await connection.execute(
        update(subscribers)
        .where(subscribers.c.chat_id == bulk.column(rows, 0, BigInteger))
        .values(
            next_digest_at=bulk.column(rows, 1, UtcTime),
            watermark=watermark,
            last_digest_id=last_id,
            empty_notice_sent=bulk.column(rows, 3, Boolean),
        )
    )


async def clear_thread(connection: AsyncConnection, chat_id: int, thread_id: int) -> bool:
    """Clear a forum topic that was closed or deleted. Return False if another one was
    chosen since."""
    result = await connection.execute(
        update(subscribers)
        .where(subscribers.c.chat_id == chat_id, subscribers.c.thread_id == thread_id)
        .values(thread_id=None)
    )
    return result.rowcount == 1


async def migrate(
    connection: AsyncConnection,
    old_chat_id: int,
    new_chat_id: int,
    *,
    keep_old_settings: bool = False,
) -> None:
    """Move everything of a group that became a supergroup, unsent deliveries included, to
    the new id.

    Sent deliveries stay under the old id, as their message ids belong to it. If the new
    id is stored already, its settings stay, with ``keep_old_settings`` those of the old
    id.
    """
    known, moved = await get(connection, new_chat_id), await get(connection, old_chat_id)
    unsent = (
        deliveries.c.chat_id == old_chat_id,
        deliveries.c.action == "send",
        deliveries.c.state.in_(("pending", "leased")),
    )
    if known is not None and moved is not None:
        loser = new_chat_id if keep_old_settings else old_chat_id
        await connection.execute(delete(subscribers).where(subscribers.c.chat_id == loser))
        if not keep_old_settings:
            await connection.execute(delete(deliveries).where(*unsent))
    for table in metadata.sorted_tables:
        if "chat_id" in table.c and table is not deliveries:
            await bulk.move_rows(connection, table, "chat_id", old_chat_id, new_chat_id)
    await connection.execute(update(deliveries).where(*unsent).values(chat_id=new_chat_id))
    await connection.execute(
        update(subscribers)
        .where(subscribers.c.chat_id == new_chat_id, subscribers.c.kind == "group")
        .values(kind="supergroup")
    )
    await signals.send(connection, Signal.WITHDRAWN)


def _to_subscriber(row: Row[Any]) -> Subscriber:
    return Subscriber(*tuple(row))  # the columns are in the order of the fields
