"""An article to everybody who follows something in it, batch by batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.hour import one_more
from bot.alerts.readers import VALID_FOR, Rendering, morning, reason, rendering
from bot.views.message import Message
from news.model import Article
from storage import alerts, outbox, subscribers, terms, told
from storage.alerts import Hour, Queued
from storage.outbox import Priority
from storage.terms import Term

BATCH = 200
"""Chats in one transaction."""

TOLD_WITHIN = timedelta(days=3)
"""How far back breaking news is looked through for the same story: no story goes on for longer."""

Render = Callable[[Rendering], Message]


@dataclass(frozen=True, slots=True)
class Batch:
    """``told``: how many chats are told now; ``last``: the chat to go on behind, None at the
    end."""

    told: int
    last: int | None


async def spread(
    connection: AsyncConnection,
    queued: Queued,
    article: Article,
    mentioned: frozenset[int],
    render: Render,
    now: datetime,
    payloads: dict[Rendering, int],
    *,
    after: int | None,
) -> Batch:
    """The next batch of readers. The transaction of the last one takes the article from the queue.

    ``payloads``: those that earlier batches have stored, and this one adds to.
    """
    chats = await alerts.interested(connection, mentioned, after=after, limit=BATCH)
    goes, hours, waits = await _divided(connection, queued, article, mentioned, chats, now)
    for wanted, told_here in goes.items():
        if wanted not in payloads:
            message = render(wanted).to_json()
            payloads[wanted] = await told.add_payload(connection, message, [queued.story_id], now)
        await tell(connection, payloads[wanted], told_here, now, silent=wanted.silent)
    await alerts.put_hours(connection, hours)
    await alerts.add_waiting(connection, waits, queued, now)
    is_last = len(chats) < BATCH
    if is_last:
        await alerts.dequeue(connection, queued.article_id)
    return Batch(sum(map(len, goes.values())), None if is_last else chats[-1])


async def tell(
    connection: AsyncConnection,
    payload_id: int,
    chats: Sequence[int],
    now: datetime,
    *,
    silent: bool,
) -> None:
    await outbox.enqueue(
        connection,
        payload_id,
        chats,
        priority=Priority.ALERT,
        due_at=now,
        expires_at=now + VALID_FOR,
        silent=silent,
    )


async def _divided(
    connection: AsyncConnection,
    queued: Queued,
    article: Article,
    mentioned: frozenset[int],
    chats: Sequence[int],
    now: datetime,
) -> tuple[dict[Rendering, list[int]], dict[int, Hour], list[int]]:
    """Who is told now and what they get, what becomes of everybody's hour, and who waits."""
    goes: dict[Rendering, list[int]] = defaultdict(list)
    hours: dict[int, Hour] = {}
    waits: list[int] = []
    known = await _knowing(connection, queued.story_id, chats, now)
    unaware = [chat for chat in chats if chat not in known]
    before = await alerts.hours(connection, unaware)
    for reader, followed in await _reasons(connection, article, mentioned, unaware):
        hour, goes_now = one_more(before.get(reader.chat_id), now, morning(reader, now))
        hours[reader.chat_id] = hour
        if goes_now:
            goes[rendering(reader, now, followed)].append(reader.chat_id)
        else:
            waits.append(reader.chat_id)
    return dict(goes), hours, waits


async def _reasons(
    connection: AsyncConnection, article: Article, mentioned: frozenset[int], chats: Sequence[int]
) -> list[tuple[subscribers.Subscriber, list[Term]]]:
    wishes: Mapping[int, list[Term]] = await terms.of_chats(connection, chats, mentioned)
    readers = await subscribers.of_ids(connection, chats)
    reasons = [
        (reader, reason(reader, wishes.get(reader.chat_id, ()), article, mentioned))
        for reader in readers
    ]
    return [(reader, followed) for reader, followed in reasons if followed]


async def _knowing(
    connection: AsyncConnection, story_id: int, chats: Sequence[int], now: datetime
) -> set[int]:
    """Those who have got the story, in whatever message, or for whom it waits."""
    if not chats:
        return set()
    known = await told.known(connection, chats, [story_id], pushed_since=now - TOLD_WITHIN)
    waiting = await alerts.waiting(connection, chats, story_id)
    return {*waiting, *(chat for chat, stories in known.items() if story_id in stories)}
