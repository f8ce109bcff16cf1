"""The numbers that a text names, in digits or in words, as values.

«20 000», "20,000", «двадцать тысяч» and «20 тыс.» are one number; «двадцать пять» is 25 and neither
20 nor 5. Times, dates and scores (14:30, 01.07.2026, 3:0) are taken as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

from news.data import load_toml
from news.model import Language
from news.nlp.lemmas import Lemmatizer
from news.nlp.words import fold

Number = Fraction | str
"""A value; or as it stands, a time, date or score, and what has more digits than any number."""

_TOKEN = re.compile(
    r"(?P<mark>(?<![\d.:])\d{1,2}(?::\d{1,2})+(?![\d:])|(?<![\d.])\d{1,2}\.\d{1,2}\.\d{2,4}(?!\d))"
    r"|(?P<digits>(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ][^\W\d_]+)*)"
    r"|(?P<gap>[\s\u00a0-]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_GROUPED_BY_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MAX_DIGITS = 60
"""Characters of a number; a longer one is taken as it stands."""
_CONJUNCTIONS = frozenset({"and"})
_MAX_DIGITS = 100
"""Of a number that is read as a value: Python refuses thousands, and takes long over them."""


@dataclass(frozen=True, slots=True)
class _Numerals:
    """A language's number words, by normal form."""

    value: dict[str, Fraction]
    group: dict[str, Fraction]
    scale: dict[str, Fraction]
    no_number: frozenset[str]


@dataclass(slots=True)
class _NumberBuilder:
    """A number of several words as it is put together: «два миллиона триста тысяч»."""

    total: Fraction = Fraction(0)
    current: Fraction | None = None
    last_scale: Fraction | None = None
    found: list[Number] = field(default_factory=list)

    def add(self, value: Fraction, *, digits: bool) -> None:
        """A value goes on with the number before it (twenty five), or begins another."""
        if self.current is not None and (digits or not _continues_number(self.current, value)):
            self.finish()
        self.current = (self.current or Fraction(0)) + value

    def multiply(self, value: Fraction) -> None:
        self.current = value if self.current is None else self.current * value

    def apply_scale(self, value: Fraction) -> None:
        if self.last_scale is not None and value >= self.last_scale:
            self.finish(keep_current=True)
        self.total += (1 if self.current is None else self.current) * value
        self.current, self.last_scale = None, value

    def finish(self, *, keep_current: bool = False) -> None:
        kept = self.current if keep_current else None
        if keep_current:
            self.current = None
        if self.current is not None or self.last_scale is not None:
            self.found.append(self.total + (self.current or 0))
        self.total, self.current, self.last_scale = Fraction(0), kept, None


def find_numbers(text: str, language: Language, lemmatizer: Lemmatizer) -> list[Number]:
    """All numbers of a text in order; a word is one by any of its likely normal forms."""
    told = _NumberBuilder()
    for match in _TOKEN.finditer(text):
        match match.lastgroup:
            case "digits" if len(match.group()) > _MAX_DIGITS:
                told.finish()
                told.found.append(match.group())
            case "digits":
                told.add(_parse_digits(match.group(), language), digits=True)
            case "mark":
                told.finish()
                told.found.append(match.group())
            case "word":
                _add_word(told, match.group(), language, lemmatizer)
            case "other":
                told.finish()
    told.finish()
    return told.found


def _add_word(
    builder: _NumberBuilder, word: str, language: Language, lemmatizer: Lemmatizer
) -> None:
    known, folded = _load_numerals(language), fold(word)
    forms = () if folded in known.no_number else (folded, *lemmatizer.lemmatize(folded, language))
    for form in forms:
        if form in known.scale:
            return builder.apply_scale(known.scale[form])
        if form in known.group:
            return builder.multiply(known.group[form])
        if form in known.value:
            return builder.add(known.value[form], digits=False)
    return None if folded in _CONJUNCTIONS else builder.finish()


def _continues_number(previous: Fraction, value: Fraction) -> bool:
    """Whether a smaller number may follow in one: hundreds, then tens, then ones."""
    return (previous % 100 == 0 and 1 <= value < 100 <= previous) or (
        previous % 10 == 0 and previous % 100 >= 20 and 1 <= value < 10
    )


def _parse_digits(digits: str, language: Language) -> Fraction:
    """English groups by commas; Russian and Ukrainian write a decimal comma and group by spaces."""
    plain = re.sub(r"\s", "", digits)
    if language == "en" and _GROUPED_BY_COMMAS.fullmatch(plain):
        plain = plain.replace(",", "")
    whole, *rest = re.split(r"[.,]", plain)
    return Fraction(f"{whole}.{''.join(rest)}" if rest else whole)


@cache
def _load_numerals(language: Language) -> _Numerals:
    """Those of the language; a text in none of ours has its digits only."""
    data = load_toml("numerals").get(language, {})
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
