"""Change a broadcast, and record what is done with it in the audit log."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from service.ops.logs import bind_log_context
from storage.messaging import broadcasts
from storage.messaging.broadcasts import Broadcast
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

log = logging.getLogger(__name__)

ReportMessage = tuple[int, int]
"""Chat and id of the message that shows a broadcast's progress."""


async def transition(
    connection: AsyncConnection,
    broadcast: Broadcast,
    action: AuditAction,
    actor: Actor,
    now: datetime,
    *,
    audit_text: str | None = None,
    **change: Any,
) -> bool:
    """Change a broadcast and record the action; return False if its state does not allow it.

    ``change``: states and values as in `storage.messaging.broadcasts.transition`. ``audit_text``:
    as in `record_action`; the new text of the broadcast if it is changed.
    """
    changed = await broadcasts.transition(connection, broadcast.id, **change)
    if changed:
        text = change.get("text") if audit_text is None else audit_text
        await record_action(connection, action, actor, broadcast, now, text)
    return changed


async def record_action(
    connection: AsyncConnection,
    action: AuditAction,
    actor: Actor,
    broadcast: Broadcast,
    now: datetime,
    text: str | None = None,
) -> None:
    """Add an entry to the audit log, with the text of the broadcast unless ``text`` is given."""
    text = broadcast.text if text is None else text
    await audit_log.record(connection, action, actor, now, broadcast_id=broadcast.id, text=text)
    with bind_log_context(broadcast=broadcast.id):
        log.info("%s", action.value)
