"""Telegram's send limits, enforced or only counted.

About 30 messages per second overall, 1 per second in a chat with short bursts, 20 per minute in a
group. `allow_paid_broadcast` raises the first to 1000, for 0.1 Star per message above 30.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from dataclasses import dataclass, field

from sandbox.clock import Ticks
from sandbox.errors import too_many_requests
from sandbox.state.models import JSON

_STAR_PRICE = 0.1


@dataclass
class TokenBucket:
    """A token bucket: `rate` tokens per second, at most `burst`."""

    rate: float
    burst: float
    tokens: float
    at: float

    def refill(self, now: float) -> None:
        """Add the tokens of the time that has passed."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now

    def get_wait(self, now: float) -> float:
        """Return the seconds until there is a token; 0 if there is one."""
        self.refill(now)
        return 0.0 if self.tokens >= 1 - 1e-9 else (1 - self.tokens) / self.rate

    def get_used(self, now: float) -> int:
        """Return how many tokens are taken; more than `burst` if requests were not held back."""
        self.refill(now)
        return math.ceil(self.burst - self.tokens - 1e-6)

    def take(self) -> None:
        """Count a request."""
        self.tokens -= 1


@dataclass
class SlidingWindow:
    """At most `count` messages within any `seconds`."""

    count: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def get_wait(self, now: float) -> float:
        """Return the seconds until the next message is allowed."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return 0.0 if len(self.times) < self.count else self.times[0] + self.seconds - now

    def take(self, now: float) -> None:
        """Count a request."""
        self.times.append(now)


class Limits:
    """The limits and counters of one bot.

    Set the numbers before the first message; `enforced` can be changed at any time.
    """

    def __init__(self, ticks: Ticks, *, enforced: bool = False) -> None:
        self._ticks = ticks
        self.enforced = enforced
        self.per_second = 30.0
        self.paid_per_second = 1000.0
        self.chat_per_second = 1.0
        self.chat_burst = 5.0
        self.group_per_minute = 20
        self.paid_allowed = True
        self.stars_spent = 0.0
        self.sent = 0
        self.refused: Counter[str] = Counter()
        self.peak = 0
        self._recent: deque[float] = deque()
        self._meter: TokenBucket | None = None
        self._overall: TokenBucket | None = None
        self._paid: TokenBucket | None = None
        self._chats: dict[int, TokenBucket] = {}
        self._groups: dict[int, SlidingWindow] = {}

    def take(self, chat_id: int, *, group: bool, paid: bool = False) -> None:
        """Count one message to `chat_id`.

        Raises :class:`~sandbox.errors.ApiError` 429 with `retry_after` in whole seconds if a limit
        is reached and `enforced` is on. A rejected message takes no tokens.
        """
        now = self._ticks()
        if self.enforced:
            self._check(now, chat_id, group=group, paid=paid and self.paid_allowed)
        self.sent += 1
        self._measure(now, paid=paid and self.paid_allowed)

    def _check(self, now: float, chat_id: int, *, group: bool, paid: bool) -> None:
        overall = self._overall = self._overall or self._make_bucket(now, self.per_second)
        chat = self._chats.setdefault(
            chat_id, TokenBucket(self.chat_per_second, self.chat_burst, self.chat_burst, now)
        )
        waits = {"overall": overall.get_wait(now), "chat": chat.get_wait(now), "group": 0.0}
        if group:
            window = self._groups.setdefault(chat_id, SlidingWindow(self.group_per_minute, 60.0))
            waits["group"] = window.get_wait(now)
        over = self._paid = self._paid or self._make_bucket(now, self.paid_per_second)
        beyond_free = paid and waits["overall"] > 0
        if beyond_free:
            waits["overall"] = over.get_wait(now)
        rule = max(waits, key=lambda name: waits[name])
        if waits[rule] > 0:
            self.refused[rule] += 1
            raise too_many_requests(max(1, math.ceil(waits[rule])))
        if beyond_free:
            over.take()
            self.stars_spent += _STAR_PRICE
        else:
            overall.take()
        chat.take()
        if group:
            window.take(now)

    @staticmethod
    def _make_bucket(now: float, rate: float) -> TokenBucket:
        return TokenBucket(rate, rate, rate, now)

    def _measure(self, now: float, *, paid: bool) -> None:
        """Count a message, except one that is paid for beyond the overall limit."""
        meter = self._meter = self._meter or self._make_bucket(now, self.per_second)
        if paid and meter.get_wait(now) > 0:
            return
        meter.refill(now)
        meter.take()
        self._recent.append(now)
        self.peak = max(self.peak, self._count_last_second(now, meter))

    def _count_last_second(self, now: float, meter: TokenBucket) -> int:
        """Return the messages of the last second, as the overall limit counts them.

        It allows a burst besides its pace. So more than the limit is only what it would refuse.
        """
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        return min(len(self._recent), max(meter.get_used(now), math.ceil(self.per_second)))

    def as_json(self) -> JSON:
        """Return the counters for the page; `last_second` has the messages of the last second."""
        now, meter = self._ticks(), self._meter
        return {
            "enforced": self.enforced,
            "per_second": self.per_second,
            "last_second": self._count_last_second(now, meter) if meter else 0,
            "peak": self.peak,
            "sent": self.sent,
            "refused": dict(self.refused),
            "stars_spent": round(self.stars_spent, 1),
        }
