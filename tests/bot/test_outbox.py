"""The outbox drains: in order of urgency, once, whatever Telegram answers."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from unittest.mock import ANY

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App
from bot.delivery import records
from bot.delivery.outcomes import Gone, Later, Moved, Outcome, Refused, Sent, backoff, outcome_of
from bot.delivery.pace import PaceKeeper, urgency
from bot.delivery.rates import Evenly
from bot.delivery.records import Record
from bot.delivery.worker import CONCURRENCY, LEASE, OutboxWorker
from bot.newsroom import Newsroom
from bot.settings import Settings
from bot.views import plain
from bot.views.document import page
from bot.views.message import Message
from sandbox import Limits, Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from storage import broadcasts, leases, outbox, subscribers, tables
from storage.outbox import Priority
from storage.progress import progress
from storage.recording import HOPELESS
from storage.tables import deliveries
from tests.bot.test_conversation import subscribe
from tests.conftest import EDITOR_ID, running

METHOD = SendMessage(chat_id=1, text="мост")
People = Callable[..., Person]
HOUR = timedelta(hours=1)
ROOM = dict.fromkeys(Priority, 10)


@pytest.fixture
async def worker(newsroom: Newsroom) -> AsyncIterator[OutboxWorker]:
    """A worker that drains only when it is told."""
    app = App(newsroom)
    yield app.outbox_worker
    await app.bot.session.close()


async def enqueue(
    newsroom: Newsroom,
    text: str | Message,
    *chats: int,
    priority: Priority = Priority.DIGEST,
    valid: timedelta = HOUR,
) -> None:
    now = newsroom.clock()
    message = plain.render(page(text)) if isinstance(text, str) else text
    async with newsroom.database.write() as connection:
        payload_id = await outbox.add_payload(connection, message.to_json(), now)
        await outbox.enqueue(
            connection, payload_id, chats, priority=priority, due_at=now, expires_at=now + valid
        )


async def waiting(newsroom: Newsroom) -> int:
    async with newsroom.database.read() as connection:
        return await outbox.waiting(connection)


async def test_the_urgent_goes_first(
    newsroom: Newsroom, worker: OutboxWorker, person: People
) -> None:
    olya = person()
    for number in range(CONCURRENCY):
        await enqueue(newsroom, f"digest {number}", person(f"Reader {number}").id)
    await enqueue(newsroom, "breaking", olya.id, priority=Priority.BREAKING)
    await worker.drain_once()
    assert olya.last.text == "breaking"
    assert await waiting(newsroom) == 1


async def test_one_chat_gets_its_messages_in_order(
    newsroom: Newsroom, worker: OutboxWorker, person: People
) -> None:
    olya = person()
    for number in range(4):
        await enqueue(newsroom, str(number), olya.id)
    await worker.drain_once()
    assert [m.text for m in olya.messages] == ["0", "1", "2", "3"]


async def test_what_a_dead_worker_leased_is_sent_by_the_next(
    newsroom: Newsroom, worker: OutboxWorker, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await enqueue(newsroom, "мост", olya.id)
    now = newsroom.clock()
    async with newsroom.database.write() as connection:
        assert await leases.lease(connection, now=now, until=now + LEASE, room=ROOM)
    assert await worker.drain_once() == 0
    sandbox_clock.now += LEASE
    assert await worker.drain_once() == 1
    assert olya.last.text == "мост"
    assert await worker.drain_once() == 0


async def test_too_late_is_never(
    newsroom: Newsroom, worker: OutboxWorker, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await enqueue(newsroom, "мост", olya.id)
    sandbox_clock.now += HOUR
    assert await worker.drain_once() == 0
    assert await waiting(newsroom) == 0
    assert not olya.messages


@pytest.mark.parametrize("kind", ["500", "429", "dropped"])
async def test_passing_faults_are_waited_out(
    newsroom: Newsroom,
    worker: OutboxWorker,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    kind: str,
) -> None:
    olya = person()
    await enqueue(newsroom, "мост", olya.id)
    trouble = {
        "500": sandbox.faults.server_error,
        "429": sandbox.faults.too_many_requests,
        "dropped": sandbox.faults.dropped,
    }
    trouble[kind](method="sendMessage")
    assert await worker.drain_once() == 1
    assert not olya.messages
    assert await waiting(newsroom) == 1
    sandbox.faults.clear()
    sandbox_clock.advance(seconds=5)
    assert await worker.drain_once() == 1
    assert [m.text for m in olya.messages] == ["мост"]
    assert await waiting(newsroom) == 0


async def test_who_blocked_the_bot_rests(
    newsroom: Newsroom, worker: OutboxWorker, person: People
) -> None:
    olya = person()
    await olya.block()
    await enqueue(newsroom, "мост", olya.id)
    await worker.drain_once()
    assert await waiting(newsroom) == 0


async def test_a_group_that_moved_is_followed(
    app: App, newsroom: Newsroom, person: People, sandbox: Sandbox
) -> None:
    from sandbox.people import migrate

    olya = person()
    await subscribe(olya)
    group = sandbox.add_group("Редакция", olya.user)
    async with newsroom.database.write() as connection:
        known = await subscribers.get(connection, olya.id)
        assert known is not None
        await subscribers.move(connection, olya.id, group.id)
    new = migrate(sandbox.telegram, group)
    await enqueue(newsroom, "мост", group.id)
    async with asyncio.timeout(5):
        while await waiting(newsroom):
            app.outbox_worker.wake()
            await asyncio.sleep(0.02)
    assert [m.data.get("text") for m in new.messages.values()][-1] == "мост"
    async with newsroom.database.read() as connection:
        assert await subscribers.get(connection, new.id) is not None
        assert await subscribers.get(connection, group.id) is None


async def test_the_pace_is_kept_and_replies_overtake() -> None:
    pace = PaceKeeper(rate=50)
    order: list[str] = []

    async def send(name: str, chat: int, priority: Priority) -> None:
        with urgency(priority):
            await pace.turn(chat)
        order.append(name)

    loop = asyncio.get_running_loop()
    started = loop.time()
    digests = [asyncio.create_task(send(f"digest {n}", n, Priority.DIGEST)) for n in range(1, 11)]
    await asyncio.sleep(0)
    reply = asyncio.create_task(send("reply", 99, Priority.REPLY))
    await asyncio.gather(*digests, reply)
    assert loop.time() - started >= 10 / 50
    assert order.index("reply") <= 2


async def test_who_came_first_goes_first() -> None:
    pace = PaceKeeper(rate=200)
    order: list[int] = []

    async def send(chat: int) -> None:
        with urgency(Priority.BREAKING):
            await pace.turn(chat)
        order.append(chat)

    await asyncio.gather(*(send(chat) for chat in range(1, 41)))
    assert order == list(range(1, 41))


async def test_a_chat_is_held_for_what_a_429_said() -> None:
    now = [0.0]
    pace = PaceKeeper(rate=1000, now=lambda: now[0])
    pace.hold(5, chat_id=7)
    held = asyncio.create_task(pace.turn(7))
    now[0] = 1.0
    await asyncio.wait_for(pace.turn(8), 1)
    assert not held.done()
    held.cancel()


def test_waits_grow_and_have_an_end() -> None:
    waits = [backoff(attempt).total_seconds() for attempt in (1, 4, 30)]
    assert 1.5 <= waits[0] <= 2.5
    assert 12 <= waits[1] <= 20
    assert 450 <= waits[2] <= 750


async def test_after_a_failure_the_rest_of_the_chat_keeps_its_order(
    newsroom: Newsroom,
    worker: OutboxWorker,
    person: People,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
) -> None:
    olya = person()
    await enqueue(newsroom, "page 1", olya.id)
    await enqueue(newsroom, "page 2", olya.id)
    sandbox.faults.server_error(method="sendMessage", times=1)
    await worker.drain_once()
    assert not olya.messages
    sandbox_clock.advance(seconds=5)
    await worker.drain_once()
    assert [m.text for m in olya.messages] == ["page 1", "page 2"]


async def test_a_payload_that_can_not_be_sent_costs_only_itself(
    app: App, newsroom: Newsroom, person: People
) -> None:
    olya, taras = person("Оля"), person("Тарас")
    now = newsroom.clock()
    async with newsroom.database.write() as connection:
        payload_id = await outbox.add_payload(connection, {"text": "no such fields"}, now)
        await outbox.enqueue(
            connection,
            payload_id,
            [olya.id],
            priority=Priority.BREAKING,
            due_at=now,
            expires_at=now + HOUR,
        )
    await enqueue(newsroom, "мост", taras.id)
    app.outbox_worker.wake()
    assert (await taras.wait()).text == "мост"
    assert not olya.messages


async def test_a_chat_that_is_held_holds_nobody_else(
    app: App, newsroom: Newsroom, person: People, sandbox: Sandbox
) -> None:
    olya, taras = person("Оля"), person("Тарас")
    app.pace.hold(3, olya.id)
    await enqueue(newsroom, "held", olya.id)
    await enqueue(newsroom, "digest", taras.id)
    assert (await taras.wait()).text == "digest"
    await enqueue(newsroom, "breaking", taras.id, priority=Priority.BREAKING)
    assert (await taras.wait()).text == "breaking"


async def test_a_token_that_is_refused_burns_no_delivery(
    newsroom: Newsroom, worker: OutboxWorker, person: People, sandbox: Sandbox
) -> None:
    olya = person()
    await enqueue(newsroom, "мост", olya.id)
    sandbox.faults.server_error(401, method="sendMessage")
    await worker.drain_once()
    assert await waiting(newsroom) == 1


async def test_the_pace_of_a_group_is_twenty_in_any_minute() -> None:
    now = [0.0]

    async def sleep(seconds: float) -> None:
        now[0] += seconds

    pace = PaceKeeper(rate=1000, now=lambda: now[0], sleep=sleep)
    limits = Limits(lambda: now[0], enforced=True)
    for _ in range(60):
        await pace.turn(-5)
        limits.take(-5, group=True)
    assert not limits.refused


class Hours:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds


async def test_no_second_has_more_than_the_rate() -> None:
    hours = Hours()
    pace = PaceKeeper(rate=30, now=hours, sleep=hours.sleep)
    sent: list[float] = []

    async def send(chat: int) -> None:
        await pace.turn(chat)
        sent.append(hours.now)

    hours.now += 3600  # being idle saves nothing up
    await asyncio.gather(*(send(chat) for chat in range(1, 301)))
    assert max(sum(1 for t in sent if start <= t < start + 1) for start in sent) <= 30
    assert sent[-1] - sent[0] <= 300 / 30 * 1.02


async def test_breaking_news_is_paid_for_and_replies_pay_their_way_past_it() -> None:
    hours = Hours()
    pace = PaceKeeper(rate=30, paid_rate=1000, now=hours, sleep=hours.sleep)
    order: list[tuple[str, bool]] = []

    async def send(name: str, chat: int, priority: Priority | None) -> None:
        with urgency(priority) if priority else contextlib.nullcontext():
            order.append((name, await pace.turn(chat, may_pay=True)))

    assert not await pace.turn(1, may_pay=True)  # a reply before it all is free
    digest = asyncio.create_task(send("digest", 2, Priority.DIGEST))
    breaking = [
        asyncio.create_task(send("breaking", chat, Priority.BREAKING)) for chat in range(10, 2010)
    ]
    await asyncio.sleep(0)
    reply = asyncio.create_task(send("reply", 3, None))
    await asyncio.gather(*breaking, reply, digest)
    assert order.index(("reply", True)) <= 1
    assert order[-1] == ("digest", False)
    assert hours.now < 2000 / 1000 + 2


async def test_many_who_are_refused_at_once_mean_everybody() -> None:
    hours = Hours()
    pace = PaceKeeper(rate=30, now=hours, sleep=hours.sleep)
    for chat in (1, 2, 2):
        pace.refused(5, chat)
    await pace.turn(8)
    assert hours.now < 5
    pace.refused(5, 3)
    await pace.turn(9)
    assert hours.now >= 5


async def test_thousands_wait_without_being_looked_at() -> None:
    """Each look of the pace keeper costs the same, however many wait."""
    hours = Hours()
    pace = PaceKeeper(rate=1000, now=hours, sleep=hours.sleep)
    looked = 0
    served = pace._rested_at

    def counted(*arguments: Any) -> float:
        nonlocal looked
        looked += 1
        return served(*arguments)

    pace._rested_at = counted  # type: ignore[method-assign]
    await asyncio.gather(*(pace.turn(chat) for chat in range(1, 5001)))
    assert looked == 5000


async def test_a_reply_that_was_too_hasty_is_tried_again(
    app: App, person: People, sandbox: Sandbox
) -> None:
    olya = person()
    sandbox.faults.too_many_requests(1, method="sendMessage", times=2)
    await olya.send("/help")
    assert "/digest" in (await olya.wait(timeout=10)).text


async def test_breaking_news_overtakes_the_digests_that_are_leased_already(
    settings: Settings, newsroom: Newsroom, person: People
) -> None:
    """More digests than the worker takes on wait for their turn; what breaks is next all the same."""
    chats = [person(f"Reader {number}") for number in range(CONCURRENCY + 10)]
    for reader in chats:
        await enqueue(newsroom, "digest", reader.id)
    app = App(newsroom)
    async with running(app):
        await chats[0].wait()
        olya = person()
        await enqueue(newsroom, "breaking", olya.id, priority=Priority.BREAKING)
        app.outbox_worker.wake()
        await olya.wait()
        assert sum(1 for reader in chats if reader.messages) < len(chats) / 2


async def test_a_paid_broadcast_goes_beyond_the_free_limit(
    settings: Settings, newsroom: Newsroom, person: People, sandbox: Sandbox
) -> None:
    sandbox.limits.enforced = True
    paid = settings.model_copy(update={"paid_send_rate": 1000.0})
    app = App(replace(newsroom, settings=paid))
    readers = [person(f"Reader {number}") for number in range(100)]
    for reader in readers:
        await enqueue(newsroom, "breaking", reader.id, priority=Priority.BREAKING)
    async with running(app):
        for reader in readers:
            assert (await reader.wait()).text == "breaking"
    assert not sandbox.limits.refused
    assert sandbox.limits.stars_spent > 0


async def test_a_stop_returns_what_waits_and_finishes_what_is_in_flight(
    newsroom: Newsroom, person: People, sandbox: Sandbox
) -> None:
    readers = [person(f"Reader {number}") for number in range(40)]
    for reader in readers:
        await enqueue(newsroom, "мост", reader.id)
    sandbox.faults.slow(0.2)
    app = App(newsroom)
    async with running(app):
        await readers[0].wait()
    got = {reader.id for reader in readers if reader.messages}
    assert 0 < len(got) < 40
    async with newsroom.database.read() as connection:
        rows = (await connection.execute(select(deliveries.c.chat_id, deliveries.c.state))).all()
    assert {row.chat_id for row in rows if row.state == "sent"} == got
    assert {row.state for row in rows} == {"sent", "pending"}


async def is_paused(newsroom: Newsroom) -> bool:
    async with newsroom.database.read() as connection:
        (paused,) = (await connection.execute(select(tables.broadcasts.c.paused))).scalars()
    return bool(paused)


async def test_a_broadcast_that_reaches_nobody_pauses_itself_and_tells_its_editor(
    app: App, newsroom: Newsroom, person: People, sandbox: Sandbox
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    readers = [person(f"Reader {number}") for number in range(HOPELESS + CONCURRENCY + 40)]
    app.pace._free = Evenly(400, monotonic())
    for reader in readers:
        reader.chat.blocked = True
    now = newsroom.clock()
    message = plain.render(page("Мост закрыт"))
    async with newsroom.database.write() as connection:
        payload_id = await outbox.add_payload(connection, message.to_json(), now)
        drafted = await broadcasts.draft(
            connection, editor_id=EDITOR_ID, payload_id=payload_id, text="Мост", now=now
        )
        await broadcasts.turn(connection, drafted.id, before="draft", after="sending")
        await outbox.enqueue(
            connection,
            payload_id,
            [reader.id for reader in readers],
            priority=Priority.BREAKING,
            due_at=now,
            expires_at=now + HOUR,
            broadcast_id=drafted.id,
        )
    app.outbox_worker.wake()
    async with asyncio.timeout(20):
        while not await is_paused(newsroom):
            await asyncio.sleep(0.05)
    await app.broadcasts.tend()
    told = await editor.wait()
    assert told.text.startswith("№ 1.")
    assert any("Продолжить" in label for label in told.labels)
    async with newsroom.database.read() as connection:
        left = await progress(connection, drafted, now)
    assert left.sent == 0
    assert left.left > 0


async def test_a_payload_that_telegram_refuses_is_told_to_editors_once(
    app: App, newsroom: Newsroom, person: People
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    olya, taras, emma = person("Оля"), person("Тарас"), person("Emma")
    await enqueue(newsroom, Message(text="x" * 5000), olya.id, taras.id)
    await enqueue(newsroom, "мост", emma.id)
    app.outbox_worker.wake()
    assert (await emma.wait()).text == "мост"
    assert "message is too long" in (await editor.wait()).text
    await editor.settle()
    assert len(editor.messages) == 1
    assert await waiting(newsroom) == 0


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TelegramRetryAfter(METHOD, "flood", 7), Later(timedelta(seconds=7), ANY)),
        (TelegramServerError(METHOD, "Bad Gateway"), Later(ANY, ANY)),
        (TelegramNetworkError(METHOD, "Request timeout error"), Later(ANY, ANY)),
        (ClientDecodeError("Failed to decode object", ValueError(), "<html>"), Later(ANY, ANY)),
        (TelegramUnauthorizedError(METHOD, "Unauthorized"), Later(ANY, ANY)),
        (TelegramMigrateToChat(METHOD, "upgraded", -100), Moved(-100)),
        (TelegramForbiddenError(METHOD, "bot was blocked by the user"), Gone(ANY)),
        (TelegramForbiddenError(METHOD, "user is deactivated"), Gone(ANY)),
        (TelegramForbiddenError(METHOD, "bot was kicked from the group chat"), Gone(ANY)),
        (TelegramBadRequest(METHOD, "Bad Request: chat not found"), Gone(ANY)),
        (TelegramBadRequest(METHOD, "Bad Request: message is too long"), Refused(ANY)),
    ],
    ids=lambda value: value.message if isinstance(value, TelegramAPIError) else "",
)
def test_what_each_answer_means(error: TelegramAPIError, outcome: Outcome) -> None:
    assert outcome_of(error, 1) == outcome


async def test_what_fails_for_too_long_is_given_up_with_its_reason(
    newsroom: Newsroom, worker: OutboxWorker, person: People, sandbox: Sandbox
) -> None:
    olya = person()
    await enqueue(newsroom, "мост", olya.id, valid=timedelta(seconds=1))
    sandbox.faults.server_error(502, method="sendMessage")
    await worker.drain_once()
    async with newsroom.database.read() as connection:
        (row,) = await connection.execute(select(deliveries.c.state, deliveries.c.reason))
    assert row.state == "failed"
    assert row.reason.startswith("given up at try 1: ")
    assert "502" in row.reason or "decode" in row.reason


@contextlib.contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """No file of this process may grow beyond what this one has by now."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_loses_nothing_and_doubles_nothing(
    app: App, newsroom: Newsroom, person: People
) -> None:
    readers = [person(f"Reader {number}") for number in range(20)]
    path = newsroom.database.path
    for reader in readers:
        await enqueue(newsroom, "мост", reader.id)
    app.outbox_worker.wake()
    await readers[0].wait()
    with full_disk(path.with_name(f"{path.name}-wal")):
        async with asyncio.timeout(10):
            while not app.outbox_worker.is_stuck:
                await asyncio.sleep(0.01)
        sent_before = sum(len(reader.messages) for reader in readers)
        await asyncio.sleep(0.2)
        assert sum(len(reader.messages) for reader in readers) <= sent_before + 1
    async with asyncio.timeout(20):
        while await waiting(newsroom):
            await asyncio.sleep(0.02)
    assert [len(reader.messages) for reader in readers] == [1] * len(readers)


