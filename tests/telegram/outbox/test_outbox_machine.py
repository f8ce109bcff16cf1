"""Test random interleavings of lease, send, result, crash, expiry, correction and retraction.

One worker sends at a time; a worker that was suspended may still report results later. Telegram is
a dictionary here, because only the order of changes to the rows matters.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.telegram.client.api_errors import (
    ChatUnreachable,
    DeliveryOutcome,
    MessageRejected,
    NotAttempted,
    RetryAfter,
    Sent,
)
from bot.telegram.outbox.results import DeliveryResult, save_results
from bot.ui.message import Message
from service.broadcasts import amendments
from storage.messaging import broadcasts, leases, outbox
from storage.messaging.outbox import Delivery, Priority
from storage.schema.tables import deliveries
from storage.stats.audit_log import Actor
from tests.support.databases.machine import DatabaseMachine
from tests.support.factories import NOON

pytestmark = pytest.mark.slow

CHATS = range(1, 6)
EDITOR = Actor(1, "Анна")
LEASE = timedelta(seconds=30)
ROOM = {**dict.fromkeys(Priority, 3), Priority.AMENDMENT: 2}


@dataclass
class Worker:
    """A worker: its leases in order, and the results that it has not stored yet."""

    held: list[Delivery] = field(default_factory=list)
    unrecorded: list[DeliveryResult] = field(default_factory=list)

    def next(self) -> Delivery | None:
        """Return the first delivery whose chat has nothing in flight."""
        under_way = {record.delivery.chat_id for record in self.unrecorded}
        for delivery in self.held:
            if delivery.chat_id not in under_way:
                return delivery
        return None


class Outbox(DatabaseMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.worker, self.zombies = Worker(), list[Worker]()
        self.shown: dict[int, dict[int, str]] = {chat: {} for chat in CHATS}
        self.sends: Counter[int] = Counter()
        self.excused: Counter[int] = Counter()
        self.texts: list[str] = []
        self.retracted = False
        self.message_id = 100

    @initialize()
    def push(self) -> None:
        async def enter(connection: AsyncConnection) -> int:
            message = Message(text="0").to_json()
            payload_id = await outbox.add_payload(connection, message, self.now)
            drafted = await broadcasts.create_draft(
                connection, editor_id=1, payload_id=payload_id, text="0", now=self.now
            )
            number = drafted.id
            await broadcasts.transition(connection, number, from_states="draft", to_state="sending")
            await outbox.enqueue(
                connection,
                payload_id,
                CHATS,
                priority=Priority.BREAKING,
                due_at=self.now,
                expires_at=self.now + broadcasts.DEFAULT_TTL,
                broadcast_id=number,
            )
            return number

        self.number = self.transact(enter)
        self.texts.append("0")

    @rule()
    def claim(self) -> None:
        async def lease(connection: AsyncConnection) -> list[Delivery]:
            await leases.release_expired_leases(connection, self.now)
            return await leases.lease(
                connection, now=self.now, until=self.now + LEASE, capacity=ROOM
            )

        self.worker.held += self.transact(lease)

    @rule(claims=st.booleans())
    def send(self, claims: bool) -> None:
        delivery = self.take(claims)
        if delivery is not None:
            self.came_to(delivery, self.telegram(delivery))

    @rule(
        outcome=st.sampled_from(
            [
                RetryAfter(timedelta(seconds=5), "500"),
                RetryAfter(timedelta(seconds=5), "timeout"),
                NotAttempted(),
                ChatUnreachable("blocked"),
                MessageRejected("wrong"),
            ]
        )
    )
    def fail(self, outcome: DeliveryOutcome) -> None:
        delivery = self.take()
        if delivery is not None:
            self.came_to(delivery, outcome)

    @rule()
    def record(self) -> None:
        self.record_result(self.worker)

    @rule(after=st.sampled_from([timedelta(0), LEASE]))
    def crash(self, after: timedelta) -> None:
        """Kill the worker: it forgets everything."""
        self.excuse(self.worker)
        self.worker = Worker()
        self.now += after

    @rule()
    def stall(self) -> None:
        """Suspend the worker: it sends nothing more, and reports its results later."""
        self.excuse(self.worker)
        self.zombies.append(Worker(unrecorded=self.worker.unrecorded))
        self.worker = Worker()
        self.now += LEASE

    @rule()
    def wake(self) -> None:
        if self.zombies:
            self.record_result(self.zombies.pop())

    @rule(seconds=st.integers(1, 20))
    def wait(self, seconds: int) -> None:
        self.renew()  # as a running worker does in time
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: not self.retracted)
    @rule()
    def correct(self) -> None:
        text = str(len(self.texts))

        async def amend(connection: AsyncConnection) -> None:
            broadcast = await broadcasts.get(connection, self.number)
            assert broadcast is not None
            await amendments.correct(connection, broadcast, Message(text=text), EDITOR, self.now)

        self.transact(amend)
        self.texts.append(text)

    @precondition(lambda self: not self.retracted and self.sends)
    @rule()
    def retract(self) -> None:
        async def amend(connection: AsyncConnection) -> None:
            broadcast = await broadcasts.get(connection, self.number)
            assert broadcast is not None
            await amendments.retract(
                connection, broadcast, Message(text="notice"), EDITOR, self.now
            )

        self.transact(amend)
        self.retracted = True

    @precondition(lambda self: self.sends.total() > 3)
    @rule()
    def let_it_get_late(self) -> None:
        self.record_result(self.worker)
        self.crash(timedelta(0))
        self.now += broadcasts.DEFAULT_TTL

    @invariant()
    def nothing_is_marked_sent_that_was_not(self) -> None:
        for row in self.rows():
            if row.state == "sent" and row.action == "send":
                assert row.message_id is not None
                assert self.sends[row.chat_id], f"chat {row.chat_id} was never sent to"

    @invariant()
    def nothing_comes_twice_but_what_was_in_flight(self) -> None:
        for chat, count in self.sends.items():
            assert count <= 1 + self.excused[chat], f"chat {chat} got {count}"

    def check_end(self) -> None:
        if self.texts:
            self.finish()

    def finish(self) -> None:
        """Finish with a healthy worker; then every chat has what it should have."""
        for worker in (*self.zombies, self.worker):
            self.record_result(worker)
        self.crash(timedelta(0))
        for _ in range(40):
            self.now += LEASE
            self.claim()
            while self.worker.next() is not None:
                self.send(claims=False)
                self.record()
            if all(row.state not in ("pending", "leased") for row in self.rows()):
                break
        else:
            raise AssertionError("it does not come to an end")
        self.nothing_comes_twice_but_what_was_in_flight()
        first = {row.chat_id: row for row in self.rows() if row.action == "send"}
        amended = {row.chat_id: row for row in self.rows() if row.action != "send"}
        for chat, row in first.items():
            if row.state != "sent":
                assert row.reason, f"chat {chat} was given up without a reason"
                continue
            newest = amended.get(chat)
            if newest is not None and newest.state != "sent":
                assert newest.reason
                continue
            text = self.shown[chat].get(row.message_id)
            assert text == (None if self.retracted else self.texts[-1])

    def telegram(self, delivery: Delivery) -> DeliveryOutcome:
        chat, text = self.shown[delivery.chat_id], delivery.message["text"]
        if delivery.message_id is None:
            self.message_id += 1
            chat[self.message_id] = text
            self.sends[delivery.chat_id] += 1
            return Sent(self.message_id)
        if delivery.message_id not in chat:
            return MessageRejected("message not found")
        if delivery.action == "delete":
            del chat[delivery.message_id]
        else:
            chat[delivery.message_id] = text
        return Sent(delivery.message_id)

    def take(self, claims: bool = True) -> Delivery | None:
        """Return what the worker would send now; lease first if it holds nothing."""
        if claims and self.worker.next() is None:
            self.claim()
        return self.worker.next()

    def came_to(self, delivery: Delivery, outcome: DeliveryOutcome) -> None:
        self.worker.held.remove(delivery)
        self.worker.unrecorded.append(DeliveryResult(delivery, outcome, self.now))

    def record_result(self, worker: Worker) -> None:
        records, worker.unrecorded = worker.unrecorded, []
        if records:
            self.transact(lambda connection: save_results(connection, records, self.now))

    def excuse(self, worker: Worker) -> None:
        """What was sent without a stored result may be sent again, once."""
        self.excused.update(
            record.delivery.chat_id
            for record in worker.unrecorded
            if isinstance(record.outcome, Sent) and record.delivery.action == "send"
        )

    def renew(self) -> None:
        ids = [delivery.id for delivery in self.worker.held]
        ids += [record.delivery.id for record in self.worker.unrecorded]
        self.transact(lambda connection: leases.renew(connection, ids, self.now + LEASE))

    def rows(self) -> list[Any]:
        query = select(deliveries).order_by(deliveries.c.id)
        return list(self.read(lambda connection: connection.execute(query)))


class TestOutbox(Outbox.TestCase):  # type: ignore[misc,name-defined]
    settings = settings(
        max_examples=60,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
