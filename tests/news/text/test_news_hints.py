"""The hints of costly patterns are complete: no text that matches has none of them."""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

import pytest

from news.entities.names import furniture
from news.summaries import annotation, announcements, references, sentence_starts
from news.text import head_pieces, noise

_GAP = "\0"
"""Stands for what may be any text."""
_MAX_LETTERS = 8
"""Of a set whose letters are tried one by one."""

PATTERNS = {
    "pointers": (references._POINTERS, references._POINTER_HINTS),
    "service": (annotation._SERVICE, annotation._SERVICE_HINTS),
    "noise": (noise._load_pointers(), noise.load_pointer_hints()),
    "asks": (announcements._ASKS, announcements._ASKS_HINTS),
    "talk": (
        re.compile("|".join(p.pattern for p in announcements._TALK_PATTERNS)),
        announcements._TALK_HINTS,
    ),
    "find": (announcements._NAMELESS_FIND, announcements._FIND_HINTS),
    "life": (sentence_starts._LIFE, sentence_starts._LIFE_HINTS),
    "leaning": (references._LEANING, references._LEANING_HINTS),
    "courtesy": (references._COURTESY, references._COURTESY_HINTS),
    "expects": (annotation._EXPECTS, annotation._EXPECTS_HINTS),
    "cut list": (annotation._CUT_LIST, annotation._CUT_LIST_HINTS),
    "credit": (furniture._CREDIT, furniture._CREDIT_HINTS),
    "caption": (head_pieces._CREDITED, head_pieces._CREDITED_HINTS),
}


def list_texts(parts: Iterable[tuple[Any, Any]]) -> set[str]:
    """Return the texts that match, in lower case and with gaps."""
    return {"".join(pieces) for pieces in product(*map(list_piece, parts))}


def list_piece(part: tuple[Any, Any]) -> Sequence[str]:
    code, value = part
    if code is codes.LITERAL:
        return [chr(value).lower()]
    if (
        code is codes.IN
        and len(value) <= _MAX_LETTERS
        and all(c is codes.LITERAL for c, _ in value)
    ):
        return [chr(letter).lower() for _, letter in value]
    if code is codes.BRANCH:
        return [text for branch in value[1] for text in list_texts(branch)]
    if code is codes.SUBPATTERN:
        return list(list_texts(value[3]))
    if code is codes.MAX_REPEAT:
        least, most, inner = value
        texts = [text * max(1, least) for text in list_texts(inner)]
        texts = [text + (_GAP if most > max(1, least) else "") for text in texts]
        return texts if least else ["", *texts]
    return [""] if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT) else [_GAP]


def find_unhinted(pattern: re.Pattern[str], hints: Sequence[str]) -> Iterator[str]:
    for text in list_texts(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)):
        if not any(hint in text for hint in hints):
            yield text


@pytest.mark.parametrize("name", PATTERNS)
def test_each_match_has_a_hint(name: str) -> None:
    pattern, hints = PATTERNS[name]
    assert list(find_unhinted(pattern, hints)) == []
    assert all(hint == hint.lower() for hint in hints)


@pytest.mark.parametrize("name", PATTERNS)
def test_no_hint_can_be_left_out(name: str) -> None:
    pattern, hints = PATTERNS[name]
    for hint in hints:
        others = [one for one in hints if one != hint]
        assert list(find_unhinted(pattern, others)), hint
