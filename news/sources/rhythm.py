"""Decide when to fetch a source again. Pure.

A source is fetched about twice as often as it publishes, between every five minutes and every six
hours, unless it asks for longer pauses; after each failure the wait doubles.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

MIN_INTERVAL = timedelta(minutes=5)
MAX_INTERVAL = timedelta(hours=6)
MAX_BACKOFF = timedelta(days=1)
MIN_ARTICLES = 5
"""Articles needed to compute an interval."""
_MAX_JITTER = 0.1
_MAX_SHIFT_HOURS = 24


def compute_interval(
    published: Sequence[datetime], now: datetime, default_interval: timedelta
) -> timedelta:
    """Return the wait between two fetches of a source, from the times of its newest articles.

    ``default_interval`` applies while there are too few. The time since the last article counts, so
    a source that stops publishing is fetched less and less often.
    """
    if len(published) < MIN_ARTICLES:
        return default_interval
    gap = (now - min(published)) / len(published)
    return max(MIN_INTERVAL, min(gap / 2, MAX_INTERVAL))


def schedule_next_fetch(
    now: datetime,
    interval: timedelta,
    *,
    ttl: int = 0,
    skip_hours: Collection[int] = (),
    jitter: float = 0.0,
) -> datetime:
    """Return when to fetch next: after ``interval``, not before the publisher's ``ttl`` in minutes
    (six hours at most), and not in ``skip_hours``, UTC.

    ``jitter``, 0..1, makes it a little earlier, so that sources added together spread out.
    """
    cache_time = min(timedelta(minutes=ttl), MAX_INTERVAL)
    due = now + max(interval - interval * _MAX_JITTER * jitter, cache_time)
    for _ in range(_MAX_SHIFT_HOURS):
        if due.hour not in skip_hours:
            break
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due


def compute_backoff(failures: int, default_interval: timedelta, retry_after: int = 0) -> timedelta:
    """Return how long to wait after the source failed, having failed ``failures`` times in a row
    before.

    ``retry_after``: seconds that its server asked for.
    """
    wait = min(MAX_BACKOFF, default_interval * (1 << min(failures, 16)))
    return max(wait, timedelta(seconds=retry_after))
