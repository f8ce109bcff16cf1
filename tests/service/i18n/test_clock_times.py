"""Test the parsing of times as people write them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.i18n.clock_times import (
    MAX_CLOCK_TIME_CHARS,
    MAX_CLOCK_TIMES_CHARS,
    parse_clock_time,
    parse_clock_times,
)
from service.i18n.durations import MAX_PAUSE_CHARS, parse_pause_end, parse_time_span
from service.i18n.time_words import CLOCK_WORDS, DAY_PARTS, FILLER_WORDS, NUMBER_WORDS

minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("8", time(8)),
        ("07:30", time(7, 30)),
        ("7.30", time(7, 30)),
        ("7ч30", time(7, 30)),
        ("8 часов 30 минут", time(8, 30)),
        ("в 9", time(9)),
        ("8!", time(8)),
        ("8 утра", time(8)),
        ("утром в 8", time(8)),
        ("9 вечера", time(21)),
        ("о 9 вечора", time(21)),
        ("2 дня", time(14)),
        ("в час дня", time(13)),
        ("час ночи", time(1)),
        ("12 ночи", time(0)),
        ("00:30 ночи", time(0, 30)),
        ("11 ночи", time(23)),
        ("2 ночи", time(2)),
        ("12 вечера", time(0)),
        ("12 дня", time(12)),
        ("8 ранку", time(8)),
        ("7:30 pm", time(19, 30)),
        ("7:30pm", time(19, 30)),
        ("8 p.m.", time(20)),
        ("12 am", time(0)),
        ("7 o’clock in the evening", time(19)),
        ("19.45", time(19, 45)),
        ("20 вечера", time(20)),
        ("полдень", time(12)),
        ("опівночі", time(0)),
        ("noon", time(12)),
        ("восемь вечера", time(20)),
        ("о восьмій ранку", time(8)),
        ("seven thirty", time(7, 30)),
        ("двадцать один тридцать", time(21, 30)),
        ("двадцять перша", time(21)),
        ("полвосьмого", time(7, 30)),
        ("половина восьмого вечера", time(19, 30)),
        ("полпервого", time(12, 30)),
        ("о пів на восьму", time(7, 30)),
        ("пів на першу ночі", time(0, 30)),
        ("half past seven", time(7, 30)),
        ("half past seven pm", time(19, 30)),
        ("четверть девятого", time(8, 15)),
        ("чверть на восьму", time(7, 15)),
        ("quarter past seven", time(7, 15)),
        ("без четверти восемь", time(7, 45)),
        ("без двадцати пяти восемь", time(7, 35)),
        ("за чверть восьма", time(7, 45)),
        ("за десять восьма", time(7, 50)),
        ("десять по сьомій", time(7, 10)),
        ("ten to eight", time(7, 50)),
        ("25", None),
        ("13 утра", None),
        ("7:75", None),
        ("7:3", None),
        ("-8", None),
        ("мост", None),
        ("2026", None),
        ("восьмого марта", None),
        ("8 марта", None),
        ("утром", None),
        ("половина", None),
        ("пять шесть", None),
        ("8 утра вечера", None),
        ("", None),
    ],
)
def test_parse_clock_time_as_typed(typed: str, meant: time | None) -> None:
    assert parse_clock_time(typed) == meant


@given(minutes, st.sampled_from(["{:%H:%M}", "{:%H.%M}", "в {:%H:%M}", "at {:%H:%M}", "{:%H %M}"]))
def test_every_minute_of_a_day_can_be_written_in_figures(at: time, form: str) -> None:
    assert parse_clock_time(form.format(at)) == at


@given(minutes)
def test_every_minute_of_a_day_can_be_written_with_am_and_pm(at: time) -> None:
    half = "am" if at.hour < 12 else "pm"
    assert parse_clock_time(f"{at.hour % 12 or 12}:{at.minute:02} {half}") == at


@given(st.integers(1, 12), st.integers(1, 59))
def test_parse_clock_time_before_and_after_hour(hour: int, minutes: int) -> None:
    before = parse_clock_time(f"{minutes} minutes to {hour}")
    assert (
        before
        == parse_clock_time(f"без {minutes} {hour}")
        == parse_clock_time(f"за {minutes} {hour}")
    )
    assert before == time(hour - 1 or 12, 60 - minutes)
    assert parse_clock_time(f"{minutes} minutes past {hour}") == time(hour, minutes)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    parse_clock_time(text)
    parse_clock_times(text)


@given(
    st.lists(
        st.sampled_from(
            sorted({*FILLER_WORDS, *NUMBER_WORDS, *DAY_PARTS, *CLOCK_WORDS, "8", "30"})
        ),
        max_size=6,
    )
)
def test_parse_clock_time_accepts_any_word_order(words: list[str]) -> None:
    assert parse_clock_time(" ".join(words)) == parse_clock_time(" ".join(words).upper())


@given(minutes, st.sampled_from(["мост", "марта", "bridge", "?", "Алиев"]))
def test_clock_time_within_search_is_a_search(at: time, word: str) -> None:
    assert parse_clock_time(f"{word} {at:%H:%M}") is None
    assert parse_clock_time(f"{at.hour} {word}") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("8 13 20:30", (time(8), time(13), time(20, 30))),
        ("8 20", (time(8), time(20))),
        ("8 30", (time(8, 30),)),
        ("8, 13 и 20:30", (time(8), time(13), time(20, 30))),
        ("о восьмій та о дев’ятій вечора", (time(8), time(21))),
        ("20 8 8", (time(8), time(20))),
        ("8", (time(8),)),
        ("8 мост", None),
        ("8, мост", None),
        (",", None),
        ("", None),
    ],
)
def test_parse_clock_times(typed: str, meant: tuple[time, ...] | None) -> None:
    assert parse_clock_times(typed) == meant


@given(st.lists(minutes, min_size=1, max_size=4))
def test_parse_clock_times_with_commas(hours: list[time]) -> None:
    typed = ", ".join(f"{at:%H:%M}" for at in hours)
    assert parse_clock_times(typed) == tuple(sorted(set(hours)))


@contextmanager
def within_cpu_seconds(seconds: float) -> Iterator[None]:
    """Fail if more CPU is used; linear code takes milliseconds."""

    def give_up(*_: object) -> None:
        raise AssertionError("it takes too long")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("unit", ["'", "ʼ", "а'", "1:", "- ", " ", "до ", "а"])
@pytest.mark.parametrize("end", ["+", "x", "-"])
def test_parse_clock_time_is_bounded(unit: str, end: str) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with within_cpu_seconds(5):
        for length in (30, 39, 90, 4000):
            text = unit * (length // len(unit)) + end
            assert parse_clock_times(text) is None
            assert parse_clock_time(text) is None
            for before in ("", "с", "с ", "8 - "):
                assert parse_time_span(before + text) is None
            assert parse_pause_end("до " + text, now, "UTC") is None


def test_parse_clock_time_rejects_long_text() -> None:
    assert parse_clock_time("8" + " " * 1000 + "утра") == time(8)
    assert parse_clock_time("о " * MAX_CLOCK_TIME_CHARS + "8") is None
    assert parse_clock_times("8, " * MAX_CLOCK_TIMES_CHARS + "8") is None
    assert parse_time_span("с 8" + " " * 1000 + "до 9") == (time(8), time(9))
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert parse_pause_end("до" + " " * 1000 + "5 мая", now, "UTC") is not None
    assert parse_pause_end("до 5 мая" + "," * MAX_PAUSE_CHARS, now, "UTC") is None
