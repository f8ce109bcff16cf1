"""The note of an act in the audit log."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.trail import about
from storage import audit
from storage.audit import Act, Actor
from storage.broadcasts import Broadcast

log = logging.getLogger(__name__)


async def note(
    connection: AsyncConnection,
    act: Act,
    by: Actor,
    broadcast: Broadcast,
    now: datetime,
    text: str | None = None,
) -> None:
    """Write it down, with the broadcast's text unless another says more."""
    said = broadcast.text if text is None else text
    await audit.note(connection, act, by, now, broadcast_id=broadcast.id, text=said)
    with about(broadcast=broadcast.id):
        log.info("%s", act.value)
