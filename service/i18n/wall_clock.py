"""Find the next moment at which the clocks of a time zone show a given time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MAX_DAYS = 16
"""A weekday comes again within 7 days, or 14 where a zone leaves out a day."""


def find_next_moment(
    after: datetime, timezone: str, times_on: Callable[[int], Iterable[time]]
) -> datetime:
    """Return the first moment after ``after``, in UTC, at one of the times of its day.

    ``times_on``: the times of a weekday (1 Monday to 7 Sunday), not empty for all of them. A time
    that summer time skips is read as if the clocks had not moved; one that occurs twice is taken
    the first time.
    """
    zone = ZoneInfo(timezone)
    today = after.astimezone(zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(_MAX_DAYS)):
        times = times_on(day.isoweekday())
        moments = [datetime.combine(day, at, zone).astimezone(UTC) for at in times]
        # A zone that moves across the date line leaves out a whole day.
        later = [m for m in moments if m > after and m.astimezone(zone).date() == day]
        if later:
            return min(later)
    raise AssertionError(f"no time in {timezone} within {_MAX_DAYS} days of {after}")


def find_next_time(after: datetime, timezone: str, at: time) -> datetime:
    """Return the first moment after ``after`` when clocks in ``timezone`` show ``at``."""
    return find_next_moment(after, timezone, lambda _: (at,))
