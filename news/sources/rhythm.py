"""When to read a source again. Pure.

A source is read about twice as often as it publishes, between five minutes and six hours apart,
unless it asks for more rest; one that fails is left alone for twice as long each time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

MIN_INTERVAL = timedelta(minutes=5)
MAX_INTERVAL = timedelta(hours=6)
MAX_BACKOFF = timedelta(days=1)
MIN_ARTICLES = 5
"""Articles that make a rhythm."""
_MAX_JITTER = 0.1
_MAX_SHIFT_HOURS = 24


def compute_interval(
    published: Sequence[datetime], now: datetime, default_interval: timedelta
) -> timedelta:
    """How long to wait between two readings of a source whose newest articles were ``published``
    then; ``usual`` while there are too few to tell. The time since the last one counts, so a source
    that falls silent is read ever more seldom."""
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
    """The moment to read again: after ``wait``, not before the ``ttl`` minutes that the publisher
    says it stays fresh (six hours at most), and not in the hours, UTC, that it wants skipped.

    ``draw``, 0..1, makes it a little sooner, so that what began together does not stay together.
    """
    told = min(timedelta(minutes=ttl), MAX_INTERVAL)
    due = now + max(interval - interval * _MAX_JITTER * jitter, told)
    for _ in range(_MAX_SHIFT_HOURS):
        if due.hour not in skip_hours:
            break
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due


def compute_backoff(failures: int, default_interval: timedelta, retry_after: int = 0) -> timedelta:
    """How long to leave a source alone that failed ``failures`` times in a row before this one.
    ``retry_after``: seconds that its server asked for."""
    wait = min(MAX_BACKOFF, default_interval * (1 << min(failures, 16)))
    return max(wait, timedelta(seconds=retry_after))
