"""A circuit breaker: who fails time after time is left alone for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_FAILURES = 3
SHORTEST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)


@dataclass(slots=True)
class Breaker:
    """After ``max_failures`` in a row nothing is asked for ``shortest_rest``; then one try tells
    whether it is well again, and each that fails doubles the rest, up to ``longest_rest``. Whoever
    was let through says how it went: `succeeded`, `failed` or `passed_over`."""

    max_failures: int = MAX_FAILURES
    shortest_rest: timedelta = SHORTEST_REST
    longest_rest: timedelta = LONGEST_REST
    failures: int = 0
    rests: int = 0
    until: datetime | None = None
    trying: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked, or one try at most."""
        return self.until is not None

    def lets(self, now: datetime) -> bool:
        """Whether to ask now."""
        if self.until is None:
            return True
        is_resting = self.until - self.longest_rest <= now < self.until  # a clock may be put back
        if is_resting or self.trying:
            return False
        self.trying = True
        return True

    def succeeded(self) -> None:
        self.failures, self.rests, self.until, self.trying = 0, 0, None, False

    def failed(self, now: datetime) -> None:
        self.failures += 1
        if self.until is not None and not self.trying:
            return  # asked before the rest began
        if self.failures >= self.max_failures:
            rest = self.shortest_rest * 2 ** min(self.rests, 10)
            self.until = now + min(self.longest_rest, rest)
            self.rests += 1
        self.trying = False

    def passed_over(self) -> None:
        """There was nothing to ask: the next one is the try."""
        self.trying = False
