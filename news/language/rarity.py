"""How much a word says by being rare: a stand-in for inverse document frequency.

Russian counts come from the embeddings' news corpus. For Ukrainian and English there is no corpus
here, so the words that any news is full of are listed, and all others count alike.
"""

from __future__ import annotations

from functools import cache, lru_cache
from math import log
from typing import TYPE_CHECKING

from news.knowledge import word_list
from news.language.words import fold
from news.model import Language

if TYPE_CHECKING:
    from news.language.embeddings import Embeddings

_CACHED_WORDS = 20_000
_COMMONEST = 3_000_000
_RAREST = 300
_LISTED = 0.25
_UNLISTED = 0.75


class Rarity:
    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._russian = lru_cache(maxsize=_CACHED_WORDS)(self._counted)

    def of(self, lemma: str, form: str, language: Language) -> float:
        """0 (stands everywhere) to 1 (hardly ever seen), for a word by its lemma and its form."""
        if form[0].isdigit():
            return 0.4 if len(form) < 3 else 0.7
        if language == "ru":
            return self._russian(lemma, form)
        return _LISTED if lemma in _common(language) or form in _common(language) else _UNLISTED

    def _counted(self, lemma: str, form: str) -> float:
        count = max(self._embeddings.count(lemma), self._embeddings.count(form), _RAREST)
        return max(0.0, min(1.0, log(_COMMONEST / count) / log(_COMMONEST / _RAREST)))


@cache
def _common(language: Language) -> frozenset[str]:
    if language not in ("uk", "en"):
        return frozenset()
    return frozenset(fold(word) for word in word_list(f"common/{language}"))
