"""Keep the last analyses of a pymorphy3 dictionary: those of names ask for the same words often."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from pymorphy3 import MorphAnalyzer

_MAX_CACHED_WORDS = 4_000
"""Some 2 KB each."""


class CachedAnalyzer:
    """A dictionary whose `parse` remembers. The lists that it returns are shared: do not change
    them."""

    def __init__(self, analyzer: MorphAnalyzer) -> None:
        self.parse: Any = lru_cache(maxsize=_MAX_CACHED_WORDS)(analyzer.parse)
        self.word_is_known = analyzer.word_is_known


@cache
def cache_parses(analyzer: MorphAnalyzer) -> CachedAnalyzer:
    """Return the cached analyzer of a dictionary, always the same one."""
    return CachedAnalyzer(analyzer)
