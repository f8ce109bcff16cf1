"""The inbox: Telegram's updates that came in, with their bodies until they are handled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import updates

KEPT = 100_000
"""Ids that are remembered. Telegram repeats what it has no answer for within a minute or two, or
where the bot was down, as the first thing afterwards."""

MOST_TRIES = 3
"""An update that stops the whole bot would do so at every start."""


# Built once: they are asked at every poll, often for a single update.
_KNOWN = text(
    "SELECT json_group_array(update_id) FROM updates "
    "WHERE update_id IN (SELECT value FROM json_each(:ids))"
)
_PUT = insert(updates).prefix_with("OR IGNORE")
_FORGET = text(
    "DELETE FROM updates WHERE number <= (SELECT max(number) FROM updates) - :kept AND body IS NULL"
)
_HANDLED = text(
    "UPDATE updates SET body = NULL WHERE update_id IN (SELECT value FROM json_each(:ids))"
)


async def known(connection: AsyncConnection, ids: Iterable[int]) -> set[int]:
    """Which of these have come in before."""
    found = await connection.execute(_KNOWN, {"ids": json.dumps(list(ids))})
    return set(json.loads(found.scalar_one()))


async def take_in(
    connection: AsyncConnection, bodies: Mapping[int, Mapping[str, Any] | None], now: datetime
) -> None:
    """Note updates by their ids, without a body those that are handled already; one that is known
    stays as it is. The oldest are forgotten."""
    await connection.execute(
        _PUT,
        [
            {"update_id": number, "body": body, "came_at": now, "tries": 1}
            for number, body in bodies.items()
        ],
    )
    await connection.execute(_FORGET, {"kept": KEPT})


async def handled(connection: AsyncConnection, ids: Iterable[int]) -> None:
    """Only the ids are remembered from now on, not what people wrote."""
    await connection.execute(_HANDLED, {"ids": json.dumps(list(ids))})


async def left_over(connection: AsyncConnection) -> list[dict[str, Any]]:
    """What was never handled to the end, in the order in which it came; each now counts as tried
    once more, and those that were tried `MOST_TRIES` times already are given up."""
    is_left = updates.c.body.is_not(None)
    await connection.execute(
        update(updates).where(is_left, updates.c.tries >= MOST_TRIES).values(body=None)
    )
    await connection.execute(update(updates).where(is_left).values(tries=updates.c.tries + 1))
    rows = await connection.execute(
        select(updates.c.body).where(is_left).order_by(updates.c.number)
    )
    return list(rows.scalars())
