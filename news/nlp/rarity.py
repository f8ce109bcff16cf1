"""Estimate how rare a word is: a substitute for inverse document frequency.

Russian counts come from the embeddings' news corpus. For Ukrainian and English there is no corpus,
so the common words of news are listed, and all others count alike.
"""

from __future__ import annotations

from functools import cache, lru_cache
from math import log
from typing import TYPE_CHECKING

from news.data import load_words
from news.model import Language
from news.nlp.words import fold

if TYPE_CHECKING:
    from news.nlp.embeddings import Embeddings

_MAX_CACHED_WORDS = 10_000
_COMMON_COUNT = 3_000_000
_RARE_COUNT = 300
_COMMON_WORD_RARITY = 0.25
_OTHER_WORD_RARITY = 0.75


class Rarity:
    """Estimates the rarity of words and caches it."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._russian = lru_cache(maxsize=_MAX_CACHED_WORDS)(self._compute_russian)

    def get(self, lemma: str, form: str, language: Language) -> float:
        """Return the rarity of a word, 0 (very common) to 1 (very rare), by its lemma and its
        form."""
        if form[0].isdigit():
            return 0.4 if len(form) < 3 else 0.7
        if language == "ru":
            return self._russian(lemma, form)
        return (
            _COMMON_WORD_RARITY
            if lemma in _load_common_words(language) or form in _load_common_words(language)
            else _OTHER_WORD_RARITY
        )

    def _compute_russian(self, lemma: str, form: str) -> float:
        count = max(self._embeddings.count(lemma), self._embeddings.count(form), _RARE_COUNT)
        return max(0.0, min(1.0, log(_COMMON_COUNT / count) / log(_COMMON_COUNT / _RARE_COUNT)))


@cache
def _load_common_words(language: Language) -> frozenset[str]:
    if language not in ("uk", "en"):
        return frozenset()
    return frozenset(fold(word) for word in load_words(f"common/{language}"))
