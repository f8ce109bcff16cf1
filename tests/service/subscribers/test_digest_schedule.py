"""Test when the next digest is due, compared with a clock that is read minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.i18n.datetimes import find_next_time
from service.subscribers.digest_schedule import (
    SUNDAY,
    DigestSchedule,
    find_next_digest,
    get_next_due,
    get_next_due_by_chat,
    get_served_until,
    is_digest_due,
    is_weekly_review_due,
)
from storage.chats.subscribers import EVERY_DAY
from tests.support.factories import subscriber

MINUTE = timedelta(minutes=1)
ZONES = (
    "Europe/Kyiv",
    "America/New_York",
    "America/Santiago",
    "America/Nuuk",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "UTC",
)

clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
hours = st.lists(clocks, min_size=1, max_size=3, unique=True).map(lambda h: tuple(sorted(h)))
weekdays = st.frozensets(st.integers(1, 7), min_size=1)
timetables = st.builds(DigestSchedule, st.sampled_from(ZONES), hours, weekdays, st.booleans())
moments = st.datetimes(datetime(2023, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
# Around the nights on which clocks are changed.
changes = st.sampled_from(
    [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC),
     datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC),
     datetime(2026, 4, 5, tzinfo=UTC), datetime(2026, 9, 6, tzinfo=UTC)]
)  # fmt: skip
near_changes = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes), changes, st.integers(-2880, 2880)
)


def strikes(timetable: DigestSchedule, moment: datetime) -> bool:
    """Return whether a local clock shows a digest time at this minute.

    If the clock goes through a time twice, the first counts; if it skips one, the time counts that is
    as much later as the clock has jumped.
    """
    local = moment.astimezone(ZoneInfo(timetable.timezone))
    if local.fold:
        return False
    weekday = local.isoweekday()
    hours = timetable.digest_times if weekday in timetable.weekdays else ()
    if timetable.weekly_review and weekday == SUNDAY:
        hours = hours or timetable.digest_times[:1]
    shown = local.replace(tzinfo=None)
    due = (datetime.combine(local.date(), at) for at in hours)
    return any(shown == at + jump(at, local.tzinfo) for at in due)


def jump(at: datetime, zone: tzinfo | None) -> timedelta:
    """Return by how much the clocks skip a time; zero if they do not."""
    before, after = (at.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    assert before is not None
    assert after is not None
    return max(after - before, timedelta(0))


@settings(max_examples=100)
@given(timetables, st.one_of(moments, near_changes))
@example(
    DigestSchedule("Europe/Kyiv", (time(3, 30),), frozenset({7})),
    datetime(2026, 3, 28, 12, tzinfo=UTC),
)
@example(
    DigestSchedule("Europe/Kyiv", (time(3, 30), time(4)), frozenset({7})),
    datetime(2026, 3, 29, 0, 50, tzinfo=UTC),
)
def test_next_due_is_first_matching_minute(timetable: DigestSchedule, after: datetime) -> None:
    moment = after + MINUTE
    while not strikes(timetable, moment):
        moment += MINUTE
        assert moment < after + timedelta(days=9)
    assert find_next_digest(timetable, after) == moment


@given(timetables, moments)
def test_next_due_times_follow_each_other(timetable: DigestSchedule, after: datetime) -> None:
    first = find_next_digest(timetable, after)
    second = find_next_digest(timetable, first)
    assert after < first < second
    assert find_next_digest(timetable, first - MINUTE) == first


@pytest.mark.parametrize(
    ("after", "at", "due"),
    [
        pytest.param("2026-03-28T12:00", time(8), "2026-03-29T05:00", id="summer time begins"),
        pytest.param("2026-10-24T12:00", time(8), "2026-10-25T06:00", id="summer time ends"),
        pytest.param("2026-03-28T12:00", time(3, 30), "2026-03-29T01:30", id="an hour that is not"),
        pytest.param(
            "2026-10-24T12:00", time(3, 30), "2026-10-25T00:30", id="an hour that is twice"
        ),
    ],
)
def test_next_due_follows_summer_time(after: str, at: time, due: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert find_next_time(moment, "Europe/Kyiv", at) == datetime.fromisoformat(due).replace(
        tzinfo=UTC
    )


def test_next_due_skips_a_day_left_out_of_the_calendar() -> None:
    """Samoa skipped Friday, 30 December 2011."""
    fridays = DigestSchedule("Pacific/Apia", (time(8),), frozenset({5}))
    moment = find_next_digest(fridays, datetime(2011, 12, 29, 20, tzinfo=UTC))
    assert moment.astimezone(ZoneInfo("Pacific/Apia")).isoformat() == "2012-01-06T08:00:00+14:00"


NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)  # a Wednesday


def test_next_due_after_a_pause() -> None:
    reader = subscriber(1, state="paused", paused_until=datetime(2026, 7, 8, 12, tzinfo=UTC))
    assert get_next_due(reader, NOON) == datetime(2026, 7, 9, 5, tzinfo=UTC)
    assert get_next_due(subscriber(1, state="paused"), NOON) is None
    assert get_next_due(subscriber(1, state="unreachable"), NOON) is None


def test_next_due_of_this_minute_survives_changes() -> None:
    due = NOON - MINUTE
    assert get_next_due(subscriber(1, next_digest_at=due), NOON) == due
    late = NOON - timedelta(hours=4)
    assert get_next_due(subscriber(1, next_digest_at=late), NOON) > NOON  # type: ignore[operator]


def test_change_after_a_digest_that_came_early_brings_no_second_one() -> None:
    """The digest of 15:00 in Kyiv came before noon in UTC: the next is due on the day after."""
    tomorrow = NOON + timedelta(days=1)
    reader = subscriber(1, digest_times=(time(15),), next_digest_at=tomorrow)
    at_eleven = NOON - timedelta(hours=1)
    served_until = get_served_until(reader, at_eleven)
    assert served_until == NOON
    changed = replace(reader, weekly_review=True)
    assert get_next_due(changed, at_eleven, served_until) == tomorrow
    later = replace(reader, digest_times=(time(17),))
    assert get_next_due(later, at_eleven, served_until) == NOON + timedelta(hours=2)
    not_served = replace(reader, next_digest_at=NOON)
    assert get_served_until(not_served, at_eleven) == at_eleven


SUNDAY_MORNING = datetime(2026, 7, 5, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("weekly", "days", "last", "digest", "is_due"),
    [
        (False, EVERY_DAY, None, True, False),
        (True, EVERY_DAY, None, True, True),
        (True, frozenset({1}), None, False, True),
        (True, EVERY_DAY, SUNDAY_MORNING - timedelta(days=7), True, True),
        (True, EVERY_DAY, SUNDAY_MORNING - timedelta(days=6, hours=9), True, True),
        (True, EVERY_DAY, SUNDAY_MORNING - timedelta(hours=3), True, False),
        (True, EVERY_DAY, SUNDAY_MORNING - timedelta(hours=26), True, False),
    ],
)
def test_a_weekly_review_is_due_once_a_sunday(
    weekly: bool,
    days: frozenset[int],
    last: datetime | None,
    digest: bool,
    is_due: bool,
) -> None:
    reader = subscriber(
        1,
        weekly_review=weekly,
        weekdays=days,
        weekly_review_sent_at=last,
        next_digest_at=SUNDAY_MORNING,
    )
    assert is_digest_due(reader) is digest
    assert is_weekly_review_due(reader, SUNDAY_MORNING) is is_due


def test_next_due_by_chat_equals_next_due() -> None:
    readers = [subscriber(1), subscriber(2, timezone="Asia/Tokyo"), subscriber(3)]
    assert get_next_due_by_chat(readers, NOON) == {
        r.chat_id: get_next_due(r, NOON) for r in readers
    }
