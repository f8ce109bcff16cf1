"""Test the estimated duration and cost of a broadcast."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.broadcasts.estimate import SendRate, estimate_delivery, get_breaking_rate
from service.config import Settings

rates = st.floats(0.5, 1000, allow_nan=False)
counts = st.integers(0, 1_000_000)


def test_estimate_of_a_hundred_thousand() -> None:
    free = estimate_delivery(100_000, SendRate(30, is_paid=False))
    assert free.duration == timedelta(seconds=3334)
    assert free.max_stars == 0
    paid = estimate_delivery(100_000, SendRate(1000, is_paid=True))
    assert paid.duration == timedelta(seconds=100)
    assert paid.max_stars == 9_700  # thirty of each second's thousand are free


def test_estimate_of_few_recipients_is_free() -> None:
    assert estimate_delivery(30, SendRate(1000, is_paid=True)).max_stars == 0
    assert estimate_delivery(40, SendRate(1000, is_paid=True)).max_stars == 1


@given(count=counts, rate=rates, paid=st.booleans())
def test_estimate_is_an_upper_bound(count: int, rate: float, paid: bool) -> None:
    estimate = estimate_delivery(count, SendRate(rate, paid))
    assert estimate.duration.total_seconds() * rate >= count * 0.999
    assert 0 <= estimate.max_stars <= -(-count // 10)
    if not paid or rate <= 30:
        assert estimate.max_stars == 0


@given(count=counts, more=counts, rate=rates)
def test_estimate_is_monotonic(count: int, more: int, rate: float) -> None:
    pace = SendRate(rate, is_paid=True)
    few, many = estimate_delivery(count, pace), estimate_delivery(count + more, pace)
    assert few.duration <= many.duration
    assert few.max_stars <= many.max_stars


def test_estimate_uses_paid_rate_where_faster(settings: Settings) -> None:
    assert get_breaking_rate(settings) == SendRate(30, is_paid=False)
    settings.paid_send_rate = 20
    assert get_breaking_rate(settings) == SendRate(30, is_paid=False)
    settings.paid_send_rate = 500
    assert get_breaking_rate(settings) == SendRate(500, is_paid=True)
