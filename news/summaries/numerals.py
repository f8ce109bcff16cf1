"""Find the numbers that a text names, in digits or in words, as values.

«20 000», "20,000", «двадцать тысяч» and «20 тыс.» are one number; «двадцать пять» is 25 and neither
20 nor 5. Times, dates and scores (14:30, 01.07.2026, 3:0) are kept as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from typing import Literal

from news.data import load_toml
from news.model import Language
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import fold

Number = Fraction | str
"""A value; or the text of a time, date, score or number with too many digits."""

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+(?:['’ʼ][^\W\d_]+)*)"
    r"|(?P<mark>(?<![\d.:])\d{1,2}(?::\d{1,2})+(?![\d:])|(?<![\d.])\d{1,2}\.\d{1,2}\.\d{2,4}(?!\d))"
    r"|(?P<digits>(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"|(?P<other>(?:[^\w\s-]|_)+)"
)
"""White space and hyphens between them neither end a number nor belong to it."""
_GROUPED_BY_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CONJUNCTIONS = frozenset({"and"})
_Kind = Literal["scale", "group", "value", "conjunction", "other"]
_ZERO = Fraction(0)
_MAX_CACHED_WORDS = 10_000
_MAX_DIGITS = 100
"""Characters of a number that is read as a value: Python is slow with thousands of digits."""


@dataclass(frozen=True)
class _Numerals:
    """The number words of a language, by normal form."""

    value: dict[str, Fraction]
    group: dict[str, Fraction]
    scale: dict[str, Fraction]
    no_number: frozenset[str]

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every number word."""
        return frozenset((*self.value, *self.group, *self.scale))


@dataclass(slots=True)
class _NumberBuilder:
    """Combines the words of a number: «два миллиона триста тысяч»."""

    total: Fraction = _ZERO
    current: Fraction | None = None
    last_scale: Fraction | None = None
    found: list[Number] = field(default_factory=list)

    def add(self, value: Fraction, *, digits: bool) -> None:
        """Add a value to the current number (twenty five), or begin another number."""
        if self.current is not None and (digits or not _continues_number(self.current, value)):
            self.finish()
        self.current = (self.current or _ZERO) + value

    def multiply(self, value: Fraction) -> None:
        self.current = value if self.current is None else self.current * value

    def apply_scale(self, value: Fraction) -> None:
        if self.last_scale is not None and value >= self.last_scale:
            self.finish(keep_current=True)
        self.total += (1 if self.current is None else self.current) * value
        self.current, self.last_scale = None, value

    def finish(self, *, keep_current: bool = False) -> None:
        if self.current is None and self.last_scale is None:
            return  # most words stand in no number
        kept = self.current if keep_current else None
        if keep_current:
            self.current = None
        if self.current is not None or self.last_scale is not None:
            self.found.append(self.total + (self.current or 0))
        self.total, self.current, self.last_scale = _ZERO, kept, None


def find_numbers(text: str, language: Language, lemmatizer: Lemmatizer) -> list[Number]:
    """Return all numbers of a text in order. A word counts by any of its probable normal forms."""
    builder = _NumberBuilder()
    for match in _TOKEN.finditer(text):
        match match.lastgroup:
            case "word":
                _add_word(builder, match.group(), language, lemmatizer)
            case "other":
                builder.finish()
            case "digits" if len(match.group()) > _MAX_DIGITS:
                builder.finish()
                builder.found.append(match.group())
            case "digits":
                builder.add(_parse_digits(match.group(), language), digits=True)
            case "mark":
                builder.finish()
                builder.found.append(match.group())
    builder.finish()
    return builder.found


def get_numerals(language: Language) -> frozenset[str]:
    """Return the normal forms of the number words of a language."""
    return _load_numerals(language).forms


def _add_word(
    builder: _NumberBuilder, word: str, language: Language, lemmatizer: Lemmatizer
) -> None:
    kind, value = _read_word(word, language, lemmatizer)
    match kind:
        case "other":
            builder.finish()
        case "scale":
            builder.apply_scale(value)
        case "group":
            builder.multiply(value)
        case "value":
            builder.add(value, digits=False)


@lru_cache(maxsize=_MAX_CACHED_WORDS)
def _read_word(word: str, language: Language, lemmatizer: Lemmatizer) -> tuple[_Kind, Fraction]:
    """Return what a word is in a number, and its value; of most words, nothing."""
    known, folded = _load_numerals(language), fold(word)
    forms = () if folded in known.no_number else (folded, *lemmatizer.lemmatize(folded, language))
    for form in forms:
        if form in known.scale:
            return "scale", known.scale[form]
        if form in known.group:
            return "group", known.group[form]
        if form in known.value:
            return "value", known.value[form]
    return "conjunction" if folded in _CONJUNCTIONS else "other", _ZERO


def _continues_number(previous: Fraction, value: Fraction) -> bool:
    """Return whether the value continues the number: hundreds, then tens, then ones."""
    return (previous % 100 == 0 and 1 <= value < 100 <= previous) or (
        previous % 10 == 0 and previous % 100 >= 20 and 1 <= value < 10
    )


def _parse_digits(digits: str, language: Language) -> Fraction:
    """Parse digits. English groups by commas; Russian and Ukrainian write a decimal comma and
    group by spaces."""
    plain = re.sub(r"\s", "", digits)
    if language == "en" and _GROUPED_BY_COMMAS.fullmatch(plain):
        plain = plain.replace(",", "")
    whole, *rest = re.split(r"[.,]", plain)
    return Fraction(f"{whole}.{''.join(rest)}" if rest else whole)


@cache
def _load_numerals(language: Language) -> _Numerals:
    """Load the number words of a language; none for an unsupported one."""
    data = load_toml("summaries/numerals").get(language, {})
    value, group, scale = (
        _index_by_form(data.get(kind, {})) for kind in ("value", "group", "scale")
    )
    return _Numerals(value, group, scale, frozenset(data.get("no_number", "").split()))


def _index_by_form(listed: dict[str, str]) -> dict[str, Fraction]:
    def pairs() -> Iterator[tuple[str, Fraction]]:
        for value, words in listed.items():
            for word in words.split():
                yield fold(word), Fraction(value)

    return dict(pairs())
