"""Parse the day typed after ``after:`` and ``before:``."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from news.data import load_toml
from news.nlp.words import fold

MIN_YEAR, MAX_YEAR = 1900, 2200
"""The years that are accepted."""

_MAX_YEARS_BACK = 9
"""Any span of this many years contains a 29 February."""

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?:[-./](?P<month>\d{1,2})(?:[-./](?P<day>\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-./](?P<month>\d{1,2})(?:[-./](?P<year>\d{4}|\d\d))?")


def parse_day(text: str, today: date) -> date | None:
    """Parse ``2026-01-31``, ``31.01.2026``, ``31.01`` (its last occurrence), ``2026-01`` and
    ``2026`` (their first day), «вчера». Returns None for anything else and for an impossible day.
    """
    typed = fold(text).strip(" .,;")
    if typed in _load_day_names():
        return today - timedelta(days=_load_day_names()[typed])
    match = _YEAR_FIRST.fullmatch(typed) or _DAY_FIRST.fullmatch(typed)
    if match is None:
        return None
    month, day = int(match["month"] or 1), int(match["day"] or 1)
    if match["year"] is None:
        years = range(today.year, today.year - _MAX_YEARS_BACK, -1)
        return next((found for y in years if (found := _build_day(y, month, day, today))), None)
    year = int(match["year"])
    return _build_day(year if len(match["year"]) == 4 else 2000 + year, month, day)


def _build_day(year: int, month: int, day: int, latest: date = date.max) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if MIN_YEAR <= year <= MAX_YEAR and found <= latest else None


@cache
def _load_day_names() -> dict[str, int]:
    days: dict[str, int] = load_toml("query/operators")["days"]
    return days
