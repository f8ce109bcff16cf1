"""Time in the sandbox: the wall clock that messages are dated by, and the one that only ticks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

WallClock = Callable[[], datetime]
Ticks = Callable[[], float]


def utc_now() -> datetime:
    return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is told otherwise. UTC."""

    def __init__(self, now: datetime = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        """`advance(hours=2)`: the arguments of `timedelta`."""
        self.now += timedelta(**delta)
