"""When a digest is due: hours on people's own clocks, as moments in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

LATEST = timedelta(hours=3)
"""A digest that is later than this is not sent any more: its stories go into the next one."""

_HOUR = re.compile(
    r"""^\s* (?:в|о|об|at)? \s*
    (?P<hour>\d{1,2}) (?: \s*[:.\-чh ]\s* (?P<minute>\d{2}) )? \s*
    (?P<half> [ap]\.?m\.? | утра | ранку | дня | вечера | вечора | ночи | ночі )? \s*
    (?: час(?:ов|а)? | годин[аиі]? | ч\.? | o'clock )? \s*$""",
    re.VERBOSE | re.IGNORECASE,
)


def _is_second_half(half: str, hour: int) -> bool:
    """Whether an hour (0 to 11) so called is after noon: 7 pm, 2 дня, 9 вечера, 11 ночи. Twelve in
    the evening or at night is midnight."""
    match half[0]:
        case "p" | "д":
            return True
        case "в":
            return hour > 0
        case "н":
            return hour >= 8
    return False


def next_digest(after: datetime, timezone: str, at: time) -> datetime:
    """The first moment after ``after`` when clocks in ``timezone`` show ``at``.

    An hour that summer time skips is read as if the clocks had not moved; one that comes twice is
    taken the first time.
    """
    zone = ZoneInfo(timezone)
    day = after.astimezone(zone).date()
    for ahead in range(3):
        moment = datetime.combine(day + timedelta(days=ahead), at, zone).astimezone(UTC)
        if moment > after:
            return moment
    raise AssertionError(f"no {at} in {timezone} within three days of {after}")


def parse_hour(text: str) -> time | None:
    """An hour as people write it: «8», «07:30», «8 утра», «7:30 pm». None if it is none."""
    match = _HOUR.match(text)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12
        hour += 12 * _is_second_half(half, hour)
        hour %= 24
    return time(hour, minute) if hour < 24 and minute < 60 else None


@lru_cache(maxsize=1)
def _zones_by_lower_name() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


def parse_timezone(text: str) -> str | None:
    """An IANA name in any case, with spaces for underscores, or its city alone. None if unknown."""
    wanted = text.strip().lower().replace(" ", "_")
    zones = _zones_by_lower_name()
    if wanted in zones:
        return zones[wanted]
    return next((name for low, name in sorted(zones.items()) if low.endswith("/" + wanted)), None)
