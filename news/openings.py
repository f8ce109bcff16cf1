"""How a sentence opens: by itself, with a word that joins it on, or with one that points back.

"He said so" cannot stand where nobody knows who he is; "But the court said so" can, and so can "It
is expected that…". «Мужчина…» is somebody new in the first sentence, and a known one in a later.
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


def open_of(sentence: Sentence, language: Language, *, first: bool = False) -> Opening:
    """How the sentence opens; what its language has no list for stands. ``first``: nothing of the
    text stands before it."""
    lists = _openings(language)
    words = tuple(word.folded for word in sentence.words[: 2 * _LONGEST])
    connects = _length(words, lists["connects"])
    for skipped in {0, connects}:
        opening = words[skipped:]
        leans = _length(opening, lists["leans"])
        if not first:
            leans = max(leans, _length(opening, lists["known"]))
        if leans > _length(opening, lists["stands"]):
            return Opening.LEANS
        if _length(opening, lists["first_person"]) and not _exempt(sentence, skipped):
            return Opening.LEANS
    return Opening.CONNECTS if connects else Opening.STANDS


def _exempt(sentence: Sentence, place: int) -> bool:
    """Somebody's quoted words, or a country that is written like a pronoun: "US", «США»."""
    word = sentence.words[place].text
    return sentence.text.startswith(_QUOTES) or (len(word) > 1 and word.isupper())


def _length(words: tuple[str, ...], openings: frozenset[tuple[str, ...]]) -> int:
    """How many of the first words are one of the openings; 0 for none."""
    return next((n for n in range(_LONGEST, 0, -1) if words[:n] in openings), 0)


@cache
def _openings(language: Language) -> dict[str, frozenset[tuple[str, ...]]]:
    """The openings of each kind as folded words."""
    data = table("openings").get(language, {})
    return {
        kind: frozenset(
            tuple(fold(part).split()) for part in data.get(kind, "").split(",") if part.strip()
        )
        for kind in ("leans", "known", "stands", "connects", "first_person")
    }
