"""A circuit breaker: who fails time after time is left alone for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_FAILURES = 3
MIN_OPEN_DURATION = timedelta(minutes=1)
MAX_OPEN_DURATION = timedelta(hours=1)


@dataclass(slots=True)
class CircuitBreaker:
    """After ``max_failures`` in a row nothing is asked for ``shortest_rest``; then one try tells
    whether it is well again, and each that fails doubles the rest, up to ``longest_rest``. Whoever
    was let through says how it went: `succeeded`, `failed` or `passed_over`."""

    max_failures: int = MAX_FAILURES
    shortest_rest: timedelta = MIN_OPEN_DURATION
    longest_rest: timedelta = MAX_OPEN_DURATION
    failures: int = 0
    open_count: int = 0
    open_until: datetime | None = None
    is_half_open: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked, or one try at most."""
        return self.open_until is not None

    def allow_request(self, now: datetime) -> bool:
        """Whether to ask now."""
        if self.open_until is None:
            return True
        is_resting = (
            self.open_until - self.longest_rest <= now < self.open_until
        )  # a clock may be put back
        if is_resting or self.is_half_open:
            return False
        self.is_half_open = True
        return True

    def record_success(self) -> None:
        self.failures, self.open_count, self.open_until, self.is_half_open = 0, 0, None, False

    def record_failure(self, now: datetime) -> None:
        self.failures += 1
        if self.open_until is not None and not self.is_half_open:
            return  # asked before the rest began
        if self.failures >= self.max_failures:
            rest = self.shortest_rest * 2 ** min(self.open_count, 10)
            self.open_until = now + min(self.longest_rest, rest)
            self.open_count += 1
        self.is_half_open = False

    def passed_over(self) -> None:
        """There was nothing to ask: the next one is the try."""
        self.is_half_open = False
