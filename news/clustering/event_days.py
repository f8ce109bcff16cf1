"""Find the days of the year that a sentence names: «8 ноября», "November 8" -> ``11-08``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from news.data import load_months
from news.model import Language
from news.nlp.analysis import AnalyzedWord

_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_DAY_TERM = re.compile(r"\d\d-\d\d")


def find_days(words: Sequence[AnalyzedWord], language: Language) -> Iterator[str]:
    """Yield each day named, as ``MM-DD``, in order."""
    for first, second in pairwise(words):
        for day, month in ((first, second), (second, first)):
            number = _get_month(month, language)
            if number and _DAY.fullmatch(day.folded):
                yield f"{number:02}-{int(re.sub(r'[a-z]', '', day.folded)):02}"
                break


def is_month(word: AnalyzedWord, language: Language) -> bool:
    """Return whether a word names a month."""
    return _get_month(word, language) > 0


def is_day(lemma: str) -> bool:
    """Return whether a fingerprint term is a day."""
    return _DAY_TERM.fullmatch(lemma) is not None


def _get_month(word: AnalyzedWord, language: Language) -> int:
    """Return the number of the month, 0 for any other word."""
    return next((n for form in word.forms if (n := load_months(language).get(form))), 0)
