"""Test the parsing of dates and times as editors type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.i18n.datetimes import parse_datetime

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)  # 12:00 in Kyiv
KYIV = "Europe/Kyiv"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("18:30", "2026-07-01 18:30"),
        ("в 18.30", "2026-07-01 18:30"),
        ("8 вечера", "2026-07-01 20:00"),
        ("9", "2026-07-02 09:00"),
        ("сегодня 15:00", "2026-07-01 15:00"),
        ("сегодня в 10:00", "2026-07-01 10:00"),
        ("завтра в 9", "2026-07-02 09:00"),
        ("Завтра, 9:15", "2026-07-02 09:15"),
        ("післязавтра о 8 ранку", "2026-07-03 08:00"),
        ("tomorrow at 9 pm", "2026-07-02 21:00"),
        ("через 2 часа", "2026-07-01 14:00"),
        ("через час", "2026-07-01 13:00"),
        ("через полчаса", "2026-07-01 12:30"),
        ("за 30 хвилин", "2026-07-01 12:30"),
        ("через годину", "2026-07-01 13:00"),
        ("через пів години", "2026-07-01 12:30"),
        ("in an hour", "2026-07-01 13:00"),
        ("in 90 min", "2026-07-01 13:30"),
        ("через 3 дня", "2026-07-04 12:00"),
        ("+45 мин", "2026-07-01 12:45"),
        ("25.07 8:00", "2026-07-25 08:00"),
        ("25 июля 8:00", "2026-07-25 08:00"),
        ("25 липня о 8", "2026-07-25 08:00"),
        ("July 25 8am", "2026-07-25 08:00"),
        ("25 июля 2027 в 8:00", "2027-07-25 08:00"),
        ("2026-07-25 08:00", "2026-07-25 08:00"),
        ("1 января 9:00", "2027-01-01 09:00"),
        ("29.02 9:00", None),
        ("31.02 8:00", None),
        ("завтра", None),
        ("мост", None),
        ("через мост", None),
        ("25:00", None),
        ("", None),
    ],
)
def test_parse_datetime_as_typed(text: str, local: str | None) -> None:
    expected = (
        None if local is None else datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(KYIV))
    )
    assert parse_datetime(text, NOW, KYIV) == expected


@given(st.text(max_size=40))
def test_no_words_break_it(text: str) -> None:
    found = parse_datetime(text, NOW, KYIV)
    assert found is None or found.tzinfo is UTC


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    at=st.times(timezones=st.none()),
    zone=st.sampled_from([KYIV, "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_parse_datetime_time_alone_is_next_occurrence(
    now: datetime, at: datetime, zone: str
) -> None:
    found = parse_datetime(f"{at:%H:%M}", now, zone)
    assert found is not None
    assert now < found <= now + timedelta(hours=49)


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    ahead=st.integers(1, 300),
    zone=st.sampled_from([KYIV, "America/New_York", "UTC"]),
)
def test_parse_datetime_without_year_is_next_occurrence(
    now: datetime, ahead: int, zone: str
) -> None:
    day = (now.astimezone(ZoneInfo(zone)) + timedelta(days=ahead)).date()
    found = parse_datetime(f"{day:%d.%m} 12:00", now, zone)
    assert found is not None
    assert found.astimezone(ZoneInfo(zone)).date() == day
