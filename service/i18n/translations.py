"""Texts for people: the Fluent files in `locales/`, one folder per language; and text from outside
(titles, names, typed text) made safe for one line of them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser
from fluent.syntax.ast import Resource

from news.errors import SvodkaError
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage, Topic

LOCALES_FOLDER = Path(__file__).with_name("locales")

MAX_ARGUMENT_CHARS = 900
"""Maximum length of an argument; Fluent rejects more than a thousand characters in one place."""

_GAP = re.compile("[_ ]")
"""Stands in a reason where its message has a hyphen."""

CACHE_SIZE = 4096
"""Texts with their arguments, a megabyte or two: messages repeat most of them."""

_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that change the direction of the text after them."""

_SPACE = re.compile(r"\s+")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_RIGHT_TO_LEFT_BLOCKS = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""All of these letters are in these blocks; most texts have none, which this finds quickly."""


class MissingText(LookupError):
    """A message or one of its arguments is missing, which is a programming error."""


class Translator:
    """Format messages in one language; call it with the message's id and arguments."""

    def __init__(self, language: InterfaceLanguage) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False, functions=_FUNCTIONS)
        self._get_text = lru_cache(CACHE_SIZE)(self._format)
        for resource in _load_resources(language):
            self._bundle.add_resource(resource)

    def __call__(self, key: str, **arguments: str | int) -> str:
        return self._get_text(key, *arguments.items())

    def _format(self, key: str, *arguments: tuple[str, str | int]) -> str:
        if not self._bundle.has_message(key):
            raise MissingText(f"{self.language}: no message {key}")
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise MissingText(f"{self.language}: the message {key} has no text")
        safe = {
            name: sanitize_line(value[:MAX_ARGUMENT_CHARS]) if isinstance(value, str) else value
            for name, value in arguments
        }
        text, errors = self._bundle.format_pattern(pattern, safe)
        if errors:
            raise MissingText(f"{self.language}: {key}: {errors[0]}")
        return str(text)

    def format_error(self, error: SvodkaError) -> str:
        """Return what went wrong as a sentence for the person who caused the error."""
        details = dict(error.details)
        if "reason" in details:
            details["reason"] = self.format_reason(str(details["reason"]))
        return self(error.key, **details)

    def format_reason(self, reason: str) -> str:
        """Return the text for a reason; the reason itself if there is none."""
        key = f"reason-{_GAP.sub('-', reason.lower())}"
        return self(key) if self._bundle.has_message(key) else reason

    def get_topic_name(self, topic: Topic) -> str:
        """Return a topic's custom name, or the text of a fixed topic."""
        return topic.names.get(self.language) or self(f"topic-{topic.id}")

    def format_date(self, day: date) -> str:
        """«24 ноября»."""
        return format_date(day, "d MMMM", locale=self.language)

    def format_weekday(self, day: date) -> str:
        """«вторник, 24 ноября»."""
        return format_date(day, "EEEE, d MMMM", locale=self.language)

    def format_reading_time(self, minutes: int) -> str:
        """«2 минуты чтения»."""
        return self("reading-time", minutes=minutes)

    def format_date_range(self, first: date, last: date) -> str:
        """«24–30 ноября», «28 ноября – 4 декабря»."""
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.format_date(last)}"
        return f"{self.format_date(first)} – {self.format_date(last)}"

    def format_time(self, at: time) -> str:
        """«08:00»."""
        return f"{at:%H:%M}"

    def format_duration(self, lasts: timedelta) -> str:
        """«34 секунды», «2 часа»: in the largest unit that fits."""
        return format_timedelta(lasts, threshold=1.5, locale=self.language)

    def format_datetime(self, moment: datetime, timezone: str, now: datetime) -> str:
        """Return a moment in words, in a time zone: «сегодня в 14:05», «3 ноября в 9:12»."""
        zone = ZoneInfo(timezone)
        local, today = moment.astimezone(zone), now.astimezone(zone).date()
        clock = self.format_time(local.time())
        match (today - local.date()).days:
            case 0:
                return self("moment-today", clock=clock)
            case 1:
                return self("moment-yesterday", clock=clock)
            case -1:
                return self("moment-tomorrow", clock=clock)
        if local.year == today.year:
            return self("moment-date", day=self.format_date(local.date()), clock=clock)
        return format_date(local.date(), "d MMMM y", locale=self.language)


def sanitize_line(text: str) -> str:
    """Return the text on one line, without direction controls.

    Right-to-left text is isolated, so that dates and signs around it stay in place. Nothing else
    changes, so that most texts can still be found and compared.
    """
    line = _SPACE.sub(" ", _BIDI_CONTROLS.sub("", text)).strip()
    return f"\u2068{line}\u2069" if _is_right_to_left(line) else line


def _is_right_to_left(text: str) -> bool:
    return any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT
        for character in _RIGHT_TO_LEFT_BLOCKS.findall(text)
    )


def _add_preposition(clock: Any) -> str:
    """Return a clock time after the Ukrainian preposition: «о 08:00», «об 11:00».

    Texts call it as ``AT``.
    """
    return f"{'об' if str(clock).startswith('11') else 'о'} {clock}"


_FUNCTIONS: dict[str, Any] = {"AT": _add_preposition}


@cache
def _load_resources(language: InterfaceLanguage) -> tuple[Resource, ...]:
    """Return the parsed files of a language."""
    paths = sorted((LOCALES_FOLDER / language).glob("*.ftl"))
    parser = FluentParser(with_spans=False)  # nobody reads the positions in the files
    return tuple(parser.parse(path.read_text(encoding="utf-8")) for path in paths)


@cache
def _load_translator(language: InterfaceLanguage) -> Translator:
    """Return the one translator of a language, which keeps its texts."""
    return Translator(language)


class Translations:
    """The translators of all languages that the bot speaks."""

    def __init__(self) -> None:
        self._translators = {
            language: _load_translator(language) for language in INTERFACE_LANGUAGES
        }

    def __getitem__(self, language: InterfaceLanguage) -> Translator:
        return self._translators[language]

    def guess(self, code: str | None, default: InterfaceLanguage) -> Translator:
        """Return the translator for Telegram's language code of a person, or of the default."""
        short = (code or "").split("-")[0].lower()
        return next(
            (t for language, t in self._translators.items() if language == short),
            self._translators[default],
        )
