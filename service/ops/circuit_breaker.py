"""A circuit breaker: stop calling a server that keeps failing, and probe it now and then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_FAILURES = 3
MIN_OPEN_DURATION = timedelta(minutes=1)
MAX_OPEN_DURATION = timedelta(hours=1)


@dataclass(slots=True)
class CircuitBreaker:
    """Opens after ``max_failures`` in a row.

    While it is open no request is allowed for ``min_open_duration``; then one probe is. Each probe
    that fails doubles the duration, up to ``max_open_duration``. Every allowed request must be
    followed by `record_success`, `record_failure` or `record_skipped`.
    """

    max_failures: int = MAX_FAILURES
    min_open_duration: timedelta = MIN_OPEN_DURATION
    max_open_duration: timedelta = MAX_OPEN_DURATION
    failures: int = 0
    open_count: int = 0
    open_until: datetime | None = None
    is_half_open: bool = False

    @property
    def is_open(self) -> bool:
        """Whether no request is allowed, or one probe at most."""
        return self.open_until is not None

    def allow_request(self, now: datetime) -> bool:
        """Return whether a request may be made now; while open, that request is the probe."""
        if self.open_until is None:
            return True
        # The lower bound matters where the system clock was set back.
        must_wait = self.open_until - self.max_open_duration <= now < self.open_until
        if must_wait or self.is_half_open:
            return False
        self.is_half_open = True
        return True

    def record_success(self) -> None:
        """Close the breaker."""
        self.failures, self.open_count, self.open_until, self.is_half_open = 0, 0, None, False

    def record_failure(self, now: datetime) -> None:
        """Count a failure; open the breaker after `max_failures`, each time for twice as long."""
        self.failures += 1
        if self.open_until is not None and not self.is_half_open:
            return  # a request made before the breaker opened
        if self.failures >= self.max_failures:
            duration = self.min_open_duration * 2 ** min(self.open_count, 10)
            self.open_until = now + min(self.max_open_duration, duration)
            self.open_count += 1
        self.is_half_open = False

    def record_skipped(self) -> None:
        """Record that an allowed request was not made; the next one is the probe."""
        self.is_half_open = False
