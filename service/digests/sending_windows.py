"""Plan when the digests of a digest time start, so that the last of them arrives at that time.

The bot sends `Settings.send_rate` messages a second. Where many subscribers chose one digest time,
it means "by 08:00": their digests are sent in the time before it, at the rate that is left after
replies and alerts. Nothing is stored: each tick plans from the digests that are not sent yet.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.chats import subscribers
from storage.database.engine import Database

USABLE_SHARE = 0.9
"""The share of the send rate that is planned for digests; replies and alerts take the rest."""

TICK = timedelta(minutes=1)
"""How often due digests are looked for."""

MIN_DURATION = TICK / 2
"""What takes less time than this is sent at its digest time, not before it."""

MAX_EARLY = timedelta(minutes=15)
"""How much earlier than chosen a digest may come without being announced in the settings."""

SUGGESTION_STEP = timedelta(minutes=15)
MAX_SUGGESTION_DISTANCE = timedelta(hours=3)

HORIZON = timedelta(hours=24)
"""How far ahead digest times are planned."""


@dataclass(frozen=True, slots=True)
class SendingWindow:
    """The time in which the ``count`` digests of one digest time are sent, ``rate`` a second.

    ``ends_at`` is the digest time, or before it where the window of a later one begins earlier.
    """

    digest_time: datetime
    count: int
    starts_at: datetime
    ends_at: datetime
    rate: float

    @property
    def duration(self) -> timedelta:
        """How long sending takes."""
        return self.ends_at - self.starts_at

    @property
    def is_crowded(self) -> bool:
        """Whether digests come so early that their readers should know."""
        return self.starts_at < self.digest_time - MAX_EARLY

    def count_to_send(self, now: datetime) -> int:
        """Return how many digests have to be sent until the next tick."""
        later = max(0.0, (self.ends_at - now - TICK).total_seconds())
        return max(0, self.count - math.floor(later * self.rate))


def plan_windows(counts: Mapping[datetime, int], send_rate: float) -> list[SendingWindow]:
    """Return the windows of the digest times that are sent early, the first of them first.

    ``counts``: the number of digests at each digest time. The latest window is planned first; an
    earlier one ends where the next begins, if they would overlap.
    """
    return sorted(_plan_backwards(counts, send_rate), key=lambda window: window.starts_at)


def _plan_backwards(counts: Mapping[datetime, int], send_rate: float) -> Iterator[SendingWindow]:
    rate = send_rate * USABLE_SHARE
    next_start: datetime | None = None
    for digest_time, count in sorted(counts.items(), reverse=True):
        ends_at = digest_time if next_start is None else min(digest_time, next_start)
        needed = timedelta(seconds=count / rate)
        if needed > MIN_DURATION or ends_at < digest_time:
            next_start = ends_at - needed
            yield SendingWindow(digest_time, count, next_start, ends_at, rate)


async def count_due(
    database: Database, now: datetime, horizon: timedelta = HORIZON
) -> dict[datetime, int]:
    """Return how many digests are due at each time within a ``horizon``."""
    async with database.read() as connection:
        return await subscribers.count_by_digest_time(connection, now, now + horizon)


def _count_next_day(counts: Mapping[datetime, int], until: datetime) -> dict[datetime, int]:
    """Return how many digests a day later than ``until`` will have at each time: the next digest of
    those who still get one before is counted as the one a day later."""
    next_day = Counter[datetime]()
    for at, count in counts.items():
        next_day[at if at > until else at + HORIZON] += count
    return next_day


@dataclass(slots=True)
class SendingPlan:
    """The windows of the digests of the next `HORIZON`, as they were at the last tick.

    ``send_rate``: messages a second. ``next_day``: the windows after it as they will be, for those
    who have the digest of a crowded time already while others still get it.
    """

    send_rate: float
    windows: list[SendingWindow] = field(default_factory=list)
    next_day: list[SendingWindow] = field(default_factory=list)

    async def update(self, database: Database, now: datetime) -> list[SendingWindow]:
        """Plan from the digests that are due after ``now``; return the windows."""
        counts, until = await count_due(database, now, 2 * HORIZON), now + HORIZON
        soon = {at: count for at, count in counts.items() if at <= until}
        self.windows = plan_windows(soon, self.send_rate)
        self.next_day = plan_windows(_count_next_day(counts, until), self.send_rate)
        return self.windows

    def get_longest_duration(self) -> timedelta:
        """Return how long the digests of the fullest digest time take; 0 if none are sent early."""
        return max((one.duration for one in self.windows), default=timedelta(0))

    def find_crowded(self, digest_time: datetime | None) -> SendingWindow | None:
        """Return the window of a digest time if its digests come notably earlier."""
        return next((one for one in self._list_crowded() if one.digest_time == digest_time), None)

    def suggest_time(self, digest_time: datetime) -> datetime | None:
        """Return the nearest time without a crowd, within `MAX_SUGGESTION_DISTANCE`; of two equally
        near ones the later. None if there is none."""
        crowded = self._list_crowded()
        distance = SUGGESTION_STEP
        while distance <= MAX_SUGGESTION_DISTANCE:
            for candidate in (digest_time + distance, digest_time - distance):
                if not any(one.starts_at < candidate <= one.digest_time for one in crowded):
                    return candidate
            distance += SUGGESTION_STEP
        return None

    def _list_crowded(self) -> list[SendingWindow]:
        return [one for one in (*self.windows, *self.next_day) if one.is_crowded]
