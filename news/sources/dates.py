"""Parse the dates of feeds and pages: wholly, or not at all. Pure.

A date of which only a part is understood is hours or months off, so then there is none. Understood
are ISO 8601, RFC 822, Unix time and what resembles them: day or month first, names of months in
three languages, AM and PM, offsets and the named zones of ``news/data/zone_offsets.toml``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from news.data import load_toml

MIN_YEAR = 1990
"""An earlier date is an unset clock."""

_MAX_CHARS = 80
_ENGLISH_MONTHS = {
    name: number
    for number, name in enumerate(
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),  # noqa: SIM905
        start=1,
    )
}
_RFC_822 = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?P<day>\d\d?) "
    rf"(?P<month>{'|'.join(_ENGLISH_MONTHS)}) (?P<year>\d{{4}}) "
    r"(?P<hour>[01]\d|2[0-3]):(?P<minute>\d\d):(?P<second>\d\d) "
    r"(?:GMT|(?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d))",
    re.ASCII,
)
_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?![\d:])"
    r"(?:\s{0,2}(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s{0,3}(?P<name>[^\W\d_]{1,5}(?![^\W\d_]))?"
    r"(?:\s{0,3}(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d:]))?"
    r"(?:\s{1,3}(?P<second_name>[A-Z]{1,5}(?![^\W\d_])))?(?:\s{0,3}\((?P<comment>[^()]{0,40})\))?"
)
_END_OF_DAY = re.compile(
    r"(?<![\d:.,+-])24:00(?::00(?:[.,]0{1,9})?)?(?![\d:])|(?<=T)24(?:00){1,2}(?!\d)", re.ASCII
)
"""Midnight after a day (ISO 8601)."""
_UNIX_TIME = re.compile(r"(\d{10})(?:\d{3})?", re.ASCII)
_ZONE_IN_BRACKETS = re.compile(r"(?<=[\dZz])\[[\w/+-]{1,40}\]$")
"""After an offset, which says the same: «+03:00[Europe/Moscow]»."""
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_PLACE = re.compile(r"[\s,]{1,3}([A-Z][a-z]{2,9}/[A-Z][\w/-]{2,30})(?!\w)")
_NOT_A_GAP = re.compile(r"[^\w\s,./|\-–—'’]|_")
_MAX_OFFSET = timedelta(hours=14)
_COUNTED_FROM = frozenset({"MSK", "МСК"})
_FILLERS = re.compile(r"t|at|of|st|nd|rd|th|в|о|об|г|года|год|р|року|рік")
_WEEKDAYS = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?|пн|вт|ср|чт|пт|сб|вс|нд|понедельник"
    r"|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|четвер|ятниця"
    r"|субота|неділя|п"
)


def parse_date(text: str) -> datetime | None:
    """Return the time in UTC that a date names, UTC being its zone if it has none; None for a date
    that is not understood to its last word, or that lies before `MIN_YEAR`."""
    text = _ZONE_IN_BRACKETS.sub("", text.strip())
    if not text or len(text) > _MAX_CHARS:
        return None
    if usual := _RFC_822.fullmatch(text):
        return _parse_usual(usual)
    if seconds := _UNIX_TIME.fullmatch(text):
        return datetime.fromtimestamp(int(seconds[1]), UTC)
    text, days = _END_OF_DAY.subn("00:00:00", text, count=1)
    try:
        moment = _parse_iso(text) or _parse_words(text)
        moment = moment and moment.astimezone(UTC) + timedelta(days=days)
    except (ValueError, OverflowError):  # the 31st of February, the year 10000
        return None
    return moment if moment and moment.year >= MIN_YEAR else None


def _parse_usual(date: re.Match[str]) -> datetime | None:
    """Return the time of a date as nearly all feeds write it; a twentieth of the work of any
    other."""
    hours, minutes = int(date["hours"] or 0), int(date["minutes"] or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    try:
        moment = datetime(
            int(date["year"]),
            _ENGLISH_MONTHS[date["month"]],
            int(date["day"]),
            int(date["hour"]),
            int(date["minute"]),
            min(int(date["second"]), 59),
            tzinfo=UTC,
        )
        moment += offset if date["sign"] == "-" else -offset
    except (ValueError, OverflowError):
        return None
    return moment if moment.year >= MIN_YEAR and offset <= _MAX_OFFSET else None


def _parse_iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse_words(text: str) -> datetime | None:
    time = _TIME.search(text)
    if time is None:
        day = _parse_day(text, month_first=False)
        return day and day.replace(tzinfo=UTC)
    offset, end = _read_zone(text, time.end())
    day = _parse_day(f"{text[: time.start()]} {text[end:]}", month_first=bool(time["half"]))
    if day is None:
        return None
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + 12 * (time["half"] in "pP") if hour <= 12 else hour
    second = min(int(time["second"] or 0), 59)  # a leap second
    return day.replace(hour=hour, minute=int(time["minute"]), second=second, tzinfo=offset or UTC)


def _read_zone(text: str, start: int) -> tuple[tzinfo | None, int]:
    """Return the zone that begins at an index, and where it ends; None if there is none."""
    if place := _PLACE.match(text, start):
        try:
            return ZoneInfo(place[1]), place.end()
        except (ZoneInfoNotFoundError, ValueError):
            return None, start
    if words := _build_words_pattern().match(text, start):
        name = words["name"] or words["bracketed"]
        return _load_zones()[" ".join(name.upper().split())], words.end()
    zone = _ZONE.match(text, start)
    assert zone is not None  # each of its parts may be missing
    offset = _parse_zone(zone)
    return offset, zone.end() if offset is not None else start


@cache
def _build_words_pattern() -> re.Pattern[str]:
    """Return the pattern of the zones in several words: Eastern Daylight Time."""
    names = sorted((name for name in _load_zones() if " " in name), key=len, reverse=True)
    listed = "|".join(re.escape(name).replace(r"\ ", r"\s{1,3}") for name in names)
    return re.compile(
        rf"[\s,]{{1,3}}(?:(?P<name>{listed})(?:\s\([^()]{{0,40}}\))?|\((?P<bracketed>{listed})\))"
        r"(?![^\W\d_])",
        re.IGNORECASE,
    )


def _parse_zone(zone: re.Match[str]) -> tzinfo | None:
    """Return the zone after a time; None if there is none, or an unknown one. An offset before a
    name («+0300 MSK») says the same. Raises ValueError if name and offset say no zone together."""
    name = (zone["name"] or ("" if zone["sign"] else zone["comment"]) or "").strip().upper()
    named = _load_zones().get(name)
    if not zone["sign"]:
        return named
    offset = timedelta(hours=int(zone["hours"]), minutes=int(zone["minutes"] or 0))
    offset = offset if zone["sign"] == "+" else -offset
    if name and named is None:
        raise ValueError("an offset from an unknown zone")
    if name == "Z" and offset:
        raise ValueError("name and offset contradict each other")
    if named not in (None, UTC):
        offset = _add_to_zone(name, named, offset, is_full=bool(zone["minutes"]))
    if abs(offset) > _MAX_OFFSET:
        raise ValueError("no zone is so far from UTC")
    return timezone(offset)


def _add_to_zone(name: str, zone: tzinfo | None, offset: timedelta, *, is_full: bool) -> timedelta:
    """Return the offset from UTC of «MSK+2» and «EST-0500»: in Russia hours are counted from
    Moscow; elsewhere the offset may only repeat that of the zone («EST+1» is no zone).

    Raises ValueError for what can be understood in two ways."""
    own = zone.utcoffset(None) if zone else timedelta()
    if own is None and is_full:  # a place, with its offset on that day: «ET-0400»
        return offset
    if own is not None and name in _COUNTED_FROM and not is_full:
        return own + offset
    if own is None or offset != own:
        raise ValueError("name and offset contradict each other")
    return own


def _parse_day(text: str, *, month_first: bool) -> datetime | None:
    """Return the day that a text names, without a zone. ``month_first``: of two numbers with a
    slash between them that may both be months, the first is one, as in America."""
    if _NOT_A_GAP.search(text):
        return None
    words = [
        word
        for word in _TOKEN.findall(text.lower())
        if not _FILLERS.fullmatch(word) and not _WEEKDAYS.fullmatch(word)
    ]
    if len(words) != 3:
        return None
    named = [place for place, word in enumerate(words) if not word.isdigit()]
    if not named:
        return _build_numeric_day(words, month_first=month_first and "/" in text)
    month = _load_months().get(words[named[0]][:3])
    numbers = [word for word in words if word.isdigit()]
    if month is None or len(numbers) != 2:
        return None
    day, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
    return datetime(_parse_year(year), month, int(day))  # noqa: DTZ001


def _build_numeric_day(words: list[str], *, month_first: bool) -> datetime | None:
    first, second, third = map(int, words)
    if len(words[0]) == 4:
        return datetime(first, second, third)  # noqa: DTZ001
    if len(words[2]) != 4:
        return None
    day, month = (
        (second, first) if second > 12 or (month_first and first <= 12) else (first, second)
    )
    return datetime(third, month, day)  # noqa: DTZ001


def _parse_year(digits: str) -> int:
    """Return a year of four digits, or of two as in RFC 822."""
    if len(digits) == 2:
        return 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)
    if len(digits) != 4:
        raise ValueError("no year")
    return int(digits)


@cache
def _load_months() -> dict[str, int]:
    """Return the numbers of the months by the first three letters of their names."""
    return {
        name[:3]: number
        for names in load_toml("months").values()
        for number, listed in enumerate(names, start=1)
        for name in (*listed.split(), *(["мая"] if number == 5 else []))
    }


@cache
def _load_zones() -> dict[str, tzinfo]:
    """Return zones by their letters: an offset, or a place with its daylight saving time (ET)."""
    return {
        name: ZoneInfo(said) if "/" in said else datetime.strptime(said, "%z").tzinfo or UTC
        for name, said in load_toml("zone_offsets").items()
    }
