"""Test when a source is fetched again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.sources.rhythm import (
    MAX_BACKOFF,
    MAX_INTERVAL,
    MIN_ARTICLES,
    MIN_INTERVAL,
    compute_backoff,
    compute_interval,
    schedule_next_fetch,
)
from tests.support.factories import NOON

USUAL = timedelta(minutes=10)


def every(gap: timedelta, count: int = 20, silent: timedelta = timedelta()) -> list[datetime]:
    return [NOON - silent - gap * number for number in range(count)]


@pytest.mark.parametrize(
    ("gap_minutes", "silent_hours", "low", "high"),
    [
        (1, 0, 5, 5),
        (60, 0, 28, 30),
        (60 * 24, 0, 360, 360),
        (10, 0, 5, 5),
        (10, 24, 36, 42),  # busy, then silent for a day
        (10, 24 * 30, 360, 360),
    ],
)
def test_a_source_is_read_about_twice_as_often_as_it_publishes(
    gap_minutes: int, silent_hours: int, low: int, high: int
) -> None:
    published = every(timedelta(minutes=gap_minutes), silent=timedelta(hours=silent_hours))
    waited = compute_interval(published, NOON, USUAL)
    assert timedelta(minutes=low) <= waited <= timedelta(minutes=high)


def test_too_few_articles_make_no_rhythm() -> None:
    few = every(timedelta(days=1), count=MIN_ARTICLES - 1)
    assert compute_interval(few, NOON, USUAL) == USUAL


moments = st.datetimes(
    min_value=(NOON - timedelta(days=400)).replace(tzinfo=None), max_value=NOON.replace(tzinfo=None)
).map(lambda naive: naive.replace(tzinfo=NOON.tzinfo))


@given(st.lists(moments, min_size=MIN_ARTICLES, max_size=20))
def test_the_interval_keeps_its_bounds(published: list[datetime]) -> None:
    assert MIN_INTERVAL <= compute_interval(published, NOON, USUAL) <= MAX_INTERVAL


@given(
    st.timedeltas(MIN_INTERVAL, MAX_INTERVAL),
    st.integers(0, 10**6),
    st.sets(st.integers(0, 23), max_size=23),
    st.floats(0, 1),
)
def test_the_next_reading_keeps_what_the_publisher_asks(
    wait: timedelta, ttl: int, skipped: set[int], draw: float
) -> None:
    due = schedule_next_fetch(NOON, wait, ttl=ttl, skip_hours=skipped, jitter=draw)
    assert due.hour not in skipped
    assert due >= NOON + min(timedelta(minutes=ttl), MAX_INTERVAL)
    assert due >= NOON + wait * 0.899
    if not skipped:
        assert due <= NOON + max(wait, min(timedelta(minutes=ttl), MAX_INTERVAL))
    assert due <= NOON + MAX_INTERVAL + timedelta(hours=24)


def test_failures_double_the_wait_up_to_a_day() -> None:
    waits = [compute_backoff(failures, USUAL) for failures in range(40)]
    assert waits[:4] == [USUAL, USUAL * 2, USUAL * 4, USUAL * 8]
    assert waits == sorted(waits)
    assert waits[-1] == MAX_BACKOFF
    assert compute_backoff(0, USUAL, retry_after=7200) == timedelta(hours=2)
    assert compute_backoff(0, USUAL, retry_after=1) == USUAL
