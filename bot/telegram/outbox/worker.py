"""The outbox worker: leases deliveries, sends them, and has their outcomes recorded."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

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
from bot.telegram.client.error_text import format_reason, is_outage
from bot.telegram.client.middlewares import note_rich_messages
from bot.telegram.client.rate_limiter import SendCancelled, SendTicket, send_priority
from bot.telegram.outbox.outage import RETRY_DELAY, OutageDetector
from bot.telegram.outbox.problems import BroadcastPaused, DeliveryProblem
from bot.telegram.outbox.recorder import ResultRecorder
from bot.telegram.outbox.results import DeliveryResult, RenderStyleOffer
from bot.ui.message import Message
from bot.ui.methods import EncodedMessage, SendEncodedMessage
from news.model import InterfaceLanguage
from service.ops.clock import Clock
from service.ops.duties import DutyLost
from service.ops.metrics import Metrics
from storage.database.engine import Database
from storage.messaging import leases
from storage.messaging.outbox import REPLACED_BY_NOTICE, Delivery, Priority

log = logging.getLogger(__name__)

CONCURRENCY = 64
"""Deliveries held at the same time, waiting for their turn or in flight; at a high rate, twice the
number of messages a second."""

LEASE_BATCH_SIZE = 200
"""Deliveries leased in one transaction: five milliseconds of the event loop."""

MAX_CACHED_PAYLOADS = 100
"""Payloads kept encoded for the next chat."""

LEASE_DURATION = timedelta(seconds=30)
"""How long the deliveries of a killed worker stay leased; a running worker renews its leases."""

POLL_INTERVAL_SECONDS = 1.0
STOP_TIMEOUT_SECONDS, RECORD_TIMEOUT_SECONDS = 6.0, 2.0
"""How long a stop waits for deliveries in flight, and then for the disk; the rest is leased again
later."""


async def _log_problem(problem: DeliveryProblem) -> None:
    log.error("%s", problem)


@dataclass(frozen=True, slots=True)
class OutboxDuty:
    """Whether this process is the one that sends. ``get_epoch`` returns the number of the takeover
    by which it became that, None if it is not; ``has_others``: whether there are other processes,
    which may change what is leased here."""

    get_epoch: Callable[[], int | None] = lambda: 0
    has_others: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """``rate`` and ``paid_rate`` are in messages a second; ``lease``: see `LEASE_DURATION`."""

    rate: float = 30
    paid_rate: float = 0
    paid_priorities: frozenset[Priority] = frozenset({Priority.BREAKING})
    lease: timedelta = LEASE_DURATION
    duty: OutboxDuty = OutboxDuty()


@dataclass(frozen=True, slots=True)
class OutboxListeners:
    """Functions that the worker calls when something happens.

    ``notify`` receives the problems that editors should know, ``on_delivered`` is called for each
    message sent, ``on_unreachable`` with the reason when Telegram cannot be reached, and with ""
    when it can again.
    """

    notify: Callable[[DeliveryProblem], Awaitable[None]] = _log_problem
    on_delivered: Callable[[], None] = lambda: None
    on_unreachable: Callable[[str], None] = lambda reason: None


@dataclass(frozen=True, slots=True)
class OutboxRendering:
    """``to_public_post`` returns the form of a message for a group or channel;
    ``render_style_offer`` the message that follows the first rich one of a chat; ``label_own`` the
    form of a broadcast for the editor who sent it, in the editor's language."""

    to_public_post: Callable[[Message], Message] = lambda message: message
    render_style_offer: RenderStyleOffer | None = None
    label_own: Callable[[Message, InterfaceLanguage], Message] = lambda message, language: message


