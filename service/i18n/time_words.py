"""The words of clock times in the three languages; `time_words.toml` lists them."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path

_WORDS = tomllib.loads(Path(__file__).with_name("time_words.toml").read_text(encoding="utf-8"))


class DayPart(StrEnum):
    """A part of the day: it distinguishes seven in the morning from seven in the evening."""

    MORNING = "morning"
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"
    AM = "am"
    PM = "pm"


class ClockWord(StrEnum):
    """A word that says how the numbers beside it make a clock time."""

    HALF_OF = "half of"  # «пол восьмого», «пів на восьму»: half of the eighth hour, 7:30
    HALF = "half"
    QUARTER = "quarter"
    BEFORE = "before"  # «без четверти восемь», «за чверть восьма»
    PAST = "past"
    TO = "to"
    NOON = "noon"
    MIDNIGHT = "midnight"
    HOUR = "hour"
    MINUTES = "minutes"


def _by_word(section: str) -> dict[str, str]:
    """Return the keys of a section by each of their words."""
    return {word: key for key, words in _WORDS[section].items() for word in words.split()}


FILLER_WORDS = frozenset(_WORDS["filler"].split())
DAY_PARTS = {word: DayPart(key) for word, key in _by_word("day_parts").items()}
CLOCK_WORDS = {word: ClockWord(key) for word, key in _by_word("clock_words").items()}
NUMBER_WORDS = {word: int(key) for word, key in _by_word("numbers").items()} | {
    stem + ending: number
    for number, stem in enumerate(_WORDS["ukrainian_ordinals"]["stems"].split(), start=1)
    for ending in _WORDS["ukrainian_ordinals"]["endings"].split()
}
