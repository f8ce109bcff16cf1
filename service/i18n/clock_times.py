"""Parse clock times as people write them: «8», «07:30», «о пів на восьму», «half past seven»."""

from __future__ import annotations

import re
from datetime import time

from news.nlp.words import fold
from service.i18n.time_words import (
    CLOCK_WORDS,
    DAY_PARTS,
    FILLER_WORDS,
    NUMBER_WORDS,
    ClockWord,
    DayPart,
)

MAX_CLOCK_TIME_CHARS = 40
"""Maximum length of one clock time: «без двадцати пяти двенадцать ночи» has 31."""

MAX_CLOCK_TIMES_CHARS = 100
"""Maximum length of several clock times, or of a span."""

_AM_PM = re.compile(r"\b([ap])\.?\s?m\b\.?")
_HALF_IN_ONE = re.compile(r"^пол-?(?=[а-я]+ого$)")
_SEPARATORS = re.compile(r"(?<=\d)\s*[:.\-]\s*(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_AND = re.compile(r"[,;]|\s(?:и|й|і|та|and)\s")
_FIGURES = re.compile(r"(?:\d|[01]\d|2[0-3])[:.]\d\d|[1-9]|0[1-9]|1\d|2[0-3]")
# Unicode counts the apostrophe as a letter: if the letters included it too, a word would match in
# exponentially many ways.
_LETTERS = r"[^\W\d_ʼ]+"
_WORD = re.compile(rf"\d{{1,2}}|{_LETTERS}(?:[ʼ-]{_LETTERS})*")

Token = ClockWord | str
"""A clock word, or a number as its digits."""


def parse_clock_time(text: str) -> time | None:
    """Parse one clock time.

    Returns None if it is none, if the text holds anything else, or is longer than
    `MAX_CLOCK_TIME_CHARS`.
    """
    text = " ".join(text.split())
    if len(text) > MAX_CLOCK_TIME_CHARS:
        return None
    words = _split_words(text)
    if not words:
        return None
    parts = [DAY_PARTS[word] for word in words if word in DAY_PARTS]
    items = _tokenize([word for word in words if word not in DAY_PARTS])
    clock = None if items is None or len(parts) > 1 else _parse_tokens(items)
    return None if clock is None else _apply_day_part(*clock, parts[0] if parts else None)


def parse_clock_times(text: str) -> tuple[time, ...] | None:
    """Parse several clock times, sorted, without duplicates: «8 13 20:30», «8, 13 и 20:30».

    Returns None if one of them is none, or the text is longer than `MAX_CLOCK_TIMES_CHARS`.
    «8 30» is half past eight, as 30 and 00 are no hours.
    """
    text = " ".join(text.split())
    if len(text) > MAX_CLOCK_TIMES_CHARS:
        return None
    parts = [part for part in _AND.split(text) if part.strip()]
    if len(parts) == 1 and all(map(_FIGURES.fullmatch, text.split())):
        parts = text.split()
    hours = [parse_clock_time(part) for part in parts]
    times = {at for at in hours if at is not None}
    return tuple(sorted(times)) if hours and None not in hours else None


def _split_words(text: str) -> list[str]:
    """Return the words without filler words; empty if there are characters of no clock time."""
    folded = _AM_PM.sub(r"\1m", fold(text.strip()).rstrip("!."))
    spaced = _SEPARATORS.sub(" ", folded)
    words = []
    for word in spaced.replace(",", " ").split():
        if _WORD.fullmatch(word) is None:
            return []
        half = _HALF_IN_ONE.match(word)
        words += ["пол", word[half.end() :]] if half else [word]
    return [word for word in words if word not in FILLER_WORDS]


def _tokenize(words: list[str]) -> list[Token] | None:
    """Return clock words and numbers; None if a word is neither."""
    items: list[Token] = []
    for place, word in enumerate(words):
        if word.isdecimal():
            items.append(word)
        elif word in NUMBER_WORDS:
            number = NUMBER_WORDS[word]
            before = NUMBER_WORDS.get(words[place - 1], 0) if place else 0
            if before >= 20 and before % 10 == 0 and number < 10:
                items[-1] = str(before + number)
            else:
                items.append(f"{number:02}" if items and number >= 10 else str(number))
        elif word in CLOCK_WORDS:
            items.append(CLOCK_WORDS[word])
        else:
            return None
    return items


def _parse_tokens(tokens: list[Token]) -> tuple[int, int] | None:
    """Return hour and minute as spoken, before the part of the day is applied."""
    if tokens == [ClockWord.HOUR]:  # «в час дня»
        return 1, 0
    match [item for item in tokens if item not in (ClockWord.HOUR, ClockWord.MINUTES)]:
        case [ClockWord.NOON]:
            return 12, 0
        case [ClockWord.MIDNIGHT]:
            return 0, 0
        case [ClockWord.HALF_OF, hour]:
            return _minutes_before(hour, 30)
        case [ClockWord.HALF, ClockWord.PAST, hour] | [ClockWord.HALF, hour]:
            return _minutes_after(hour, "30")
        case [ClockWord.QUARTER, ClockWord.PAST, hour]:
            return _minutes_after(hour, "15")
        case [ClockWord.QUARTER, hour]:
            return _minutes_before(hour, 45)
        case [ClockWord.BEFORE, ClockWord.QUARTER, hour] | [ClockWord.QUARTER, ClockWord.TO, hour]:
            return _minutes_before(hour, 15)
        case [ClockWord.BEFORE, minute, hour] | [minute, ClockWord.TO, hour]:
            return _minutes_before(hour, _number(minute))
        case [minute, ClockWord.PAST, hour]:
            return _minutes_after(hour, minute, spoken=True)
        case [hour]:
            return _minutes_after(hour, "00")
        case [hour, minute]:
            return _minutes_after(hour, minute)
    return None


def _number(item: Token) -> int | None:
    return int(item) if not isinstance(item, ClockWord) else None


def _minutes_after(hour: Token, minute: Token, *, spoken: bool = False) -> tuple[int, int] | None:
    """Return the time ``minute`` minutes after an hour: two digits unless ``spoken``."""
    at, past = _number(hour), _number(minute)
    if at is None or past is None or at > 23 or past > 59 or not (spoken or len(minute) == 2):
        return None
    return at, past


def _minutes_before(hour: Token, minutes: int | None) -> tuple[int, int] | None:
    """Return the time ``minutes`` minutes before an hour of the twelve."""
    at = _number(hour)
    if at is None or minutes is None or not 1 <= at <= 12 or not 1 <= minutes <= 59:
        return None
    return at - 1 or 12, 60 - minutes


def _apply_day_part(hour: int, minute: int, part: DayPart | None) -> time | None:
    """Return the time of the 24-hour clock; None if it is not in that part of the day."""
    if part is None:
        return time(hour, minute)
    if hour > 12:
        return time(hour, minute) if part in (DayPart.DAY, DayPart.EVENING, DayPart.PM) else None
    if hour == 0 and part not in (DayPart.NIGHT, DayPart.AM):
        return None
    hour %= 12
    return time(hour + 12 * _is_second_half(part, hour), minute)


def _is_second_half(part: DayPart, hour: int) -> bool:
    """Return whether an hour (0 to 11) of this part of the day is after noon.

    Twelve in the evening or at night is midnight.
    """
    match part:
        case DayPart.PM | DayPart.DAY:
            return True
        case DayPart.EVENING:
            return hour > 0
        case DayPart.NIGHT:
            return hour >= 8
    return False
