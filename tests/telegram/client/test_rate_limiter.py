"""Test the rate limiter: who may send when."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from bot.telegram.client.rate_limiter import RateLimiter, send_priority
from sandbox import Limits
from storage.messaging.outbox import Priority


async def test_rate_is_kept_and_replies_overtake() -> None:
    pace = RateLimiter(rate=50)
    order: list[str] = []

    async def send(name: str, chat: int, priority: Priority) -> None:
        with send_priority(priority):
            await pace.acquire(chat)
        order.append(name)

    loop = asyncio.get_running_loop()
    started = loop.time()
    digests = [asyncio.create_task(send(f"digest {n}", n, Priority.DIGEST)) for n in range(1, 11)]
    await asyncio.sleep(0)
    reply = asyncio.create_task(send("reply", 99, Priority.REPLY))
    await asyncio.gather(*digests, reply)
    assert loop.time() - started >= 10 / 50
    assert order.index("reply") <= 2


async def test_rate_limiter_is_first_in_first_out() -> None:
    pace = RateLimiter(rate=200)
    order: list[int] = []

    async def send(chat: int) -> None:
        with send_priority(Priority.BREAKING):
            await pace.acquire(chat)
        order.append(chat)

    await asyncio.gather(*(send(chat) for chat in range(1, 41)))
    assert order == list(range(1, 41))


async def test_chat_waits_for_retry_after() -> None:
    now = [0.0]
    pace = RateLimiter(rate=1000, now=lambda: now[0])
    pace.pause(5, chat_id=7)
    held = asyncio.create_task(pace.acquire(7))
    now[0] = 1.0
    await asyncio.wait_for(pace.acquire(8), 1)
    assert not held.done()
    held.cancel()


async def test_group_rate_is_twenty_per_minute() -> None:
    now = [0.0]

    async def sleep(seconds: float) -> None:
        now[0] += seconds

    pace = RateLimiter(rate=1000, now=lambda: now[0], sleep=sleep)
    limits = Limits(lambda: now[0], enforced=True)
    for _ in range(60):
        await pace.acquire(-5)
        limits.take(-5, group=True)
    assert not limits.refused


class Hours:
    """A clock that advances only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds


async def test_no_second_has_more_than_the_rate() -> None:
    hours = Hours()
    pace = RateLimiter(rate=30, now=hours, sleep=hours.sleep)
    sent: list[float] = []

    async def send(chat: int) -> None:
        await pace.acquire(chat)
        sent.append(hours.now)

    hours.now += 3600  # idle time saves nothing up
    await asyncio.gather(*(send(chat) for chat in range(1, 301)))
    assert max(sum(1 for t in sent if start <= t < start + 1) for start in sent) <= 30
    assert sent[-1] - sent[0] <= 300 / 30 * 1.02


async def test_paid_broadcast_and_paid_replies() -> None:
    hours = Hours()
    pace = RateLimiter(rate=30, paid_rate=1000, now=hours, sleep=hours.sleep)
    order: list[tuple[str, bool]] = []

    async def send(name: str, chat: int, priority: Priority | None) -> None:
        with send_priority(priority) if priority else contextlib.nullcontext():
            order.append((name, await pace.acquire(chat, may_pay=True)))

    assert not await pace.acquire(1, may_pay=True)  # a reply before all of them is free
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


async def test_many_429_answers_pause_everything() -> None:
    hours = Hours()
    pace = RateLimiter(rate=30, now=hours, sleep=hours.sleep)
    for chat in (1, 2, 2):
        pace.on_too_many_requests(5, chat)
    await pace.acquire(8)
    assert hours.now < 5
    pace.on_too_many_requests(5, 3)
    await pace.acquire(9)
    assert hours.now >= 5


async def test_waiting_tickets_cost_nothing() -> None:
    """Each check of the rate limiter costs the same, however many wait."""
    hours = Hours()
    pace = RateLimiter(rate=1000, now=hours, sleep=hours.sleep)
    looked = 0
    served = pace._chat_ready_at

    def counted(*arguments: Any) -> float:
        nonlocal looked
        looked += 1
        return served(*arguments)

    pace._chat_ready_at = counted  # type: ignore[method-assign]
    await asyncio.gather(*(pace.acquire(chat) for chat in range(1, 5001)))
    assert looked == 5000


async def test_digests_are_paid_for_only_where_that_is_chosen() -> None:
    for paid in (frozenset({Priority.BREAKING}), frozenset({Priority.BREAKING, Priority.DIGEST})):
        pace = RateLimiter(rate=30, paid_rate=1000, paid_priorities=paid)
        with send_priority(Priority.DIGEST):
            costs = [await pace.acquire(chat, may_pay=True) for chat in range(1, 4)]
        assert costs == [Priority.DIGEST in paid] * 3
