"""Words too common to carry meaning."""

from __future__ import annotations

from functools import cache

from news.data import load_words
from news.model import INTERFACE_LANGUAGES, Language
from news.nlp.words import fold


@cache
def get_stopwords(language: Language) -> frozenset[str]:
    """Return the folded stop words of a language; none for ``und``."""
    if language not in INTERFACE_LANGUAGES:
        return frozenset()
    return frozenset(fold(word) for word in load_words(f"stopwords/{language}"))


def is_stopword(folded: str) -> bool:
    """Return whether a word is a stop word in any of the languages."""
    return any(folded in get_stopwords(language) for language in INTERFACE_LANGUAGES)


@cache
def get_function_words(language: Language) -> frozenset[str]:
    """Return the folded function words of a language: a shorter list than the stop words for
    English, the stop words themselves for the others."""
    if language != "en":
        return get_stopwords(language)
    return frozenset(fold(word) for word in load_words("grammar/en"))
