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

from bot.calls import Prepared, SendPrepared
from bot.clock import Clock
from bot.delivery.outage import STEP_ASIDE, Outage
from bot.delivery.outcomes import (
    Later,
    Outcome,
    Refused,
    Sent,
    Untried,
    is_unchanged,
    is_undeletable,
    outcome_of,
)
from bot.delivery.pace import Ticket, Withdrawn, urgency
from bot.delivery.reasons import is_outage, reason_of
from bot.delivery.recorder import Recorder
from bot.delivery.records import Record
from bot.delivery.troubles import Paused, Trouble
from bot.metrics import Metrics
from bot.views.message import Message
from storage import leases
from storage.engine import Database
from storage.outbox import NOTICED, Delivery, Priority

log = logging.getLogger(__name__)

CONCURRENCY = 64
"""Deliveries that the worker holds at once, waiting for their turn or in flight; more where more
than half as many go out in a second."""

AT_ONCE = 200
"""Deliveries leased in one transaction at the most: five milliseconds of the event loop's."""

PREPARED = 100
"""Payloads that are kept ready for the next chat."""

LEASE = timedelta(seconds=30)
"""How long what a killed worker held is out of reach. It is renewed while its holder lives."""

LOOK_AGAIN_SECONDS = 1.0
STOP_SECONDS, RECORD_SECONDS = 6.0, 2.0
"""How long a stop waits for what is in flight, and then for the disk; what is not done by then is
leased anew later."""


