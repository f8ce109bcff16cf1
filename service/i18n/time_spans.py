"""Parse a span between two clock times, as people type it."""

from __future__ import annotations

import re
from datetime import time

from service.i18n.clock_times import MAX_HOURS_CHARS, parse_clock_time

_FROM = re.compile(r"(?:с|з|із|від|from)(?=[ \d])", re.IGNORECASE)


_TILL = re.compile(r"\b(?:до|по|to|till|until)\b", re.IGNORECASE)


_DASH = re.compile(r"[-–—]")


def parse_time_span(text: str) -> tuple[time, time] | None:
    """From when till when: «23–7», «с 23:00 до 7:30», «11 pm to 7 am». None if it is none, from an
    hour to itself, or longer than `MAX_HOURS_CHARS`."""
    said = " ".join(text.split())
    if len(said) > MAX_HOURS_CHARS:
        return None
    begins = _FROM.match(said)
    said = said[begins.end() :] if begins else said
    dashes = list(_DASH.finditer(said))
    till = dashes[-1] if dashes else _TILL.search(said)
    if till is None:
        return None
    start, end = parse_clock_time(said[: till.start()]), parse_clock_time(said[till.end() :])
    return None if start is None or end is None or start == end else (start, end)
