"""Parse pauses as people type them: «неделя», «3 дня», «до пятницы», «until 5.12»."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.i18n.clock_times import MAX_CLOCK_TIMES_CHARS, parse_clock_time
from service.i18n.datetimes import parse_datetime
from service.i18n.time_words import NUMBER_WORDS

MAX_PAUSE = timedelta(days=366)

MAX_PAUSE_CHARS = 100
"""Of a text that is parsed; a longer one is no pause."""

# Of text with single spaces: `parse_pause_end` collapses them.
_SPAN = re.compile(
    r"""^(?: (?:на|for) \ ? )? (?: (?P<number> \d{1,3} | (?:[^\W\d]|['’])+(?=\ ) ) \ ? )?
    (?: (?P<day> день | дня | дней | днів | дні | сутки | days? )
      | (?P<week> недел[яюи] | недель | тиждень | тижні | тижнів | weeks? )
      | (?P<month> месяц\w* | місяц\w* | months? ) ) $""",
    re.VERBOSE,
)
_NUMBERS = {"a": 1, "an": 1, "пару": 2, **NUMBER_WORDS}
_COUPLE = re.compile(r"\b(?:a )?couple of ")
_WEEKEND = re.compile(
    r"^(?:(?:на|до|for|until|till) )?(?:the )?"
    r"(?:выходные|выходных|вихідні|вихідних|weekend|конца недели|кінця тижня|end of the week)$"
)
_WEEKDAY = re.compile(
    r"""^(?: (?:следующ|наступн)\w{1,4}\ | next\ )? (?:
      (?P<d1> понедельника? | понеділ(?:ок|ка) | пн | mon(?:day)? )
    | (?P<d2> вторника? | вівтор(?:ок|ка) | вт | tue(?:s(?:day)?)? )
    | (?P<d3> сред[аыу] | серед[аиу] | ср | wed(?:nesday)? )
    | (?P<d4> четверга? | четвер | чт | thu(?:rs(?:day)?)? )
    | (?P<d5> пятниц[аыу] | п['’ʼ]ятниц[яюі] | пт | fri(?:day)? )
    | (?P<d6> суббот[аыу] | субот[аиу] | сб | sat(?:urday)? )
    | (?P<d7> воскресень[ея] | неділ[яюі] | вс | нд | sun(?:day)? ) ) $""",
    re.VERBOSE,
)
_UNTIL = re.compile(r"^(?:до|по|till|until|to)\s+(?P<day>.+)$")


def parse_pause_end(text: str, now: datetime, timezone: str) -> datetime | None:
    """Parse the end of a pause, in UTC.

    Returns None if the text is none, or the end is past or more than `MAX_PAUSE` ahead.
    """
    text = " ".join(text.lower().split())
    if len(text) > MAX_PAUSE_CHARS:
        return None
    if _WEEKEND.match(text):
        return find_weekday(1, now, timezone)
    until = (
        _parse_span(text, now)
        or _parse_until(text, now, timezone)
        or _parse_weekday(text, now, timezone)
    )
    return until if until is not None and now < until <= now + MAX_PAUSE else None


def _parse_span(text: str, now: datetime) -> datetime | None:
    match = _SPAN.match(_COUPLE.sub("2 ", text))
    if match is None:
        return None
    typed = match["number"] or "1"
    word = re.sub("['’]", "ʼ", typed)
    number = int(typed) if typed.isdecimal() else _NUMBERS.get(word)
    days = 1 if match["day"] else 7 if match["week"] else 30
    return None if number is None else now + timedelta(days=number * days)


def _parse_until(text: str, now: datetime, timezone: str) -> datetime | None:
    match = _UNTIL.match(text)
    if match is None:
        return None
    day = match["day"]
    return (
        _parse_weekday(day, now, timezone)
        or parse_datetime(f"{day} 00:00", now, timezone)
        or parse_datetime(day, now, timezone)
    )


def _parse_weekday(text: str, now: datetime, timezone: str) -> datetime | None:
    match = _WEEKDAY.match(text)
    return None if match is None else find_weekday(int(str(match.lastgroup)[1:]), now, timezone)


def find_weekday(weekday: int, now: datetime, timezone: str) -> datetime:
    """Return the beginning of the next such day (1 Monday to 7 Sunday) after today, in UTC."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    ahead = (weekday - today.isoweekday() - 1) % 7 + 1
    return datetime.combine(today + timedelta(days=ahead), time(), zone).astimezone(UTC)


_FROM = re.compile(r"(?:с|з|із|від|from)(?=[ \d])", re.IGNORECASE)
_TILL = re.compile(r"\b(?:до|по|to|till|until)\b", re.IGNORECASE)
_DASH = re.compile(r"[-–—]")


def parse_time_span(text: str) -> tuple[time, time] | None:
    """Parse a start and an end: «23–7», «с 23:00 до 7:30», «11 pm to 7 am».

    Returns None if the text is none, start and end are equal, or it is longer than
    `MAX_CLOCK_TIMES_CHARS`.
    """
    text = " ".join(text.split())
    if len(text) > MAX_CLOCK_TIMES_CHARS:
        return None
    prefix = _FROM.match(text)
    text = text[prefix.end() :] if prefix else text
    dashes = list(_DASH.finditer(text))
    separator = dashes[-1] if dashes else _TILL.search(text)
    if separator is None:
        return None
    start = parse_clock_time(text[: separator.start()])
    end = parse_clock_time(text[separator.end() :])
    return None if start is None or end is None or start == end else (start, end)
