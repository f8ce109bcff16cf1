"""The clock. It is passed to everything that needs the time, so that tests can set it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the current time, timezone-aware, in UTC."""

Monotonic = Callable[[], float]
"""Returns seconds that only grow. Durations in memory use it: a clock that is set back would make
them longer."""


def system_clock() -> datetime:
    """Return the time in whole milliseconds, as the database stores it.

    So times compare equal before and after they are stored.
    """
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
