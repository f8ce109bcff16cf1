"""Record what is done with a broadcast in the audit log."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from service.ops.log_context import bind_log_context
from storage.messaging.broadcasts import Broadcast
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

log = logging.getLogger(__name__)


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
