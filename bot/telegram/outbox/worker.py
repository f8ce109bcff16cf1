"""The outbox worker: leases deliveries, sends them, and has what became of each recorded."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest

from bot.telegram.client.api_errors import (
    DeliveryOutcome,
    MessageRejected,
    NotAttempted,
    RetryAfter,
    Sent,
    classify_error,
    is_unchanged,
    is_undeletable,
)
from bot.telegram.client.error_text import is_outage, reason_of
from bot.telegram.client.rate_limiter import SendCancelled, SendTicket, send_priority
from bot.telegram.outbox.outage import STEP_ASIDE, Outage
from bot.telegram.outbox.problems import BroadcastPaused, DeliveryProblem
from bot.telegram.outbox.recorder import ResultRecorder
from bot.telegram.outbox.results import DeliveryResult
from bot.ui.message import Message
from bot.ui.methods import EncodedMessage, SendEncodedMessage
from service.ops.clock import Clock
from service.ops.metrics import Metrics
from storage.database.engine import Database
from storage.messaging import leases
from storage.messaging.outbox import REPLACED_BY_NOTICE, Delivery, Priority

log = logging.getLogger(__name__)

CONCURRENCY = 64
"""Deliveries that the worker holds at once, waiting for their turn or in flight; more where more
than half as many go out in a second."""

LEASE_BATCH_SIZE = 200
"""Deliveries leased in one transaction at the most: five milliseconds of the event loop's."""

MAX_CACHED_PAYLOADS = 100
"""Payloads that are kept ready for the next chat."""

LEASE_DURATION = timedelta(seconds=30)
"""How long what a killed worker held is out of reach. It is renewed while its holder lives."""

POLL_INTERVAL_SECONDS = 1.0
STOP_TIMEOUT_SECONDS, RECORD_TIMEOUT_SECONDS = 6.0, 2.0
"""How long a stop waits for what is in flight, and then for the disk; what is not done by then is
leased anew later."""


async def _log_problem(problem: DeliveryProblem) -> None:
    log.error("%s", problem)


