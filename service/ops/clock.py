"""The one clock. Whatever asks for the time is given one, so that a test can move it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the time now, timezone-aware, UTC."""


def system_clock() -> datetime:
    """Whole milliseconds, as the database keeps them: what is compared before and after it was
    stored compares the same."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