async def test_a_locked_database_loses_nothing_and_doubles_nothing(
    app: App, newsroom: Newsroom, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = [person(f"Reader {number}") for number in range(20)]
    for reader in readers:
        await enqueue(newsroom, "мост", reader.id)
    async with newsroom.database.write() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    app.outbox_worker.wake()
    await readers[0].wait()
    with contextlib.closing(sqlite3.connect(newsroom.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(10):
            while not app.outbox_worker.is_stuck:
                await asyncio.sleep(0.01)
        other.execute("COMMIT")
    async with asyncio.timeout(20):
        while await waiting(newsroom):
            await asyncio.sleep(0.02)
    assert [len(reader.messages) for reader in readers] == [1] * len(readers)


async def test_a_disk_that_is_full_takes_all_of_a_broadcast_or_nothing(
    newsroom: Newsroom,
) -> None:
    async with newsroom.database.write() as connection:
        (pages,) = (await connection.exec_driver_sql("PRAGMA page_count")).scalars()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(OperationalError, match="full"):
        await enqueue(newsroom, "мост", *range(1, 5000))
    assert await waiting(newsroom) == 0


async def test_an_outcome_that_can_not_be_written_holds_up_no_other(
    newsroom: Newsroom, worker: OutboxWorker, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    olya, taras = person("Оля"), person("Тарас")
    await enqueue(newsroom, "мост", olya.id, taras.id)
    real = records.write

    async def picky(connection: AsyncConnection, batch: Sequence[Record], now: datetime) -> Any:
        if any(r.delivery.chat_id == olya.id and isinstance(r.outcome, Sent) for r in batch):
            raise ValueError("not this one")
        return await real(connection, batch, now)

    monkeypatch.setattr("bot.delivery.recorder.write", picky)
    await worker.drain_once()
    async with newsroom.database.read() as connection:
        rows = await connection.execute(select(deliveries.c.chat_id, deliveries.c.state))
        assert dict(map(tuple, rows)) == {olya.id: "failed", taras.id: "sent"}
