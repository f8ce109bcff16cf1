"""When a digest is due: a reader's hours and weekdays, on their own clock, as moments in UTC."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.chats.subscribers import EVERY_DAY, Subscriber

MAX_DELAY = timedelta(hours=3)
"""A digest that is later than this is not sent any more: its stories go into the next one."""

SUNDAY = 7
MIN_REVIEW_INTERVAL = timedelta(days=5)
"""Two Sundays are at least so far apart, whatever became of hours and time zones between them."""

_DAYS_AHEAD = 16
"""A day of the week comes again within seven days; twice that, where a zone has left out a day."""


@dataclass(frozen=True, slots=True)
class DigestSchedule:
    """``hours`` and ``weekdays`` (1 Monday to 7 Sunday) are not empty; ``weekly``: on Sundays the
    first hour counts in any case."""

    timezone: str
    digest_times: tuple[time, ...]
    weekdays: frozenset[int] = EVERY_DAY
    weekly_review: bool = False


def get_schedule(subscriber: Subscriber) -> DigestSchedule:
    return DigestSchedule(
        subscriber.timezone, subscriber.hours, subscriber.weekdays, subscriber.weekly
    )


def find_next_digest(schedule: DigestSchedule, after: datetime) -> datetime:
    """The first moment after ``after`` that is an hour of the timetable.

    An hour that summer time skips is read as if the clocks had not moved; one that comes twice is
    taken the first time.
    """
    zone = ZoneInfo(schedule.timezone)
    today = after.astimezone(zone).date()
    for ahead in range(_DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        hours = _times_on(schedule, day.isoweekday())
        moments = [datetime.combine(day, at, zone).astimezone(UTC) for at in hours]
        # A zone that moves across the date line leaves out a whole day.
        ahead_of = [m for m in moments if m > after and m.astimezone(zone).date() == day]
        if ahead_of:
            return min(ahead_of)
    raise AssertionError(f"nothing of {schedule} within {_DAYS_AHEAD} days of {after}")


def find_next_time(after: datetime, timezone: str, at: time) -> datetime:
    """The first moment after ``after`` when clocks in ``timezone`` show ``at``, on any day."""
    return find_next_digest(DigestSchedule(timezone, (at,)), after)


def get_next_due(subscriber: Subscriber, now: datetime) -> datetime | None:
    """When the reader hears next: None for who is not active and does not come back by
    themselves. What is due this minute stays due, whatever they change meanwhile."""
    if subscriber.state == "active":
        due = subscriber.next_digest_at
        if due is not None and due <= now and not is_overdue(subscriber, now):
            return due
        return find_next_digest(get_schedule(subscriber), now)
    if subscriber.state == "paused" and subscriber.paused_until is not None:
        return find_next_digest(get_schedule(subscriber), max(now, subscriber.paused_until))
    return None


def get_next_due_by_chat(subscribers: Iterable[Subscriber], now: datetime) -> dict[int, datetime]:
    """When the next digest of each chat is due; worked out once for equal timetables."""
    moments: dict[DigestSchedule, datetime] = {}
    found = {}
    for reader in subscribers:
        timetable = get_schedule(reader)
        if timetable not in moments:
            moments[timetable] = find_next_digest(timetable, now)
        found[reader.chat_id] = moments[timetable]
    return found


def is_overdue(subscriber: Subscriber, now: datetime) -> bool:
    """The service was down at the hour and for long after: the stories wait for the next one."""
    return subscriber.next_digest_at is not None and now - subscriber.next_digest_at >= MAX_DELAY


def group_by_expiry(subscribers: Iterable[Subscriber]) -> dict[datetime, list[int]]:
    """Chats by when what is due is too late: three hours after its own hour."""
    chats: dict[datetime, list[int]] = defaultdict(list)
    for reader in subscribers:
        assert reader.next_digest_at is not None, "it is due"
        chats[reader.next_digest_at + MAX_DELAY].append(reader.chat_id)
    return chats


def is_digest_due(subscriber: Subscriber) -> bool:
    """Whether what is due is a digest: on other days than theirs it is only a look back."""
    return _due_weekday(subscriber) in subscriber.weekdays


def is_weekly_review_due(subscriber: Subscriber, now: datetime) -> bool:
    """Whether a look back is due: at the first digest of a Sunday, once."""
    if not subscriber.weekly or _due_weekday(subscriber) != SUNDAY:
        return False
    last = subscriber.looked_back_at
    return last is None or now - last > MIN_REVIEW_INTERVAL


def _due_weekday(subscriber: Subscriber) -> int:
    assert subscriber.next_digest_at is not None, "it is due"
    return subscriber.next_digest_at.astimezone(ZoneInfo(subscriber.timezone)).isoweekday()


def _times_on(schedule: DigestSchedule, weekday: int) -> tuple[time, ...]:
    if weekday in schedule.weekdays:
        return schedule.digest_times
    return schedule.digest_times[:1] if schedule.weekly_review and weekday == SUNDAY else ()
