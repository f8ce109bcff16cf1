"""Sentences: razdel's rules (made on Russian news), mended at English and Ukrainian
abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from razdel import sentenize

from news.data import load_words

_LAST_WORD = re.compile(r"(?:^|[\s(«\"“])([^\s(«\"“]+)\.$")
_INITIAL = re.compile(r"[A-ZА-ЯІЇЄҐ](?:\.[A-ZА-ЯІЇЄҐ])*")
# Scraped text loses the space after a stop: «в будни.Кроме того».
_MISSING_SPACE = re.compile(
    r"(?<=[а-яёіїєґ]{2}[.!?])(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]+\s)|(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]+\s)"
)
_CONTINUATION = re.compile(r"[-–−]\d|[a-zа-яёіїєґ]")
_LOOKED_AT = 40
"""Characters in which the longest abbreviation, and what razdel takes for a bullet, have room."""
_CLOSERS = re.compile(r"^[\"”»’')\]]+(?=\s|$)")


def split_sentences(text: str) -> list[str]:
    """The sentences of one paragraph, each exactly as it stands there; nothing but white space
    between them is lost."""
    spans: list[tuple[int, int]] = []
    for start, stop in _spans(text):
        if spans and _is_continuation(text, spans[-1], (start, stop)):
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((start, stop))
    return [piece for start, stop in spans for piece in _MISSING_SPACE.split(text[start:stop])]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where razdel's sentences begin and end, without the white space around them.

    razdel's own loop copies a sentence at each mark that does not end it. Its rules look at no more
    than the beginning of a sentence, and no more is given to them.
    """
    parts = sentenize.split(text)
    start, stop = 0, len(next(parts))
    for split in parts:
        split.buffer = text[start : min(stop, start + _LOOKED_AT)]
        joined = sentenize.join(split)
        stop += len(split.delimiter)
        if not joined:
            yield _stripped(text, start, stop)
            start = stop
        stop += len(next(parts))
    yield _stripped(text, start, stop)


def _stripped(text: str, start: int, stop: int) -> tuple[int, int]:
    bare = text[start:stop].lstrip()
    return stop - len(bare), stop - len(bare) + len(bare.rstrip())


def _is_continuation(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether razdel cut one sentence in two."""
    start, stop = after
    if _CLOSERS.match(text[start:stop]) or _CONTINUATION.match(text, start, stop):
        return True
    last = _LAST_WORD.search(text[max(before[0], before[1] - _LOOKED_AT) : before[1]])
    if last is None:
        return False
    word = last.group(1)
    return word.lower() in _load_abbreviations() or (
        len(word) == 1 and bool(_INITIAL.fullmatch(word))
    )


@cache
def _load_abbreviations() -> frozenset[str]:
    return frozenset(load_words("abbreviations"))
