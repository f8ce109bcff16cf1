"""Words too common to say anything."""

from __future__ import annotations

from functools import cache

from news.knowledge import word_list
from news.language.words import fold
from news.model import READER_LANGUAGES, Language


@cache
def stopwords(language: Language) -> frozenset[str]:
    """The folded stop words of a language; none for ``und``."""
    if language not in READER_LANGUAGES:
        return frozenset()
    return frozenset(fold(word) for word in word_list(f"stopwords/{language}"))


def is_stopword(folded: str) -> bool:
    """Whether a word is one in any of the languages."""
    return any(folded in stopwords(language) for language in READER_LANGUAGES)


@cache
def grammar_words(language: Language) -> frozenset[str]:
    """The folded words that only hold a sentence together: fewer than the stop words where a
    language has a list of its own (English), the same elsewhere."""
    if language != "en":
        return stopwords(language)
    return frozenset(fold(word) for word in word_list("grammar/en"))
