"""How a sentence opens: by itself, with a word that joins it on, or with one that points back.

"He said so" cannot stand where nobody knows who he is; "But the court said so" can.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from news.analysis import Sentence
from news.knowledge import table
from news.language.words import fold
from news.model import Language

_LONGEST = 5
_QUOTES = ('"', "«", "“", "„", "'", "‘")


class Opening(StrEnum):
    STANDS = "stands"
    CONNECTS = "connects"
    LEANS = "leans"


def open_of(sentence: Sentence, language: Language) -> Opening:
    """How the sentence opens; what its language has no list for stands."""
    lists = _openings(language)
    words = tuple(word.folded for word in sentence.words[: 2 * _LONGEST])
    connects = _length(words, lists["connects"])
    for opening in (words, words[connects:]):
        if _length(opening, lists["leans"]):
            return Opening.LEANS
        if _length(opening, lists["first_person"]) and not sentence.text.startswith(_QUOTES):
            return Opening.LEANS
    return Opening.CONNECTS if connects else Opening.STANDS


def _length(words: tuple[str, ...], openings: frozenset[tuple[str, ...]]) -> int:
    """How many of the first words are one of the openings; 0 for none."""
    return next((n for n in range(_LONGEST, 0, -1) if words[:n] in openings), 0)


@cache
def _openings(language: Language) -> dict[str, frozenset[tuple[str, ...]]]:
    """The openings of each kind as folded words."""
    data = table("openings").get(language, {})
    return {
        kind: frozenset(tuple(fold(part).split()) for part in data.get(kind, "").split(","))
        for kind in ("leans", "connects", "first_person")
    }
