"""Parse dates and times as editors type them, «завтра в 9»; find the next moment of a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from news.model import INTERFACE_LANGUAGES
from service.i18n.clock_times import parse_clock_time

_DAYS = {
    "сегодня": 0, "сьогодні": 0, "today": 0,
    "завтра": 1, "tomorrow": 1,
    "послезавтра": 2, "післязавтра": 2,
}  # fmt: skip

_RELATIVE = re.compile(
    r"""^(?: через | за | in | \+ ) [ ]?
    (?: (?P<number>\d{1,4}) [ ]? | (?: (?P<one> an?\b | одн[уи]\b ) [ ]? )? )
    (?: (?P<minutes> м\b | мин\w* | хв\w* | m\b | min\w* )
      | (?P<half> полчаса | пів\s?години | half\san\shour )
      | (?P<hours> ч\b | час\w* | год\w* | h\b | hours? )
      | (?P<days> д\b | дн\w* | день | days? ) ) $""",
    re.VERBOSE,
)
_ISO = re.compile(r"^(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[ t,]+(?P<rest>.+))$")
_DOTTED = re.compile(
    r"^(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>\d{4}))?[ ,]+(?P<rest>.+)$"
)
_DAY_FIRST = re.compile(
    r"^(?P<day>\d{1,2})\s+(?P<name>[^\W\d]+)\.?(?:\s+(?P<year>\d{4}))?(?:\s+г\.?)?"
    r"[ ,]+(?P<rest>.+)$"
)
_MONTH_FIRST = re.compile(
    r"^(?P<name>[^\W\d]+)\.?\s+(?P<day>\d{1,2})(?:,?\s+(?P<year>\d{4}))?[ ,]+(?P<rest>.+)$"
)


def parse_datetime(text: str, now: datetime, timezone: str) -> datetime | None:
    """Parse a date and time of ``timezone``; return it in UTC, None if the text is none.

    A clock time alone is the next one, a day without a year the next such day; with the year it may
    be in the past.
    """
    text = " ".join(text.lower().split())
    match = _RELATIVE.match(text)
    if match is not None:
        return now + _relative_delta(match)
    at = parse_clock_time(text)
    if at is not None:
        return find_next_time(now, timezone, at)
    today = now.astimezone(ZoneInfo(timezone)).date()
    dated = _split_day(text, today)
    if dated is None:
        return None
    day, rest = dated
    at = parse_clock_time(rest)
    return None if at is None else _combine(day, at, timezone)


def _relative_delta(match: re.Match[str]) -> timedelta:
    if match["half"]:
        return timedelta(minutes=30)
    number = int(match["number"] or 1)
    if match["minutes"]:
        return timedelta(minutes=number)
    return timedelta(hours=number) if match["hours"] else timedelta(days=number)


def _split_day(text: str, today: date) -> tuple[date, str] | None:
    """Return the day that the text begins with, and the rest of the text."""
    word, _, rest = text.partition(" ")
    if word.rstrip(",") in _DAYS:
        return today + timedelta(days=_DAYS[word.rstrip(",")]), rest
    for pattern in (_ISO, _DOTTED, _DAY_FIRST, _MONTH_FIRST):
        match = pattern.match(text)
        if match is None:
            continue
        found = match.groupdict()
        month = int(found["month"]) if found.get("month") else _months().get(found["name"][:3])
        if month is None:
            continue
        day = _next_day(int(found["day"]), month, found["year"], today)
        return None if day is None else (day, found["rest"])
    return None


def _next_day(day: int, month: int, year: str | None, today: date) -> date | None:
    years = [int(year)] if year else [today.year, today.year + 1]
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None


def _combine(day: date, at: time, timezone: str) -> datetime | None:
    try:
        return datetime.combine(day, at, ZoneInfo(timezone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Return months by the first three letters of their names, in every interface language."""
    return {
        name.lower()[:3]: number
        for language in INTERFACE_LANGUAGES
        for number, name in get_month_names("wide", "format", locale=language).items()
    }


_MAX_DAYS = 16
"""A weekday comes again within 7 days, or 14 where a zone leaves out a day."""


def find_next_moment(
    after: datetime, timezone: str, times_on: Callable[[int], Iterable[time]]
) -> datetime:
    """Return the first moment after ``after``, in UTC, at one of the times of its day.

    ``times_on``: the times of a weekday (1 Monday to 7 Sunday), not empty for all of them. A time
    that summer time skips is read as if the clocks had not moved; one that occurs twice is taken
    the first time.
    """
    zone = ZoneInfo(timezone)
    today = after.astimezone(zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(_MAX_DAYS)):
        times = times_on(day.isoweekday())
        moments = [datetime.combine(day, at, zone).astimezone(UTC) for at in times]
        # A zone that moves across the date line leaves out a whole day.
        later = [m for m in moments if m > after and m.astimezone(zone).date() == day]
        if later:
            return min(later)
    raise AssertionError(f"no time in {timezone} within {_MAX_DAYS} days of {after}")


def find_next_time(after: datetime, timezone: str, at: time) -> datetime:
    """Return the first moment after ``after`` when clocks in ``timezone`` show ``at``."""
    return find_next_moment(after, timezone, lambda _: (at,))
