"""Time in the sandbox: a wall clock that dates messages, and ticks that measure waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

WallClock = Callable[[], datetime]
Ticks = Callable[[], float]


def get_utc_now() -> datetime:
    """Return the system time in UTC."""
    return datetime.now(UTC)


class ManualClock:
    """A clock that moves only when `advance` is called or `now` is set. UTC."""

    def __init__(self, now: datetime = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)) -> None:
        self.now = now
        self._start = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        """Move the clock forward. The arguments are those of `timedelta`: `advance(hours=2)`."""
        self.now += timedelta(**delta)

    def adjust(self, **delta: float) -> None:
        """Set the wall clock forward or back, as a person or a time server does: no time passes."""
        self.now += timedelta(**delta)
        self._start += timedelta(**delta)

    def monotonic(self) -> float:
        """Return the seconds that have passed; `adjust` does not change them."""
        return (self.now - self._start).total_seconds()
