"""When a digest is due: the digest times and weekdays of a subscriber's own clock, as UTC."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from service.i18n.datetimes import find_next_moment
from storage.chats.subscribers import EVERY_DAY, Subscriber

MAX_DELAY = timedelta(hours=3)
"""How late a digest is still sent; the stories of a later one go into the next."""

SUNDAY = 7
MIN_REVIEW_INTERVAL = timedelta(days=5)
"""The least time between two Sunday reviews, also after changes of digest times and time zone."""


@dataclass(frozen=True, slots=True)
class DigestSchedule:
    """``digest_times`` and ``weekdays`` (1 Monday to 7 Sunday) are not empty.

    ``weekly_review``: the first digest time counts on Sundays in any case.
    """

    timezone: str
    digest_times: tuple[time, ...]
    weekdays: frozenset[int] = EVERY_DAY
    weekly_review: bool = False


def get_schedule(subscriber: Subscriber) -> DigestSchedule:
    """Return the part of a subscriber that decides when digests are due."""
    return DigestSchedule(
        subscriber.timezone, subscriber.digest_times, subscriber.weekdays, subscriber.weekly_review
    )


def find_next_digest(schedule: DigestSchedule, after: datetime) -> datetime:
    """Return the first moment after ``after`` that is a digest time of the schedule."""
    return find_next_moment(after, schedule.timezone, partial(_times_on, schedule))


def get_next_due(
    subscriber: Subscriber, now: datetime, served_until: datetime | None = None
) -> datetime | None:
    """Return when the next digest is due; None if the subscriber is not active and does not
    resume by itself.

    A digest that is due now stays due when a setting changes. ``served_until``: the digest time
    that was served early, if that is later than now (`get_served_until`).
    """
    after = max(now, served_until or now)
    if subscriber.state == "active":
        due = subscriber.next_digest_at
        if due is not None and due <= now and not is_overdue(subscriber, now):
            return due
        return find_next_digest(get_schedule(subscriber), after)
    if subscriber.state == "paused" and subscriber.paused_until is not None:
        return find_next_digest(get_schedule(subscriber), max(after, subscriber.paused_until))
    return None


def get_served_until(subscriber: Subscriber, now: datetime) -> datetime:
    """Return the digest time whose digest an active subscriber has got before that time; ``now`` if
    there is none."""
    if subscriber.state != "active" or subscriber.next_digest_at is None:
        return now
    moment = find_next_digest(get_schedule(subscriber), now)
    return moment if moment < subscriber.next_digest_at else now


def get_next_due_by_chat(subscribers: Iterable[Subscriber], now: datetime) -> dict[int, datetime]:
    """Return when the digest after the one that is sent ``now`` is due, by chat.

    A digest that is sent before its time is not due at that time again. Computed once for equal
    schedules.
    """
    moments: dict[tuple[DigestSchedule, datetime], datetime] = {}
    next_due = {}
    for subscriber in subscribers:
        after = max(now, subscriber.next_digest_at or now)
        key = (get_schedule(subscriber), after)
        if key not in moments:
            moments[key] = find_next_digest(*key)
        next_due[subscriber.chat_id] = moments[key]
    return next_due


def is_overdue(subscriber: Subscriber, now: datetime) -> bool:
    """Return whether the digest is too late to send, because the service was down."""
    return subscriber.next_digest_at is not None and now - subscriber.next_digest_at >= MAX_DELAY


def group_by_expiry(subscribers: Iterable[Subscriber]) -> dict[datetime, list[int]]:
    """Return chats by when their due digest is too late: `MAX_DELAY` after its time."""
    chats: dict[datetime, list[int]] = defaultdict(list)
    for subscriber in subscribers:
        assert subscriber.next_digest_at is not None, "it is due"
        chats[subscriber.next_digest_at + MAX_DELAY].append(subscriber.chat_id)
    return chats


def is_digest_due(subscriber: Subscriber) -> bool:
    """Return whether a digest is due; on a day without digests it is only a weekly review."""
    return _due_weekday(subscriber) in subscriber.weekdays


def is_weekly_review_due(subscriber: Subscriber, now: datetime) -> bool:
    """Return whether a weekly review is due: once, at the first digest time of a Sunday."""
    if not subscriber.weekly_review or _due_weekday(subscriber) != SUNDAY:
        return False
    last = subscriber.weekly_review_sent_at
    return last is None or now - last > MIN_REVIEW_INTERVAL


def _due_weekday(subscriber: Subscriber) -> int:
    assert subscriber.next_digest_at is not None, "it is due"
    return subscriber.next_digest_at.astimezone(ZoneInfo(subscriber.timezone)).isoweekday()


def _times_on(schedule: DigestSchedule, weekday: int) -> tuple[time, ...]:
    if weekday in schedule.weekdays:
        return schedule.digest_times
    return schedule.digest_times[:1] if schedule.weekly_review and weekday == SUNDAY else ()
