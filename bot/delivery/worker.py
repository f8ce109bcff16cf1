"""The outbox worker: leases deliveries, sends them, and records what became of each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasting import catch_up
from bot.clock import Clock
from bot.delivery.outcomes import (
    Gone,
    Later,
    Moved,
    Outcome,
    Refused,
    Sent,
    is_unchanged,
    is_undeletable,
    outcome_of,
)
from bot.delivery.pace import urgency
from bot.metrics import Metrics
from bot.views.message import Message
from storage import outbox, subscribers
from storage.engine import Database
from storage.outbox import Delivery

log = logging.getLogger(__name__)

CONCURRENCY = 16
"""Deliveries in flight at once: the most that can come twice after a kill."""

LEASE = timedelta(minutes=2)
LOOK_AGAIN_SECONDS = 1.0


class OutboxWorker:
    """Runs until `stop`; `wake` tells it that there is something new."""

    def __init__(self, bot: Bot, database: Database, clock: Clock, metrics: Metrics) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._something = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        self._something.set()

    def stop(self) -> None:
        """Lease nothing more; what is in flight is finished."""
        self._stopping = True
        self._something.set()

    async def run(self) -> None:
        while not self._stopping:
            if await self.drain_once() == 0:
                await self._rest()

    async def drain_once(self) -> int:
        """Lease one batch, send it, record it; return how many there were."""
        batch = await self._lease()
        if not batch:
            return 0
        by_chat = groupby(sorted(batch, key=lambda d: d.chat_id), key=lambda d: d.chat_id)
        outcomes = await asyncio.gather(*[self._send_in_order(list(own)) for _, own in by_chat])
        async with self._database.write() as connection:
            for delivery, outcome in (pair for chat in outcomes for pair in chat):
                await self._record(connection, delivery, outcome)
                self._metrics.deliveries.labels(type(outcome).__name__.lower()).inc()
        return len(batch)

    async def _lease(self) -> list[Delivery]:
        now = self._clock()
        async with self._database.write() as connection:
            await outbox.release_expired_leases(connection, now)
            return await outbox.lease(connection, now=now, until=now + LEASE, limit=CONCURRENCY)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                await self._something.wait()
        except TimeoutError:
            pass  # nothing new, but something may have become due
        self._something.clear()

    async def _send_in_order(
        self, deliveries: Sequence[Delivery]
    ) -> list[tuple[Delivery, Outcome]]:
        return [(delivery, await self._send(delivery)) for delivery in deliveries]

    async def _send(self, delivery: Delivery) -> Outcome:
        try:
            with urgency(delivery.priority):
                return Sent(await self._do(delivery))
        except (TelegramAPIError, ClientDecodeError) as error:
            if delivery.message_id is not None and is_unchanged(error):
                return Sent(delivery.message_id)
            return outcome_of(error, delivery.attempts)

    async def _do(self, delivery: Delivery) -> int:
        """Send, edit or delete; return the id of the message."""
        message = Message.from_json(delivery.message)
        if delivery.message_id is None:
            return (await self._bot(message.send(delivery.chat_id))).message_id
        if delivery.action == "delete":
            try:
                await self._bot.delete_message(delivery.chat_id, delivery.message_id)
                return delivery.message_id
            except TelegramBadRequest as error:
                if not is_undeletable(error):
                    raise
        await self._bot(message.edit(delivery.chat_id, delivery.message_id))
        return delivery.message_id

    async def _record(
        self, connection: AsyncConnection, delivery: Delivery, outcome: Outcome
    ) -> None:
        now = self._clock()
        match outcome:
            case Sent(message_id):
                await outbox.sent(connection, delivery.id, message_id, now)
                await catch_up(connection, delivery, now)
            case Later(wait, reason):
                log.info("delivery %d waits: %s", delivery.id, reason)
                await outbox.retry(connection, delivery.id, reason, now + wait)
            case Gone(reason):
                log.info("chat %d is gone: %s", delivery.chat_id, reason)
                await outbox.failed(connection, delivery.id, reason, now)
                await subscribers.change(
                    connection, delivery.chat_id, state="gone", next_digest_at=None
                )
            case Moved(chat_id):
                log.info("chat %d is now %d", delivery.chat_id, chat_id)
                await subscribers.move(connection, delivery.chat_id, chat_id)
                await outbox.retry(connection, delivery.id, "the chat moved", now)
            case Refused(reason):
                log.error("payload %d was refused: %s", delivery.payload_id, reason)
                await outbox.failed(connection, delivery.id, reason, now)
