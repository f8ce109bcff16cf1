"""A circuit breaker: who fails time after time is left alone for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_FAILURES = 3
SHORTEST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)


@dataclass(slots=True)
class Breaker:
    """After three failures in a row nothing is asked for a minute; then one try tells whether it
    is well again, and each that fails doubles the rest, up to an hour. Whoever was let through
    says how it went: `succeeded` or `failed`."""

    failures: int = 0
    rests: int = 0
    until: datetime | None = None
    trying: bool = False

    def lets(self, now: datetime) -> bool:
        """Whether to ask now."""
        if self.until is None:
            return True
        if now < self.until or self.trying:
            return False
        self.trying = True
        return True

    def succeeded(self) -> None:
        self.failures, self.rests, self.until, self.trying = 0, 0, None, False

    def failed(self, now: datetime) -> None:
        self.failures += 1
        if self.until is not None and not self.trying:
            return  # asked before the rest began
        if self.failures >= MOST_FAILURES:
            self.until = now + min(LONGEST_REST, SHORTEST_REST * 2 ** min(self.rests, 10))
            self.rests += 1
        self.trying = False
