"""Test that processes together keep the limits of the one bot."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.client.rate_limiter import RateLimiter, SlidingWindow
from bot.telegram.client.shared_pace import DECAY, SharedPace, compute_rate
from sandbox.state.limits import TokenBucket
from storage.processes import Duty, ProcessRow
from tests.support.factories import NOON


@given(limit=st.floats(1, 1000), fronts=st.integers(1, 8), sent=st.floats(0, 2000))
def test_all_together_never_may_send_more_than_the_limit(
    limit: float, fronts: int, sent: float
) -> None:
    front = compute_rate(limit, 0, fronts, is_sender=False)
    sender = compute_rate(limit, fronts * front, fronts, is_sender=True)
    assert front * fronts + sender <= limit * 1.0001
    assert compute_rate(limit, sent, fronts, is_sender=True) >= 0.29 * limit
    assert compute_rate(limit, sent, 0, is_sender=True) == limit


class Pair:
    """A process and what it knows of another."""

    def __init__(self, *, is_sender: bool) -> None:
        self.now = 0.0
        self.limiter = RateLimiter(30, 100, now=lambda: self.now)
        self.duties: Any = SimpleNamespace(
            others=(), on_look=[], holds=lambda duty: is_sender and duty is Duty.SENDER
        )
        self.pace = SharedPace(self.limiter, self.duties, 30, 100, lambda: self.now)

    def see(self, sent: float, hold: float = 0.0) -> None:
        self.duties.others = (ProcessRow("other", NOON, sent, hold),)
        self.pace.apply()


def test_sender_leaves_what_others_send() -> None:
    pair = Pair(is_sender=True)
    pair.see(10)
    assert pair.limiter._free_window.rate == pytest.approx(19)
    assert pair.limiter._paid_window is not None
    assert pair.limiter._paid_window.rate == pytest.approx(100 * 29 / 30 - 10)
    pair.see(100)
    assert pair.limiter._free_window.rate == pytest.approx(9)
    pair.duties.others = ()
    pair.pace.apply()
    assert pair.limiter._free_window.rate == 30


async def test_what_is_sent_is_measured_and_fades() -> None:
    pair = Pair(is_sender=False)
    for number in range(5):
        await pair.limiter.acquire(number)
        pair.now += 0.2
    assert pair.pace.measure() == (5.0, 0)
    seen = []
    for _ in range(20):
        pair.now += 1
        seen.append(pair.pace.measure()[0])
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == 0


class Share:
    """A process of two: what it may send, and what the other one knows of that."""

    def __init__(self, *, is_sender: bool) -> None:
        self.is_sender, self.window = is_sender, SlidingWindow(30, 0)
        self.waiting = self.count = 0
        self.looked_at = self.looks_at = self.published = 0.0

    def look(self, now: float, sent_by_other: float, delay: float) -> None:
        seconds = max(now - self.looked_at, 1.0)
        self.published = max(self.count / seconds, DECAY * self.published - 0.1)
        self.count, self.looked_at, self.looks_at = 0, now, now + 1 + delay
        self.window.set_rate(compute_rate(30, sent_by_other, 1, is_sender=self.is_sender))


@pytest.mark.parametrize("seed", range(3))
def test_replies_that_are_published_late_exceed_no_limit(seed: int) -> None:
    """A busy machine lets processes look late, and a new one has published nothing yet."""
    draw = random.Random(seed)
    telegram = TokenBucket(30, 30, 30, 0)
    sender, front = Share(is_sender=True), Share(is_sender=False)
    for tick in range(60_000):
        now = tick / 100
        draw.choice((sender, front)).waiting += draw.random() < 0.03
        front.waiting += 20 * (tick % 3000 == 1500)
        if tick % 1200 == 0:  # it was killed, and another one is in its place
            front.published = front.count = 0
        for one, other in ((sender, front), (front, sender)):
            if now >= one.looks_at:
                one.look(now, other.published, draw.uniform(0, 3))
            while one.window.ready_at() <= now and (one.is_sender or one.waiting):
                one.window.take(now)
                one.waiting, one.count = max(0, one.waiting - 1), one.count + 1
                assert not telegram.get_wait(now)
                telegram.take()


def test_next_sender_lets_the_second_of_the_last_one_pass() -> None:
    pair = Pair(is_sender=True)
    pair.pace.apply()
    assert not pair.limiter._paused_until, "the first process of all waits for nobody"
    pair.duties.holds = lambda duty: False
    pair.pace.apply()
    pair.duties.holds = lambda duty: True
    pair.pace.apply()
    assert pair.limiter._paused_until[None] >= 1


def test_429_of_one_process_holds_all_and_is_not_echoed() -> None:
    first, second = Pair(is_sender=True), Pair(is_sender=False)
    for chat in range(3):
        first.limiter.on_too_many_requests(7, chat)
    sent, hold = first.pace.measure()
    assert hold == 7
    second.see(sent, hold)
    assert second.limiter._paused_until[None] == 7
    assert second.pace.measure()[1] == 0
