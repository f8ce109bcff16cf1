"""What a broadcast takes and costs."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasting.estimate import Pace, breaking_pace, estimate
from bot.settings import Settings

rates = st.floats(0.5, 1000, allow_nan=False)
counts = st.integers(0, 1_000_000)


def test_a_hundred_thousand() -> None:
    free = estimate(100_000, Pace(30, paid=False))
    assert free.takes == timedelta(seconds=3334)
    assert free.stars == 0
    paid = estimate(100_000, Pace(1000, paid=True))
    assert paid.takes == timedelta(seconds=100)
    assert paid.stars == 9_700  # thirty of each second's thousand are free


def test_few_are_free_at_any_pace() -> None:
    assert estimate(30, Pace(1000, paid=True)).stars == 0
    assert estimate(40, Pace(1000, paid=True)).stars == 1


@given(count=counts, rate=rates, paid=st.booleans())
def test_it_is_never_less_than_it_will_be(count: int, rate: float, paid: bool) -> None:
    told = estimate(count, Pace(rate, paid))
    assert told.takes.total_seconds() * rate >= count * 0.999
    assert 0 <= told.stars <= -(-count // 10)
    if not paid or rate <= 30:
        assert told.stars == 0


@given(count=counts, more=counts, rate=rates)
def test_more_readers_never_take_or_cost_less(count: int, more: int, rate: float) -> None:
    pace = Pace(rate, paid=True)
    few, many = estimate(count, pace), estimate(count + more, pace)
    assert few.takes <= many.takes
    assert few.stars <= many.stars


def test_a_paid_rate_counts_where_it_is_faster(settings: Settings) -> None:
    assert breaking_pace(settings) == Pace(30, paid=False)
    settings.paid_send_rate = 20
    assert breaking_pace(settings) == Pace(30, paid=False)
    settings.paid_send_rate = 500
    assert breaking_pace(settings) == Pace(500, paid=True)
