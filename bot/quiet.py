"""Quiet hours: when breaking news may make a sound, and when it is held till a reader's morning."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.hours import MAX_HOURS_CHARS, parse_hour
from storage.audience import Rest
from storage.subscribers import Subscriber

_FROM = re.compile(r"(?:с|з|із|від|from)(?=[ \d])", re.IGNORECASE)
_TILL = re.compile(r"\b(?:до|по|to|till|until)\b", re.IGNORECASE)
_DASH = re.compile(r"[-–—]")


@dataclass(frozen=True, slots=True)
class Timing:
    """When a delivery goes, until when it is worth sending, and whether it makes no sound."""

    due_at: datetime
    expires_at: datetime
    silent: bool


def timing(wanted: Timing, goes_at: datetime, rest: Rest) -> Timing:
    """What a reader's quiet hours make of a message that is expected to go at ``goes_at``: silent
    within them, or as much later and as much longer valid as the morning is away. To who wants no
    sound ever it makes none."""
    wanted = replace(wanted, silent=wanted.silent or rest.silent)
    morning = quiet_until(rest, goes_at)
    if morning is None:
        return wanted
    if not rest.quiet_hold:
        return Timing(wanted.due_at, wanted.expires_at, silent=True)
    return Timing(morning, wanted.expires_at + (morning - wanted.due_at), wanted.silent)


def rest_of(reader: Subscriber) -> Rest | None:
    """A reader's quiet hours; None if they have none."""
    if reader.quiet_from is None or reader.quiet_until is None:
        return None
    return Rest(
        reader.chat_id, reader.timezone, reader.quiet_from, reader.quiet_until, reader.quiet_hold
    )


def quiet_until(rest: Rest, moment: datetime) -> datetime | None:
    """When the quiet hours end in which ``moment`` lies; None if it lies in none."""
    zone = ZoneInfo(rest.timezone)
    if not _is_within(rest, moment, zone):
        return None
    today = moment.astimezone(zone).date()
    for ahead in range(3):
        # An hour that comes twice ends the night the first time, unless that has passed.
        for fold in (0, 1):
            clock = rest.quiet_until.replace(fold=fold)
            end = datetime.combine(today + timedelta(days=ahead), clock, zone).astimezone(UTC)
            if end > moment and not _is_within(rest, end, zone):
                return end
    raise AssertionError(f"quiet hours that do not end within three days: {rest}")


def parse_span(text: str) -> tuple[time, time] | None:
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
    start, end = parse_hour(said[: till.start()]), parse_hour(said[till.end() :])
    return None if start is None or end is None or start == end else (start, end)


def _is_within(rest: Rest, moment: datetime, zone: ZoneInfo) -> bool:
    clock = moment.astimezone(zone).time()
    if rest.quiet_from <= rest.quiet_until:
        return rest.quiet_from <= clock < rest.quiet_until
    return clock >= rest.quiet_from or clock < rest.quiet_until
