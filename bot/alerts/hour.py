"""How many alerts a chat gets in an hour. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from storage.alerts import Hour

MOST_ALONE = 5
"""Alerts an hour that come by themselves; all others of that hour come together, in one message."""

HOUR = timedelta(hours=1)


def one_more(hour: Hour | None, now: datetime, morning: datetime | None) -> tuple[Hour, bool]:
    """A chat's hour after another alert, and whether it goes now; if not, it waits.

    An hour begins with its first alert. ``morning``: when the quiet hours end that hold it now.
    """
    begun = _current(hour, now)
    if morning is not None:
        return replace(begun, gather_at=begun.gather_at or morning), False
    if begun.told < MOST_ALONE:
        return replace(begun, told=begun.told + 1), True
    return replace(begun, gather_at=begun.gather_at or begun.began_at + HOUR), False


def gathered(hour: Hour, now: datetime, morning: datetime | None) -> tuple[Hour, bool]:
    """A chat's hour at the time of its gathering, and whether that goes now. It counts as one."""
    if morning is not None:
        return replace(hour, gather_at=morning), False
    begun = _current(hour, now)
    return replace(begun, told=begun.told + 1, gather_at=None), True


def _current(hour: Hour | None, now: datetime) -> Hour:
    if hour is None:
        return Hour(now)
    over = now >= hour.began_at + HOUR
    return Hour(now, gather_at=hour.gather_at) if over else hour
