"""Terms: the words, phrases and names that readers follow or mute, found in any form.

What a person writes becomes a `Meaning`: the normal forms of its words in the language that it is
written in. An article in that language mentions it if these words stand in it, those of a phrase
side by side. In other languages a name is also known by its listed counterparts and by its sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from news.errors import NewsError
from news.language.lemmas import Lemmatizer
from news.language.stopwords import stopwords
from news.language.words import is_cyrillic, tokens
from news.model import READER_LANGUAGES, Article, Language, ReaderLanguage

MOST_CHARACTERS = 60
MOST_WORDS = 6
LEAST_SOUND = 5
"""Of a name alone: «Баку» would sound like too much else. The mark of a sound counts."""

_CACHED = 10_000
_PART = re.compile(r'(?:[«"“„][^«»"“”„\n]*[»"”“]|[^,;\n])+')
_UKRAINIAN, _RUSSIAN = re.compile(r"[іїєґ]", re.IGNORECASE), re.compile(r"[ыэъё]", re.IGNORECASE)


class TermFault(StrEnum):
    """Why something is no term."""

    EMPTY = "empty"
    SHORT = "short"
    LONG = "long"
    COMMON = "common"


class BadTerm(NewsError):
    """Nobody can follow or mute this. ``fault`` says why. Details: ``text``."""

    def __init__(self, fault: TermFault, text: str) -> None:
        super().__init__(f"{text!r} is no term: {fault}", text=text)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a term stands for: for each of its words, in order, the normal forms that it may have
    in ``language``. Equal meanings are one term, however they were written."""

    language: ReaderLanguage
    words: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        """One line; `parse` reads it. No token holds a space or a bar."""
        return " ".join([self.language, *("|".join(forms) for forms in self.words)])

    @classmethod
    def parse(cls, line: str) -> Meaning:
        language, *words = line.split(" ")
        (known,) = (one for one in READER_LANGUAGES if one == language)
        return cls(known, tuple(tuple(word.split("|")) for word in words))


def split(text: str) -> list[str]:
    """The terms that a person lists with commas between, as written but for the quotation marks
    around them. A comma in quotation marks parts nothing."""
    parts = (part.strip().strip("«»\"“”„'").strip() for part in _PART.findall(text))
    return [" ".join(part.split()) for part in parts if part]


class Terms:
    """Understands terms, and says what they look like in each language. Keeps nothing but a bounded
    cache, and may be asked from several threads."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self.looks = lru_cache(maxsize=_CACHED)(self._looks)
        self.forms = lru_cache(maxsize=_CACHED)(self._forms)

    def meaning(self, text: str, reader_language: ReaderLanguage) -> Meaning:
        """What a reader of a language means by a term. Raises BadTerm."""
        words = tokens(text)
        if not words:
            raise BadTerm(TermFault.EMPTY, text)
        if len(text) > MOST_CHARACTERS or len(words) > MOST_WORDS:
            raise BadTerm(TermFault.LONG, text)
        if all(_is_common(word) for word in words):
            raise BadTerm(TermFault.COMMON, text)
        if not any(len(word) > 1 and not word.isdigit() for word in words):
            raise BadTerm(TermFault.SHORT, text)
        language = _language(text, reader_language)
        alone = len(words) == 1
        return Meaning(language, tuple(self._meant(word, language, alone) for word in words))

    def keys(self, meaning: Meaning) -> frozenset[str]:
        """The index tokens of which an article must hold one to mention it: those of its longest
        word, in any language."""
        place = max(range(len(meaning.words)), key=lambda n: _telling(meaning.words[n]))
        return frozenset().union(*(self.looks(meaning, one)[place] for one in READER_LANGUAGES))

    def _forms(self, token: str, language: Language) -> frozenset[str]:
        """What a word of a text may stand for in a term."""
        found = {token, *self._lemmatizer.tokens(token, language)}
        return frozenset(found.union(self._lemmatizer.name_sounds(token)))

    def _meant(self, word: str, language: ReaderLanguage, alone: bool) -> tuple[str, ...]:
        """Who writes a single word in its dictionary form means that: «Баку» is no form of «бак».
        Within a phrase («железной дорогой») its neighbours tell what is meant."""
        forms = self._lemmatizer.tokens(word, language)
        if alone and self._lemmatizer.is_dictionary_form(word, language):
            return (word,)
        return forms or (word,)

    def _looks(self, meaning: Meaning, language: Language) -> tuple[frozenset[str], ...]:
        """For each word, the index tokens that stand for it in articles of a language."""
        alone = len(meaning.words) == 1
        return tuple(self._look(forms, meaning, language, alone) for forms in meaning.words)

    def _look(
        self, forms: tuple[str, ...], meaning: Meaning, language: Language, alone: bool
    ) -> frozenset[str]:
        found = set(forms)
        for form in forms:
            found.update(self._lemmatizer.alike(form))
        if language != meaning.language:
            least = LEAST_SOUND if alone else 0
            for form in forms:
                if self._lemmatizer.is_known(form, language):
                    found.update(self._lemmatizer.tokens(form, language))
                sounds = self._lemmatizer.name_sounds(form)
                found.update(sound for sound in sounds if len(sound) >= least)
        return frozenset(found)


class Reading:
    """One article, asked which terms it mentions.

    ``index``: the tokens that the search index holds of it; ``texts``: its title and what its
    blocks say, needed for phrases alone.
    """

    def __init__(
        self, terms: Terms, language: Language, index: Iterable[str], texts: Sequence[str]
    ) -> None:
        self._terms = terms
        self._language = language
        self._texts = texts
        self.tokens = frozenset(index)

    def mentions(self, meaning: Meaning) -> bool:
        looks = self._terms.looks(meaning, self._language)
        if any(look.isdisjoint(self.tokens) for look in looks):
            return False
        return len(looks) == 1 or any(_stands_in(words, looks) for words in self._words)

    @cached_property
    def _words(self) -> list[list[frozenset[str]]]:
        """Of each text, what its words may stand for."""
        return [
            [self._terms.forms(token, self._language) for token in tokens(text)]
            for text in self._texts
        ]


def texts_of(article: Article) -> list[str]:
    """What an article says, text by text: no phrase goes from one into the next."""
    return [article.title, *(block.text for block in article.blocks if block.text)]


def _stands_in(words: Sequence[frozenset[str]], looks: Sequence[frozenset[str]]) -> bool:
    """Whether words that fit stand side by side, in order."""
    return any(
        all(not look.isdisjoint(words[start + place]) for place, look in enumerate(looks))
        for start in range(len(words) - len(looks) + 1)
    )


def _language(text: str, reader_language: ReaderLanguage) -> ReaderLanguage:
    """The letters tell; where they do not, the reader's own language."""
    if not is_cyrillic(text):
        return "en"
    if _UKRAINIAN.search(text):
        return "uk"
    if _RUSSIAN.search(text):
        return "ru"
    return reader_language if reader_language != "en" else "ru"


def _is_common(word: str) -> bool:
    return any(word in stopwords(language) for language in READER_LANGUAGES)


def _telling(forms: Sequence[str]) -> tuple[bool, int]:
    """The longer a word, the rarer it is likely to be."""
    return not all(map(_is_common, forms)), max(map(len, forms))
