"""Sentences: razdel's rules (made on Russian news), mended at English and Ukrainian
abbreviations."""

from __future__ import annotations

import re
from functools import cache

from razdel import sentenize

from news.knowledge import word_list

_LAST_WORD = re.compile(r"(?:^|[\s(«\"“])([^\s(«\"“]+)\.$")
_INITIAL = re.compile(r"[A-ZА-ЯІЇЄҐ](?:\.[A-ZА-ЯІЇЄҐ])*")
# Scraped text loses the space after a stop: «в будни.Кроме того».
_JOINED = re.compile(
    r"(?<=[а-яёіїєґ]{2}[.!?])(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]+\s)|(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]+\s)"
)
_GOES_ON = re.compile(r"[-–−]\d|[a-zа-яёіїєґ]")
_LONGEST_END = 60
_CLOSERS = re.compile(r"^[\"”»’')\]]+(?=\s|$)")


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph, each exactly as it stands there; nothing but white space
    between them is lost."""
    spans: list[tuple[int, int]] = []
    for found in sentenize(text):
        if spans and _belongs(_end(text, *spans[-1]), found.text):
            spans[-1] = (spans[-1][0], found.stop)
        else:
            spans.append((found.start, found.stop))
    return [piece for start, stop in spans for piece in _JOINED.split(text[start:stop])]


def _end(text: str, start: int, stop: int) -> str:
    """Return the last characters of a sentence: they hold its last word, if that is an
    abbreviation. A sentence of ten thousand pieces is not copied for each of them."""
    return text[max(start, stop - _LONGEST_END) : stop]


def _belongs(before: str, after: str) -> bool:
    """Whether razdel cut one sentence in two. ``before``: how the first piece ends."""
    if _CLOSERS.match(after) or _GOES_ON.match(after):
        return True
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word = last.group(1)
    return word.lower() in _abbreviations() or (len(word) == 1 and bool(_INITIAL.fullmatch(word)))


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(word_list("abbreviations"))