class OutboxWorker:
    """Runs until `stop`; `wake` makes it look for new deliveries."""

    def __init__(
        self,
        bot: Bot,
        database: Database,
        clock: Clock,
        metrics: Metrics,
        limits: OutboxLimits = OutboxLimits(),
        listeners: OutboxListeners = OutboxListeners(),
        rendering: OutboxRendering = OutboxRendering(),
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._listeners = listeners
        self._to_public_post = rendering.to_public_post
        self._label_own = rendering.label_own
        self._lease = limits.lease
        self._duty = limits.duty
        self._epoch: int | None = 0
        self._outage = OutageDetector(clock, self.cancel_waiting, listeners.on_unreachable)
        self._recorder = ResultRecorder(
            database, clock, self._handle_problem, self.cancel_waiting, rendering.render_style_offer
        )
        self._capacity = dict.fromkeys(Priority, max(CONCURRENCY, round(2 * limits.rate)))
        fastest = max(limits.rate, limits.paid_rate)
        for priority in limits.paid_priorities:
            self._capacity[priority] = max(CONCURRENCY, round(2 * fastest))
        self._wakeup = asyncio.Event()
        self._stopping = False
        self._renewed_at = self._checked_at = clock()
        self._must_check = False
        self._queues: dict[int, list[Delivery]] = {}
        self._held: Counter[Priority] = Counter()
        self._leased_priorities: set[Priority] = set()
        self._tickets: dict[int, tuple[SendTicket, Delivery]] = {}
        self._send_tasks: set[asyncio.Task[None]] = set()
        self._forgotten: set[int] = set()
        self._outdated: set[int] = set()
        self._logged_payload_id: int | None = None
        self._encoded: OrderedDict[tuple[object, ...], EncodedMessage] = OrderedDict()

    @property
    def is_stuck(self) -> bool:
        """Whether outcomes cannot be stored, so that nothing is sent."""
        return self._recorder.is_stuck

    def wake(self) -> None:
        """Look for work now instead of at the next poll."""
        self._wakeup.set()

    def check_leased(self) -> None:
        """Look now whether what is leased may still be sent as it is."""
        self._must_check = True
        self._wakeup.set()

    def cancel_waiting(self, broadcast_id: int | None = None) -> None:
        """Return deliveries that wait for their turn to the outbox: those of one broadcast, or
        all."""
        self._cancel(lambda one: broadcast_id is None or one.broadcast_id == broadcast_id)

    def forget_chat(self, chat_id: int) -> None:
        """Send nothing more to a chat that was erased; deliveries in flight still arrive."""
        if chat_id in self._queues:
            self._forgotten.add(chat_id)
            self._cancel(lambda one: one.chat_id == chat_id)

    def stop(self) -> None:
        """Lease nothing more, return what waits to the outbox, and finish what is in flight."""
        self._stopping = True
        self.cancel_waiting()
        self._wakeup.set()

    async def run(self) -> None:
        """Lease and send deliveries until `stop` is called; then finish what is in flight."""
        while not self._stopping:
            try:
                leased = await self._lease_and_start()
            except DutyLost:
                leased = 0
            except SQLAlchemyError as error:
                self._database.availability.log(
                    log, "the outbox could not be read, next attempt in a second: %s", error
                )
                self._outage.record_skipped()
                leased = 0
            except Exception:
                log.exception("the outbox could not be read, next attempt in a second")
                self._outage.record_skipped()
                leased = 0
            if not leased or not self._has_capacity():
                await self._wait_for_work()
        await self._finish()

    async def drain_once(self) -> int:
        """Lease, send and record one batch; return the number of its deliveries."""
        leased = await self._lease_and_start()
        while self._send_tasks:
            await asyncio.wait(self._send_tasks)
        return leased

    async def _lease_and_start(self) -> int:
        """Lease deliveries up to the free capacity, and start the queues of their chats."""
        epoch = self._duty.get_epoch()
        if epoch is None:
            self.cancel_waiting()
            return 0
        if self._recorder.is_stuck or not self._outage.allow_request():
            return 0
        now = self._clock()
        max_count = 1 if self._outage.is_active else LEASE_BATCH_SIZE
        free = get_free_capacity(self._held, self._capacity)
        held = [delivery.id for queue in self._queues.values() for delivery in queue]
        # What others have leased nobody sends any more: those before the takeover, and also this
        # process where it lost the answer to the commit and does not know what it leased.
        known_epoch, self._epoch = self._epoch, None
        async with self._database.write() as connection:
            if now - self._renewed_at >= self._lease / 3 and held:
                await leases.renew(connection, held, now + self._lease)
                self._renewed_at = now
            if epoch != known_epoch:  # the process that leased them sends no more
                await leases.release_all_except(connection, held)
            await leases.release_expired_leases(connection, now)
            outdated = await self._find_outdated(connection, held)
            leased = await leases.lease(
                connection,
                now=now,
                until=now + self._lease,
                capacity={priority: min(count, max_count) for priority, count in free.items()},
            )
        self._epoch = epoch
        if outdated:
            self._outdated |= outdated
            self._cancel(lambda one: one.id in outdated)
        if not leased:
            self._outage.record_skipped()
        self._leased_priorities = {delivery.priority for delivery in leased}
        for delivery in leased:
            self._accept(delivery)
        return len(leased)

    async def _find_outdated(self, connection: AsyncConnection, held: list[int]) -> set[int]:
        """Return the deliveries that must not be sent as they were leased: other processes erase
        chats, and correct and pause broadcasts."""
        now = self._clock()
        is_poll = now - self._checked_at >= timedelta(seconds=POLL_INTERVAL_SECONDS)
        is_due = self._must_check or (is_poll and self._duty.has_others())
        if not held or not is_due:
            return set()
        # A call of `check_leased` during the query is for what comes after it.
        self._must_check, self._checked_at = False, now
        return set(held) - await leases.list_current(connection, held)

    def _cancel(self, is_meant: Callable[[Delivery], bool]) -> None:
        for ticket, delivery in list(self._tickets.values()):
            if is_meant(delivery):
                ticket.cancel()

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

    def _has_capacity(self) -> bool:
        """Return whether half the capacity is free for a priority of the last batch."""
        free = get_free_capacity(self._held, self._capacity)
        return any(
            2 * free[priority] >= self._capacity[priority] for priority in self._leased_priorities
        )

    async def _wait_for_work(self) -> None:
        """Wait for `wake`, for free capacity, or until a delivery may have become due."""
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
        """Send the queue of a chat in order; after a failure the rest waits too."""
        queue = self._queues[chat_id]
        try:
            while queue:
                results = await self._send_next(queue)
                await self._recorder.add(results)
                self._release(results)
                del queue[: len(results)]
        finally:
            # After a cancellation or an error the leases expire, and the rest is leased again.
            self._held.subtract(delivery.priority for delivery in queue)
            self._outdated.difference_update(delivery.id for delivery in queue)
            del self._queues[chat_id]
            self._forgotten.discard(chat_id)

    async def _send_next(self, queue: list[Delivery]) -> list[DeliveryResult]:
        """Send the first of a queue; return its result, and those of the rest if it failed."""
        is_blocked = (
            self._stopping
            or self._recorder.is_stuck
            or not self._may_send()
            or self._outage.blocks_sending
            or queue[0].chat_id in self._forgotten
            or queue[0].id in self._outdated
        )
        outcome = NotAttempted() if is_blocked else await self._send(queue[0])
        now = self._clock()
        results = [DeliveryResult(queue[0], outcome, now)]
        if not isinstance(outcome, Sent):
            waits = outcome.wait if isinstance(outcome, RetryAfter | NotAttempted) else timedelta(0)
            rest = NotAttempted(waits)
            results += [DeliveryResult(delivery, rest, now) for delivery in queue[1:]]
        return results

    def _release(self, results: Sequence[DeliveryResult]) -> None:
        for result in results:
            self._held[result.delivery.priority] -= 1
            self._outdated.discard(result.delivery.id)
            if isinstance(result.outcome, Sent):
                self._listeners.on_delivered()
            if not isinstance(result.outcome, NotAttempted):
                self._metrics.deliveries.labels(result.outcome.label).inc()
        if self._leased_priorities and not self._wakeup.is_set() and self._has_capacity():
            self._wakeup.set()

    async def _send(self, delivery: Delivery) -> DeliveryOutcome:
        try:
            with send_priority(delivery.priority, self._may_send) as ticket:
                self._tickets[delivery.id] = ticket, delivery
                sent = await self._execute(delivery)
                self._outage.record_response()
                return sent
        except SendCancelled:
            self._outage.record_skipped()
            return NotAttempted()
        except (TelegramAPIError, ClientDecodeError) as error:
            if is_outage(error):
                if self._outage.record_failure(error):
                    return NotAttempted(RETRY_DELAY)
                return classify_error(error, delivery.attempts, delivery.thread_id)
            self._outage.record_response()
            if delivery.message_id is not None and is_unchanged(error):
                return Sent(delivery.message_id)
            return classify_error(error, delivery.attempts, delivery.thread_id)
        except Exception as error:
            self._outage.record_skipped()
            if delivery.payload_id != self._logged_payload_id:  # it fails in each chat, log it once
                log.exception("payload %d cannot be sent", delivery.payload_id)
            self._logged_payload_id = delivery.payload_id
            return MessageRejected(format_reason(error))
        finally:
            self._tickets.pop(delivery.id, None)

    def _may_send(self) -> bool:
        return self._duty.get_epoch() is not None

    async def _execute(self, delivery: Delivery) -> Sent:
        """Send, edit or delete, as the delivery says."""
        note = ""
        if delivery.message_id is None:
            encoded = self._encode(delivery)
            send = SendEncodedMessage(
                chat_id=delivery.chat_id, message=encoded, message_thread_id=delivery.thread_id
            )
            with note_rich_messages() as rich:
                message_id = (await self._bot(send)).message_id
            return Sent(message_id, rich_message=rich[0] if rich else None)
        if delivery.action == "delete":
            try:
                await self._bot.delete_message(delivery.chat_id, delivery.message_id)
                return Sent(delivery.message_id)
            except TelegramBadRequest as error:
                if not is_undeletable(error):
                    raise
                note = REPLACED_BY_NOTICE
        message = self._load_message(delivery)
        await self._bot(message.edit(delivery.chat_id, delivery.message_id))
        return Sent(delivery.message_id, note)

    def _encode(self, delivery: Delivery) -> EncodedMessage:
        """Encode the message of a delivery; the result is cached, as a payload never changes."""
        language = delivery.editor_language
        key = delivery.payload_id, delivery.silent, delivery.chat_id < 0, language
        encoded = self._encoded.pop(key, None)
        if encoded is None:
            message = self._load_message(delivery)
            encoded = message.encode(silent=delivery.silent)
            if len(self._encoded) >= MAX_CACHED_PAYLOADS:
                self._encoded.popitem(last=False)
        self._encoded[key] = encoded
        return encoded

    def _load_message(self, delivery: Delivery) -> Message:
        """Return the message for the chat; ids of groups and channels are negative."""
        message = Message.from_json(delivery.message)
        if delivery.editor_language is not None:
            return self._label_own(message, delivery.editor_language)
        return self._to_public_post(message) if delivery.chat_id < 0 else message

    async def _handle_problem(self, problem: DeliveryProblem) -> None:
        if isinstance(problem, BroadcastPaused):  # the broadcast job notifies its editor
            self.cancel_waiting(problem.broadcast_id)
        await self._listeners.notify(problem)


def get_free_capacity(
    held: Mapping[Priority, int], capacity: Mapping[Priority, int]
) -> dict[Priority, int]:
    """Return how many more deliveries of each priority may be leased.

    Lower priorities take no capacity from higher ones, so breaking news never waits for digests.
    """
    return {
        priority: capacity[priority] - sum(held.get(p, 0) for p in Priority if p <= priority)
        for priority in Priority
    }
