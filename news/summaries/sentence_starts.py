"""Classify how a sentence begins: independent, with a connecting word, or with a reference back.

"He said so" is unclear without knowing who he is; "But the court said so" is clear, and so is "It
is expected that…". «Мужчина…» is new in the first sentence, and already known in a later one.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from news.data import load_toml
from news.model import Language
from news.nlp.analysis import Sentence
from news.nlp.words import fold

_MAX_START_WORDS = 5
_QUOTES = ('"', "«", "“", "„", "'", "‘")


class SentenceStart(StrEnum):
    """How a sentence depends on the one before it."""

    INDEPENDENT = "stands"
    CONNECTED = "connects"
    DEPENDENT = "leans"


def classify_start(
    sentence: Sentence, language: Language, *, is_first: bool = False
) -> SentenceStart:
    """Return how the sentence begins; INDEPENDENT without a word list for its language.

    ``is_first``: no text comes before it.
    """
    lists = _load_starts(language)
    words = tuple(word.folded for word in sentence.words[: 2 * _MAX_START_WORDS])
    connects = _count_start_words(words, lists["connects"])
    for skipped in {0, connects}:
        opening = words[skipped:]
        leans = _count_start_words(opening, lists["leans"])
        if not is_first:
            leans = max(leans, _count_start_words(opening, lists["known"]))
        if leans > _count_start_words(opening, lists["stands"]):
            return SentenceStart.DEPENDENT
        if _count_start_words(opening, lists["first_person"]) and not _is_exempt(sentence, skipped):
            return SentenceStart.DEPENDENT
    return SentenceStart.CONNECTED if connects else SentenceStart.INDEPENDENT


def _is_exempt(sentence: Sentence, place: int) -> bool:
    """Return whether it is a quotation, or a country that is spelled like a pronoun: "US",
    «США»."""
    word = sentence.words[place].text
    return sentence.text.startswith(_QUOTES) or (len(word) > 1 and word.isupper())


def _count_start_words(words: tuple[str, ...], openings: frozenset[tuple[str, ...]]) -> int:
    """Return how many of the first words are one of the listed beginnings; 0 for none."""
    return next((n for n in range(_MAX_START_WORDS, 0, -1) if words[:n] in openings), 0)


@cache
def _load_starts(language: Language) -> dict[str, frozenset[tuple[str, ...]]]:
    """Load the beginnings of each kind as folded words."""
    data = load_toml("openings").get(language, {})
    return {
        kind: frozenset(
            tuple(fold(part).split()) for part in data.get(kind, "").split(",") if part.strip()
        )
        for kind in ("leans", "known", "stands", "connects", "first_person")
    }
