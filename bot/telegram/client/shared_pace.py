"""Telegram's limits are the bot's, not a process's: each process leaves room for what others send.

Each publishes in its row what it sends a second, and how long it holds everything because of a 429.
The sender takes what the others leave, and the others together never more than `FRONTS_SHARE`. What
is published is late: a second, or several on a busy machine. So the sender leaves a reserve, from
which Telegram's second fills up again after others have sent more than they had published.
"""

from __future__ import annotations

import math
import time

from bot.telegram.client.rate_limiter import WINDOW_SECONDS, RateLimiter
from service.ops.clock import Monotonic
from service.ops.duties import DutyKeeper
from storage.processes import Duty

FRONTS_SHARE = 0.7
"""What the processes that only answer people may send, of the whole; the rest is the sender's."""

RESERVE_SHARE = 1 / 30
"""What the sender leaves of the whole beside what the others have published: one message a second
of the usual thirty."""

DECAY = 0.8
"""A peak counts for some seconds, because the others learn of the next one a second late."""


def compute_rate(limit: float, sent_by_others: float, others: int, *, is_sender: bool) -> float:
    """Return how many messages a second a process may send of the bot's ``limit``."""
    if not others:
        return limit
    if is_sender:
        left = (1 - RESERVE_SHARE) * limit - sent_by_others
        return max((1 - FRONTS_SHARE) * limit, left)
    return FRONTS_SHARE * limit / others


class SharedPace:
    """Publishes what this process sends, and sets its rate limiter by what the others do."""

    def __init__(
        self,
        limiter: RateLimiter,
        duties: DutyKeeper,
        rate: float,
        paid_rate: float,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._limiter = limiter
        self._duties = duties
        self._rate = rate
        self._paid_rate = paid_rate
        self._monotonic = monotonic
        self._counted, self._counted_at, self._peak = 0, monotonic(), 0.0
        self._was_sender: bool | None = None
        duties.get_load = self.measure
        duties.on_look.append(self.apply)

    def measure(self) -> tuple[float, float]:
        """Return what this process sends a second, its recent peak, and how many seconds it holds
        all messages."""
        now, count = self._monotonic(), self._limiter.sent_count
        seconds = max(now - self._counted_at, 1.0)
        self._peak = round(max((count - self._counted) / seconds, DECAY * self._peak - 0.1), 1)
        self._counted, self._counted_at = count, now
        return self._peak, math.ceil(self._limiter.hold_seconds)

    def apply(self) -> None:
        """Leave room for the others, and hold messages as long as one of them does. After a
        takeover, let the second pass in which the one before has sent."""
        others = self._duties.others
        sent = sum(row.sent for row in others)
        is_sender = self._duties.holds(Duty.SENDER)
        if is_sender and self._was_sender is False:
            self._limiter.pause(WINDOW_SECONDS)
        self._was_sender = is_sender
        rate, paid_rate = (
            compute_rate(limit, sent, len(others), is_sender=is_sender)
            for limit in (self._rate, self._paid_rate)
        )
        self._limiter.set_rates(rate, paid_rate)
        hold = max((row.hold_seconds for row in others), default=0.0)
        if hold:
            self._limiter.pause(hold)
