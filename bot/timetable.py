"""When a digest is due: a reader's hours and weekdays, on their own clock, as moments in UTC."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.subscribers import EVERY_DAY, Subscriber

LATEST = timedelta(hours=3)
"""A digest that is later than this is not sent any more: its stories go into the next one."""

SUNDAY = 7
A_WEEK_OR_SO = timedelta(days=5)
"""Two Sundays are at least so far apart, whatever became of hours and time zones between them."""

_DAYS_AHEAD = 16
"""A day of the week comes again within seven days; twice that, where a zone has left out a day."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """``hours`` and ``weekdays`` (1 Monday to 7 Sunday) are not empty; ``weekly``: on Sundays the
    first hour counts in any case."""

    timezone: str
    hours: tuple[time, ...]
    weekdays: frozenset[int] = EVERY_DAY
    weekly: bool = False


def of(reader: Subscriber) -> Timetable:
    return Timetable(reader.timezone, reader.hours, reader.weekdays, reader.weekly)


def next_digest(timetable: Timetable, after: datetime) -> datetime:
    """The first moment after ``after`` that is an hour of the timetable.

    An hour that summer time skips is read as if the clocks had not moved; one that comes twice is
    taken the first time.
    """
    zone = ZoneInfo(timetable.timezone)
    today = after.astimezone(zone).date()
    for ahead in range(_DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        hours = _hours_of(timetable, day.isoweekday())
        moments = [datetime.combine(day, at, zone).astimezone(UTC) for at in hours]
        # A zone that moves across the date line leaves out a whole day.
        ahead_of = [m for m in moments if m > after and m.astimezone(zone).date() == day]
        if ahead_of:
            return min(ahead_of)
    raise AssertionError(f"nothing of {timetable} within {_DAYS_AHEAD} days of {after}")


def next_time(after: datetime, timezone: str, at: time) -> datetime:
    """The first moment after ``after`` when clocks in ``timezone`` show ``at``, on any day."""
    return next_digest(Timetable(timezone, (at,)), after)


def planned(reader: Subscriber, now: datetime) -> datetime | None:
    """When the reader hears next: None for who is not active and does not come back by
    themselves. What is due this minute stays due, whatever they change meanwhile."""
    if reader.state == "active":
        due = reader.next_digest_at
        if due is not None and due <= now and not is_too_late(reader, now):
            return due
        return next_digest(of(reader), now)
    if reader.state == "paused" and reader.paused_until is not None:
        return next_digest(of(reader), max(now, reader.paused_until))
    return None


def upcoming(readers: Iterable[Subscriber], now: datetime) -> dict[int, datetime]:
    """When the next digest of each chat is due; worked out once for equal timetables."""
    moments: dict[Timetable, datetime] = {}
    found = {}
    for reader in readers:
        timetable = of(reader)
        if timetable not in moments:
            moments[timetable] = next_digest(timetable, now)
        found[reader.chat_id] = moments[timetable]
    return found


def is_too_late(reader: Subscriber, now: datetime) -> bool:
    """The service was down at the hour and for long after: the stories wait for the next one."""
    return reader.next_digest_at is not None and now - reader.next_digest_at >= LATEST


def by_expiry(readers: Iterable[Subscriber]) -> dict[datetime, list[int]]:
    """Chats by when what is due is too late: three hours after its own hour."""
    chats: dict[datetime, list[int]] = defaultdict(list)
    for reader in readers:
        assert reader.next_digest_at is not None, "it is due"
        chats[reader.next_digest_at + LATEST].append(reader.chat_id)
    return chats


def is_for_digest(reader: Subscriber) -> bool:
    """Whether what is due is a digest: on other days than theirs it is only a look back."""
    return _due_on(reader) in reader.weekdays


def is_for_look_back(reader: Subscriber, now: datetime) -> bool:
    """Whether a look back is due: at the first digest of a Sunday, once."""
    if not reader.weekly or _due_on(reader) != SUNDAY:
        return False
    last = reader.looked_back_at
    return last is None or now - last > A_WEEK_OR_SO


def _due_on(reader: Subscriber) -> int:
    assert reader.next_digest_at is not None, "it is due"
    return reader.next_digest_at.astimezone(ZoneInfo(reader.timezone)).isoweekday()


def _hours_of(timetable: Timetable, weekday: int) -> tuple[time, ...]:
    if weekday in timetable.weekdays:
        return timetable.hours
    return timetable.hours[:1] if timetable.weekly and weekday == SUNDAY else ()
