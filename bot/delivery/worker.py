"""The outbox worker: leases deliveries, sends them, and records what became of each."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasting.mending import catch_up
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
from storage import leases, outbox, subscribers
from storage.engine import Database
from storage.outbox import NOTICED, Delivery

log = logging.getLogger(__name__)

CONCURRENCY = 16
"""Deliveries in flight at once: the most that can come twice after a kill."""

LEASE = timedelta(minutes=2)
LOOK_AGAIN_SECONDS = 1.0
STOP_SECONDS = 8.0
"""How long a stop waits for what is in flight; what then is still not done is leased anew later."""


class OutboxWorker:
    """Runs until `stop`; `wake` tells it that there is something new."""

    def __init__(self, bot: Bot, database: Database, clock: Clock, metrics: Metrics) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._something = asyncio.Event()
        self._stopping = False
        self._queues: dict[int, list[Delivery]] = {}
        self._sending: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        self._something.set()

    def stop(self) -> None:
        """Lease nothing more; what is in flight is finished."""
        self._stopping = True
        self._something.set()

    async def run(self) -> None:
        while not self._stopping:
            try:
                leased = await self._lease_and_start()
            except Exception:
                log.exception("the outbox could not be read; again in a moment")
                leased = 0
            if not leased or self._free_slots() == 0:
                await self._rest()
        await self._finish()

    async def drain_once(self) -> int:
        """Lease one batch, send it, record it; return how many there were."""
        leased = await self._lease_and_start()
        if self._sending:
            await asyncio.wait(self._sending)
        return leased

    def _free_slots(self) -> int:
        return CONCURRENCY - sum(map(len, self._queues.values()))

    async def _lease_and_start(self) -> int:
        """Fill the free slots. A chat that is being sent to already goes on in its order."""
        now = self._clock()
        async with self._database.write() as connection:
            await leases.release_expired_leases(connection, now)
            leased = await leases.lease(
                connection, now=now, until=now + LEASE, limit=self._free_slots()
            )
        for chat_id, deliveries in _by_chat(leased).items():
            if chat_id in self._queues:
                self._queues[chat_id] += deliveries
                continue
            self._queues[chat_id] = deliveries
            task = asyncio.create_task(self._serve(chat_id), name=f"outbox {chat_id}")
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return len(leased)

    async def _rest(self) -> None:
        """Until there is something new, a slot is free, or something may have become due."""
        waiting = asyncio.create_task(self._something.wait())
        await asyncio.wait(
            {waiting, *self._sending},
            timeout=LOOK_AGAIN_SECONDS,
            return_when=asyncio.FIRST_COMPLETED,
        )
        waiting.cancel()
        self._something.clear()

    async def _finish(self) -> None:
        if self._sending:
            _, left = await asyncio.wait(self._sending, timeout=STOP_SECONDS)
            for task in left:
                task.cancel()

    async def _serve(self, chat_id: int) -> None:
        """Send a chat what is queued for it, in order; after a failure the rest waits too."""
        queue = self._queues[chat_id]
        try:
            while queue and not self._stopping:
                outcome = await self._send(queue[0])
                async with self._database.write() as connection:
                    await self._record(connection, queue[0], outcome)
                queue.pop(0)
                self._metrics.deliveries.labels(type(outcome).__name__.lower()).inc()
                if not isinstance(outcome, Sent):
                    await self._give_back(queue, outcome)
                    return
            await self._give_back(queue, None)
        except Exception:
            # The lease expires, and then it is tried again: nothing is lost.
            log.exception("an outcome for chat %d could not be recorded", chat_id)
        finally:
            del self._queues[chat_id]

    async def _give_back(self, queue: list[Delivery], after: Outcome | None) -> None:
        if not queue:
            return
        due_at = self._clock() + (after.wait if isinstance(after, Later) else timedelta(0))
        async with self._database.write() as connection:
            await leases.release(connection, [delivery.id for delivery in queue], due_at)

    async def _send(self, delivery: Delivery) -> Outcome:
        try:
            with urgency(delivery.priority):
                return await self._do(delivery)
        except (TelegramAPIError, ClientDecodeError) as error:
            if delivery.message_id is not None and is_unchanged(error):
                return Sent(delivery.message_id)
            return outcome_of(error, delivery.attempts)
        except Exception as error:
            log.exception("payload %d can not be sent", delivery.payload_id)
            return Refused(f"{type(error).__name__}: {error}")

    async def _do(self, delivery: Delivery) -> Sent:
        """Send, edit or delete."""
        message, note = Message.from_json(delivery.message), ""
        if delivery.message_id is None:
            method = message.send(delivery.chat_id, silent=delivery.silent)
            return Sent((await self._bot(method)).message_id)
        if delivery.action == "delete":
            try:
                await self._bot.delete_message(delivery.chat_id, delivery.message_id)
                return Sent(delivery.message_id)
            except TelegramBadRequest as error:
                if not is_undeletable(error):
                    raise
                note = NOTICED
        await self._bot(message.edit(delivery.chat_id, delivery.message_id))
        return Sent(delivery.message_id, note)

    async def _record(
        self, connection: AsyncConnection, delivery: Delivery, outcome: Outcome
    ) -> None:
        now = self._clock()
        match outcome:
            case Sent(message_id, note):
                await outbox.sent(connection, delivery.id, message_id, now, note)
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
                await outbox.retry(connection, delivery.id, "the chat moved", now)
                await subscribers.move(connection, delivery.chat_id, chat_id)
            case Refused(reason):
                log.error("payload %d was refused: %s", delivery.payload_id, reason)
                await outbox.failed(connection, delivery.id, reason, now)


def _by_chat(deliveries: Iterable[Delivery]) -> dict[int, list[Delivery]]:
    chats: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        chats[delivery.chat_id].append(delivery)
    return dict(chats)
