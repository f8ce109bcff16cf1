"""Parse a span between two clock times, as people type it."""

from __future__ import annotations

import re
from datetime import time

from service.i18n.clock_times import MAX_HOURS_CHARS, parse_clock_time

_FROM = re.compile(r"(?:с|з|із|від|from)(?=[ \d])", re.IGNORECASE)
_TILL = re.compile(r"\b(?:до|по|to|till|until)\b", re.IGNORECASE)
_DASH = re.compile(r"[-–—]")


def parse_time_span(text: str) -> tuple[time, time] | None:
    """Parse a start and an end: «23–7», «с 23:00 до 7:30», «11 pm to 7 am».

    Returns None if the text is none, start and end are equal, or it is longer than
    `MAX_HOURS_CHARS`.
    """
    text = " ".join(text.split())
    if len(text) > MAX_HOURS_CHARS:
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
