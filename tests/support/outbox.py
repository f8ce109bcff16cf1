"""Shared steps of the tests of the outbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.ui import plain
from bot.ui.document import build_document
from bot.ui.message import Message
from sandbox.testing import Person
from service.bootstrap import Services
from storage.messaging import outbox
from storage.messaging.outbox import Priority
from tests.support.waiting import WAIT_SECONDS, wait_until

People = Callable[..., Person]
HOUR = timedelta(hours=1)


async def enqueue(
    services: Services,
    text: str | Message,
    *chats: int,
    priority: Priority = Priority.DIGEST,
    valid: timedelta = HOUR,
    due_at: datetime | None = None,
) -> None:
    now = services.clock()
    message = plain.render(build_document(text)) if isinstance(text, str) else text
    async with services.database.write() as connection:
        payload_id = await outbox.add_payload(connection, message.to_json(), now)
        await outbox.enqueue(
            connection,
            payload_id,
            chats,
            priority=priority,
            due_at=due_at or now,
            expires_at=now + valid,
        )


async def wait_until_sent(services: Services, seconds: float = WAIT_SECONDS) -> None:
    """Wait until nothing is left in the outbox."""

    async def is_empty() -> bool:
        return not await waiting(services)

    await wait_until(is_empty, seconds)


async def waiting(services: Services) -> int:
    async with services.database.read() as connection:
        return await outbox.count_unfinished(connection)