class OutboxWorker:
    """Runs until `stop`; `wake` tells it that there is something new.

    ``rate`` and ``paid_rate`` are messages a second, ``tell`` hears what editors should know,
    ``delivered`` is called for each message that went out, ``unreachable`` with why nothing can go
    out at all, and with "" when it can again.
    """

    def __init__(
        self,
        bot: Bot,
        database: Database,
        clock: Clock,
        metrics: Metrics,
        *,
        rate: float = 30,
        paid_rate: float = 0,
        lease: timedelta = LEASE_DURATION,
        notify: Callable[[DeliveryProblem], Awaitable[None]] = _log_problem,
        on_delivered: Callable[[], None] = lambda: None,
        unreachable: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._notify = notify
        self._on_delivered = on_delivered
        self._lease = lease
        self._outage = Outage(clock, self.cancel_waiting, unreachable)
        self._recorder = ResultRecorder(database, clock, self._handle_problem, self.cancel_waiting)
        self._capacity = dict.fromkeys(Priority, max(CONCURRENCY, round(2 * rate)))
        self._capacity[Priority.BREAKING] = max(CONCURRENCY, round(2 * max(rate, paid_rate)))
        self._wakeup = asyncio.Event()
        self._stopping = False
        self._renewed_at = clock()
        self._queues: dict[int, list[Delivery]] = {}
        self._held: Counter[Priority] = Counter()
        self._more: set[Priority] = set()
        self._tickets: dict[int, tuple[SendTicket, Delivery]] = {}
        self._send_tasks: set[asyncio.Task[None]] = set()
        self._forgotten: set[int] = set()
        self._explained: int | None = None
        self._encoded: OrderedDict[tuple[int, bool], EncodedMessage] = OrderedDict()

    @property
    def is_stuck(self) -> bool:
        """Whether outcomes can not be written, so that nothing is sent."""
        return self._recorder.is_stuck

    def wake(self) -> None:
        self._wakeup.set()

    def cancel_waiting(self, broadcast_id: int | None = None) -> None:
        """What has not got its turn yet goes back to the outbox: all of it, or a broadcast's."""
        for ticket, delivery in list(self._tickets.values()):
            if broadcast_id is None or delivery.broadcast_id == broadcast_id:
                ticket.cancel()

    def forget_chat(self, chat_id: int) -> None:
        """A chat was erased: of what is held for it, only what is with Telegram already arrives."""
        if chat_id in self._queues:
            self._forgotten.add(chat_id)
            for ticket, delivery in list(self._tickets.values()):
                if delivery.chat_id == chat_id:
                    ticket.cancel()

    def stop(self) -> None:
        """Lease nothing more; what is in flight is finished, what waits for its turn goes back."""
        self._stopping = True
        self.cancel_waiting()
        self._wakeup.set()

    async def run(self) -> None:
        while not self._stopping:
            try:
                leased = await self._lease_and_start()
            except Exception:
                log.exception("the outbox could not be read; again in a moment")
                self._outage.passed_over()
                leased = 0
            if not leased or not self._has_room():
                await self._wait_for_work()
        await self._finish()

    async def drain_once(self) -> int:
        """Lease one batch, send it, record it; return how many there were."""
        leased = await self._lease_and_start()
        while self._send_tasks:
            await asyncio.wait(self._send_tasks)
        return leased

    async def _lease_and_start(self) -> int:
        """Take on what there is room for. A chat that is being sent to goes on in its order."""
        if self._recorder.is_stuck or not self._outage.lets():
            return 0
        now = self._clock()
        most = 1 if self._outage.is_on else LEASE_BATCH_SIZE
        room = get_free_capacity(self._held, self._capacity)
        async with self._database.write() as connection:
            if now - self._renewed_at >= self._lease / 3 and self._queues:
                held = [delivery.id for queue in self._queues.values() for delivery in queue]
                await leases.renew(connection, held, now + self._lease)
                self._renewed_at = now
            await leases.release_expired_leases(connection, now)
            leased = await leases.lease(
                connection,
                now=now,
                until=now + self._lease,
                capacity={priority: min(count, most) for priority, count in room.items()},
            )
        if not leased:
            self._outage.passed_over()
        self._more = {delivery.priority for delivery in leased}
        for delivery in leased:
            self._accept(delivery)
        return len(leased)

    def _accept(self, delivery: Delivery) -> None:
        self._held[delivery.priority] += 1
        queue = self._queues.get(delivery.chat_id)
        if queue is not None:
            queue.append(delivery)
            return
        self._queues[delivery.chat_id] = [delivery]
        task = asyncio.create_task(self._send_queue(delivery.chat_id), name="outbox")
        self._send_tasks.add(task)
        task.add_done_callback(self._send_tasks.discard)

    def _has_room(self) -> bool:
        """Whether half the room is free for something of which there was more."""
        room = get_free_capacity(self._held, self._capacity)
        return any(2 * room[priority] >= self._capacity[priority] for priority in self._more)

    async def _wait_for_work(self) -> None:
        """Until there is something new, or room, or something may have become due."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wakeup.wait(), POLL_INTERVAL_SECONDS)
        self._wakeup.clear()

    async def _finish(self) -> None:
        if self._send_tasks:
            _, left = await asyncio.wait(self._send_tasks, timeout=STOP_TIMEOUT_SECONDS)
            for task in left:
                task.cancel()
        await self._recorder.finish(RECORD_TIMEOUT_SECONDS)

    async def _send_queue(self, chat_id: int) -> None:
        """Send a chat what is queued for it, in order; after a failure the rest waits too."""
        queue = self._queues[chat_id]
        try:
            while queue:
                records = await self._send_next(queue)
                await self._recorder.add(records)
                self._release(records)
                del queue[: len(records)]
        finally:
            # Cancelled or broken: the leases expire, and then it is tried again. Nothing is lost.
            self._held.subtract(delivery.priority for delivery in queue)
            del self._queues[chat_id]
            self._forgotten.discard(chat_id)

    async def _send_next(self, queue: list[Delivery]) -> list[DeliveryResult]:
        """Send the first of a queue; what became of it, and of the rest if that was a failure."""
        holds_back = (
            self._stopping
            or self._recorder.is_stuck
            or self._outage.holds_back
            or queue[0].chat_id in self._forgotten
        )
        outcome = NotAttempted() if holds_back else await self._send(queue[0])
        now = self._clock()
        records = [DeliveryResult(queue[0], outcome, now)]
        if not isinstance(outcome, Sent):
            waits = outcome.wait if isinstance(outcome, RetryAfter | NotAttempted) else timedelta(0)
            rest = NotAttempted(waits)
            records += [DeliveryResult(delivery, rest, now) for delivery in queue[1:]]
        return records

    def _release(self, results: Sequence[DeliveryResult]) -> None:
        for record in results:
            self._held[record.delivery.priority] -= 1
            if isinstance(record.outcome, Sent):
                self._on_delivered()
            if not isinstance(record.outcome, NotAttempted):
                self._metrics.deliveries.labels(record.outcome.label).inc()
        if self._more and not self._wakeup.is_set() and self._has_room():
            self._wakeup.set()

    async def _send(self, delivery: Delivery) -> DeliveryOutcome:
        try:
            with send_priority(delivery.priority) as ticket:
                self._tickets[delivery.id] = ticket, delivery
                sent = await self._execute(delivery)
                self._outage.answered()
                return sent
        except SendCancelled:
            self._outage.passed_over()
            return NotAttempted()
        except (TelegramAPIError, ClientDecodeError) as error:
            if is_outage(error):
                if self._outage.failed(error):
                    return NotAttempted(STEP_ASIDE)
                return classify_error(error, delivery.attempts, delivery.thread_id)
            self._outage.answered()
            if delivery.message_id is not None and is_unchanged(error):
                return Sent(delivery.message_id)
            return classify_error(error, delivery.attempts, delivery.thread_id)
        except Exception as error:
            self._outage.passed_over()
            if delivery.payload_id != self._explained:  # for each chat it is the same mistake
                log.exception("payload %d can not be sent", delivery.payload_id)
            self._explained = delivery.payload_id
            return MessageRejected(reason_of(error))
        finally:
            self._tickets.pop(delivery.id, None)

    async def _execute(self, delivery: Delivery) -> Sent:
        """Send, edit or delete."""
        note = ""
        if delivery.message_id is None:
            prepared = self._encode(delivery)
            send = SendEncodedMessage(
                chat_id=delivery.chat_id, message=prepared, message_thread_id=delivery.thread_id
            )
            return Sent((await self._bot(send)).message_id)
        if delivery.action == "delete":
            try:
                await self._bot.delete_message(delivery.chat_id, delivery.message_id)
                return Sent(delivery.message_id)
            except TelegramBadRequest as error:
                if not is_undeletable(error):
                    raise
                note = REPLACED_BY_NOTICE
        message = Message.from_json(delivery.message)
        await self._bot(message.edit(delivery.chat_id, delivery.message_id))
        return Sent(delivery.message_id, note)

    def _encode(self, delivery: Delivery) -> EncodedMessage:
        """A payload never changes, so that what was made of it can be kept."""
        key = delivery.payload_id, delivery.silent
        prepared = self._encoded.pop(key, None)
        if prepared is None:
            message = Message.from_json(delivery.message)
            prepared = message.encode(silent=delivery.silent)
            if len(self._encoded) >= MAX_CACHED_PAYLOADS:
                self._encoded.popitem(last=False)
        self._encoded[key] = prepared
        return prepared

    async def _handle_problem(self, problem: DeliveryProblem) -> None:
        if isinstance(problem, BroadcastPaused):  # whoever tends broadcasts tells its editor
            self.cancel_waiting(problem.broadcast_id)
        await self._notify(problem)


def get_free_capacity(
    held: Mapping[Priority, int], capacity: Mapping[Priority, int]
) -> dict[Priority, int]:
    """How many more of each priority may be taken on. The less urgent take no room from the more
    urgent, so what is breaking never waits until digests are done."""
    return {
        priority: capacity[priority] - sum(held.get(p, 0) for p in Priority if p <= priority)
        for priority in Priority
    }