async def _log_only(trouble: Trouble) -> None:
    log.error("%s", trouble)


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
        lease: timedelta = LEASE,
        tell: Callable[[Trouble], Awaitable[None]] = _log_only,
        delivered: Callable[[], None] = lambda: None,
        unreachable: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._tell = tell
        self._delivered = delivered
        self._lease = lease
        self._outage = Outage(clock, self.withdraw, unreachable)
        self._recorder = Recorder(database, clock, self._heed, self.withdraw)
        self._capacity = dict.fromkeys(Priority, max(CONCURRENCY, round(2 * rate)))
        self._capacity[Priority.BREAKING] = max(CONCURRENCY, round(2 * max(rate, paid_rate)))
        self._something = asyncio.Event()
        self._stopping = False
        self._renewed_at = clock()
        self._queues: dict[int, list[Delivery]] = {}
        self._held: Counter[Priority] = Counter()
        self._more: set[Priority] = set()
        self._tickets: dict[int, tuple[Ticket, Delivery]] = {}
        self._serving: set[asyncio.Task[None]] = set()
        self._forgotten: set[int] = set()
        self._explained: int | None = None
        self._prepared: OrderedDict[tuple[int, bool], Prepared] = OrderedDict()

    @property
    def is_stuck(self) -> bool:
        """Whether outcomes can not be written, so that nothing is sent."""
        return self._recorder.is_stuck

    def wake(self) -> None:
        self._something.set()

    def withdraw(self, broadcast_id: int | None = None) -> None:
        """What has not got its turn yet goes back to the outbox: all of it, or a broadcast's."""
        for ticket, delivery in list(self._tickets.values()):
            if broadcast_id is None or delivery.broadcast_id == broadcast_id:
                ticket.withdraw()

    def forget(self, chat_id: int) -> None:
        """A chat was erased: of what is held for it, only what is with Telegram already arrives."""
        if chat_id in self._queues:
            self._forgotten.add(chat_id)
            for ticket, delivery in list(self._tickets.values()):
                if delivery.chat_id == chat_id:
                    ticket.withdraw()

    def stop(self) -> None:
        """Lease nothing more; what is in flight is finished, what waits for its turn goes back."""
        self._stopping = True
        self.withdraw()
        self._something.set()

    async def run(self) -> None:
        while not self._stopping:
            try:
                leased = await self._lease_and_start()
            except Exception:
                log.exception("the outbox could not be read; again in a moment")
                self._outage.passed_over()
                leased = 0
            if not leased or not self._is_hungry():
                await self._rest()
        await self._finish()

    async def drain_once(self) -> int:
        """Lease one batch, send it, record it; return how many there were."""
        leased = await self._lease_and_start()
        while self._serving:
            await asyncio.wait(self._serving)
        return leased

    async def _lease_and_start(self) -> int:
        """Take on what there is room for. A chat that is being sent to goes on in its order."""
        if self._recorder.is_stuck or not self._outage.lets():
            return 0
        now = self._clock()
        most = 1 if self._outage.is_on else AT_ONCE
        room = room_for(self._held, self._capacity)
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
                room={priority: min(count, most) for priority, count in room.items()},
            )
        if not leased:
            self._outage.passed_over()
        self._more = {delivery.priority for delivery in leased}
        for delivery in leased:
            self._take_on(delivery)
        return len(leased)

    def _take_on(self, delivery: Delivery) -> None:
        self._held[delivery.priority] += 1
        queue = self._queues.get(delivery.chat_id)
        if queue is not None:
            queue.append(delivery)
            return
        self._queues[delivery.chat_id] = [delivery]
        task = asyncio.create_task(self._serve(delivery.chat_id), name="outbox")
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    def _is_hungry(self) -> bool:
        """Whether half the room is free for something of which there was more."""
        room = room_for(self._held, self._capacity)
        return any(2 * room[priority] >= self._capacity[priority] for priority in self._more)

    async def _rest(self) -> None:
        """Until there is something new, or room, or something may have become due."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._something.wait(), LOOK_AGAIN_SECONDS)
        self._something.clear()

    async def _finish(self) -> None:
        if self._serving:
            _, left = await asyncio.wait(self._serving, timeout=STOP_SECONDS)
            for task in left:
                task.cancel()
        await self._recorder.finish(RECORD_SECONDS)

    async def _serve(self, chat_id: int) -> None:
        """Send a chat what is queued for it, in order; after a failure the rest waits too."""
        queue = self._queues[chat_id]
        try:
            while queue:
                records = await self._next(queue)
                await self._recorder.add(records)
                self._let_go(records)
                del queue[: len(records)]
        finally:
            # Cancelled or broken: the leases expire, and then it is tried again. Nothing is lost.
            self._held.subtract(delivery.priority for delivery in queue)
            del self._queues[chat_id]
            self._forgotten.discard(chat_id)

    async def _next(self, queue: list[Delivery]) -> list[Record]:
        """Send the first of a queue; what became of it, and of the rest if that was a failure."""
        holds_back = (
            self._stopping
            or self._recorder.is_stuck
            or self._outage.holds_back
            or queue[0].chat_id in self._forgotten
        )
        outcome = Untried() if holds_back else await self._send(queue[0])
        now = self._clock()
        records = [Record(queue[0], outcome, now)]
        if not isinstance(outcome, Sent):
            waits = outcome.wait if isinstance(outcome, Later | Untried) else timedelta(0)
            rest = Untried(waits)
            records += [Record(delivery, rest, now) for delivery in queue[1:]]
        return records

    def _let_go(self, records: Sequence[Record]) -> None:
        for record in records:
            self._held[record.delivery.priority] -= 1
            if isinstance(record.outcome, Sent):
                self._delivered()
            if not isinstance(record.outcome, Untried):
                self._metrics.deliveries.labels(type(record.outcome).__name__.lower()).inc()
        if self._more and not self._something.is_set() and self._is_hungry():
            self._something.set()

    async def _send(self, delivery: Delivery) -> Outcome:
        try:
            with urgency(delivery.priority) as ticket:
                self._tickets[delivery.id] = ticket, delivery
                sent = await self._do(delivery)
                self._outage.answered()
                return sent
        except Withdrawn:
            self._outage.passed_over()
            return Untried()
        except (TelegramAPIError, ClientDecodeError) as error:
            if is_outage(error):
                if self._outage.failed(error):
                    return Untried(STEP_ASIDE)
                return outcome_of(error, delivery.attempts, delivery.thread_id)
            self._outage.answered()
            if delivery.message_id is not None and is_unchanged(error):
                return Sent(delivery.message_id)
            return outcome_of(error, delivery.attempts, delivery.thread_id)
        except Exception as error:
            self._outage.passed_over()
            if delivery.payload_id != self._explained:  # for each chat it is the same mistake
                log.exception("payload %d can not be sent", delivery.payload_id)
            self._explained = delivery.payload_id
            return Refused(reason_of(error))
        finally:
            self._tickets.pop(delivery.id, None)

    async def _do(self, delivery: Delivery) -> Sent:
        """Send, edit or delete."""
        note = ""
        if delivery.message_id is None:
            prepared = self._prepare(delivery)
            send = SendPrepared(
                chat_id=delivery.chat_id, prepared=prepared, message_thread_id=delivery.thread_id
            )
            return Sent((await self._bot(send)).message_id)
        if delivery.action == "delete":
            try:
                await self._bot.delete_message(delivery.chat_id, delivery.message_id)
                return Sent(delivery.message_id)
            except TelegramBadRequest as error:
                if not is_undeletable(error):
                    raise
                note = NOTICED
        message = Message.from_json(delivery.message)
        await self._bot(message.edit(delivery.chat_id, delivery.message_id))
        return Sent(delivery.message_id, note)

    def _prepare(self, delivery: Delivery) -> Prepared:
        """A payload never changes, so that what was made of it can be kept."""
        key = delivery.payload_id, delivery.silent
        prepared = self._prepared.pop(key, None)
        if prepared is None:
            message = Message.from_json(delivery.message)
            prepared = message.prepared(silent=delivery.silent)
            if len(self._prepared) >= PREPARED:
                self._prepared.popitem(last=False)
        self._prepared[key] = prepared
        return prepared

    async def _heed(self, trouble: Trouble) -> None:
        if isinstance(trouble, Paused):  # whoever tends broadcasts tells its editor
            self.withdraw(trouble.broadcast_id)
        await self._tell(trouble)


def room_for(held: Mapping[Priority, int], capacity: Mapping[Priority, int]) -> dict[Priority, int]:
    """How many more of each priority may be taken on. The less urgent take no room from the more
    urgent, so what is breaking never waits until digests are done."""
    return {
        priority: capacity[priority] - sum(held.get(p, 0) for p in Priority if p <= priority)
        for priority in Priority
    }
