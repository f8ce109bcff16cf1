"""Into the outbox: a delivery for each reader, at a time that respects their quiet hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiet import Timing, timing
from storage import audience, followups, outbox
from storage.audience import Rest
from storage.broadcasts import Broadcast
from storage.outbox import Priority


async def spread(
    connection: AsyncConnection, broadcast: Broadcast, due_at: datetime, now: datetime, rate: float
) -> None:
    """A delivery for each reader of its audience. Whoever has quiet hours comes last, so that
    ``rate`` (messages a second) tells when their turn is, and so whether they rest then."""
    wanted = Timing(due_at, due_at + broadcast.valid_for, broadcast.silent)
    loud = audience.awake(broadcast.audience, "on")
    ahead = await _enqueue(connection, broadcast, loud, wanted)
    silent = audience.awake(broadcast.audience, "silent")
    ahead += await _enqueue(connection, broadcast, silent, replace(wanted, silent=True))
    async for readers in audience.resting(connection, broadcast.audience):
        turns = [now + timedelta(seconds=place / rate) for place, _ in enumerate(readers, ahead)]
        for when, chat_ids in _by_timing(wanted, readers, turns).items():
            await _enqueue(connection, broadcast, chat_ids, when)
        ahead += len(readers)


async def respect_rest(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> None:
    """After a pause it is another hour: whoever rests by now is left to rest."""
    begun = broadcast.scheduled_at or broadcast.confirmed_at
    if begun is None or begun + broadcast.valid_for <= now:
        return
    wanted = Timing(now, begun + broadcast.valid_for, broadcast.silent)
    async for readers in audience.resting(connection, broadcast.audience):
        for when, chat_ids in _by_timing(wanted, readers, [now] * len(readers)).items():
            if when != wanted:
                await followups.retime(
                    connection,
                    broadcast.id,
                    chat_ids,
                    due_at=when.due_at,
                    expires_at=when.expires_at,
                    silent=when.silent,
                )


async def _enqueue(
    connection: AsyncConnection,
    broadcast: Broadcast,
    chats: Sequence[int] | Select[tuple[int]],
    when: Timing,
) -> int:
    return await outbox.enqueue(
        connection,
        broadcast.payload_id,
        chats,
        priority=Priority.BREAKING,
        due_at=when.due_at,
        expires_at=when.expires_at,
        broadcast_id=broadcast.id,
        silent=when.silent,
    )


def _by_timing(
    wanted: Timing, readers: Sequence[Rest], turns: Sequence[datetime]
) -> dict[Timing, list[int]]:
    chats: dict[Timing, list[int]] = defaultdict(list)
    for rest, goes_at in zip(readers, turns, strict=True):
        chats[timing(wanted, goes_at, rest)].append(rest.chat_id)
    return dict(chats)
