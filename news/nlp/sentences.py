"""Split text into sentences: razdel's rules (made for Russian news), corrected for English and
Ukrainian abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from razdel import sentenize

from news.data import load_words

SENTENCE_START = re.compile(r"[\"«“„'‘(]?[A-ZА-ЯЁІЇЄҐ\d]")
_LAST_WORD = re.compile(r"(?:^|[\s(«\"“])([^\s(«\"“]+)\.$")
_INITIAL = re.compile(r"[A-ZА-ЯІЇЄҐ](?:\.[A-ZА-ЯІЇЄҐ])*")
# Scraped text may lack the space after a full stop: «в будни.Кроме того».
_MISSING_SPACE = re.compile(
    r"(?<=[а-яёіїєґ]{2}[.!?])(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]+\s)|(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]+\s)"
)
_CONTINUATION = re.compile(r"[-–−]\d|[a-zа-яёіїєґ]")
_MAX_CONTEXT_CHARS = 40
"""Enough for the longest abbreviation, and for what razdel may take for a bullet."""
_CLOSING_MARKS = re.compile(r"^[\"”»’')\]]+(?=\s|$)")


def split_sentences(text: str) -> list[str]:
    """Return the sentences of one paragraph, each exactly as written; only white space between
    them is dropped."""
    spans: list[tuple[int, int]] = []
    for start, stop in _find_spans(text):
        if spans and _is_continuation(text, spans[-1], (start, stop)):
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((start, stop))
    return [piece for start, stop in spans for piece in _MISSING_SPACE.split(text[start:stop])]


def _find_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of razdel's sentences, without surrounding white space.

    razdel's own loop copies a sentence at each mark that does not end it. Its rules read only the
    beginning of a sentence, so only that is passed to them.
    """
    parts = sentenize.split(text)
    start, stop = 0, len(next(parts))
    for split in parts:
        split.buffer = text[start : min(stop, start + _MAX_CONTEXT_CHARS)]
        joined = sentenize.join(split)
        stop += len(split.delimiter)
        if not joined:
            yield _strip_span(text, start, stop)
            start = stop
        stop += len(next(parts))
    yield _strip_span(text, start, stop)


def _strip_span(text: str, start: int, stop: int) -> tuple[int, int]:
    bare = text[start:stop].lstrip()
    return stop - len(bare), stop - len(bare) + len(bare.rstrip())


def _is_continuation(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Return whether razdel cut one sentence in two."""
    start, stop = after
    if _CLOSING_MARKS.match(text[start:stop]) or _CONTINUATION.match(text, start, stop):
        return True
    last = _LAST_WORD.search(text[max(before[0], before[1] - _MAX_CONTEXT_CHARS) : before[1]])
    if last is None:
        return False
    word = last.group(1)
    return word.lower() in _load_abbreviations() or (
        len(word) == 1 and bool(_INITIAL.fullmatch(word))
    )


@cache
def _load_abbreviations() -> frozenset[str]:
    return frozenset(load_words("abbreviations"))
