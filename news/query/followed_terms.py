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
from news.model import INTERFACE_LANGUAGES, Article, InterfaceLanguage, Language
from news.nlp.lemmas import Lemmatizer
from news.nlp.stopwords import get_stopwords
from news.nlp.words import is_cyrillic, tokenize

MAX_TERM_CHARS = 60
MAX_TERM_WORDS = 6
MIN_SOUND_CHARS = 5
"""Of a name alone: «Баку» would sound like too much else. The mark of a sound counts."""

_MAX_CACHED_TERMS = 10_000
_LISTED_TERM = re.compile(r'(?:[«"“„][^«»"“”„\n]*[»"”“]|[^,;\n])+')
_UKRAINIAN, _RUSSIAN = re.compile(r"[іїєґ]", re.IGNORECASE), re.compile(r"[ыэъё]", re.IGNORECASE)


class TermFault(StrEnum):
    """Why something is no term."""

    EMPTY = "empty"
    SHORT = "short"
    LONG = "long"
    COMMON = "common"


class InvalidTermError(NewsError):
    """Nobody can follow or mute this. ``fault`` says why. Details: ``text``."""

    def __init__(self, fault: TermFault, text: str) -> None:
        super().__init__(f"{text!r} is no term: {fault}", text=text)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class NormalizedTerm:
    """What a term stands for: for each of its words, in order, the normal forms that it may have
    in ``language``. Equal meanings are one term, however they were written."""

    language: InterfaceLanguage
    words: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        """One line; `parse` reads it. No token holds a space or a bar."""
        return " ".join([self.language, *("|".join(forms) for forms in self.words)])

    @classmethod
    def parse(cls, line: str) -> NormalizedTerm:
        language, *words = line.split(" ")
        (known,) = (one for one in INTERFACE_LANGUAGES if one == language)
        return cls(known, tuple(tuple(word.split("|")) for word in words))


def split(text: str) -> list[str]:
    """The terms that a person lists with commas between, as written but for the quotation marks
    around them. A comma in quotation marks parts nothing."""
    parts = (part.strip().strip("«»\"“”„'").strip() for part in _LISTED_TERM.findall(text))
    return [" ".join(part.split()) for part in parts if part]


class TermNormalizer:
    """Understands terms, and says what they look like in each language. Keeps nothing but a bounded
    cache, and may be asked from several threads."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self.expand_term = lru_cache(maxsize=_MAX_CACHED_TERMS)(self._expand_term)
        self.expand_token = lru_cache(maxsize=_MAX_CACHED_TERMS)(self._expand_token)

    def normalize(self, text: str, subscriber_language: InterfaceLanguage) -> NormalizedTerm:
        """What a reader of a language means by a term. Raises BadTerm."""
        words = tokenize(text)
        if not words:
            raise InvalidTermError(TermFault.EMPTY, text)
        if len(text) > MAX_TERM_CHARS or len(words) > MAX_TERM_WORDS:
            raise InvalidTermError(TermFault.LONG, text)
        if all(_is_common(word) for word in words):
            raise InvalidTermError(TermFault.COMMON, text)
        if not any(len(word) > 1 and not word.isdigit() for word in words):
            raise InvalidTermError(TermFault.SHORT, text)
        language = _detect_language(text, subscriber_language)
        alone = len(words) == 1
        return NormalizedTerm(
            language, tuple(self._lemmatize_word(word, language, alone) for word in words)
        )

    def get_lookup_tokens(self, term: NormalizedTerm) -> frozenset[str]:
        """The index tokens of which an article must hold one to mention it: those of its longest
        word, in any language."""
        place = max(range(len(term.words)), key=lambda n: _rarity_key(term.words[n]))
        return frozenset().union(
            *(self.expand_term(term, one)[place] for one in INTERFACE_LANGUAGES)
        )

    def _expand_token(self, token: str, language: Language) -> frozenset[str]:
        """What a word of a text may stand for in a term."""
        found = {token, *self._lemmatizer.get_index_tokens(token, language)}
        return frozenset(found.union(self._lemmatizer.get_name_sound_tokens(token)))

    def _lemmatize_word(
        self, word: str, language: InterfaceLanguage, is_single_word: bool
    ) -> tuple[str, ...]:
        """Who writes a single word in its dictionary form means that: «Баку» is no form of «бак».
        Within a phrase («железной дорогой») its neighbours tell what is meant."""
        forms = self._lemmatizer.get_index_tokens(word, language)
        if is_single_word and self._lemmatizer.is_dictionary_form(word, language):
            return (word,)
        return forms or (word,)

    def _expand_term(self, term: NormalizedTerm, language: Language) -> tuple[frozenset[str], ...]:
        """For each word, the index tokens that stand for it in articles of a language."""
        alone = len(term.words) == 1
        return tuple(self._expand_word(forms, term, language, alone) for forms in term.words)

    def _expand_word(
        self, forms: tuple[str, ...], term: NormalizedTerm, language: Language, is_single_word: bool
    ) -> frozenset[str]:
        found = set(forms)
        for form in forms:
            found.update(self._lemmatizer.get_name_variants(form))
        if language != term.language:
            least = MIN_SOUND_CHARS if is_single_word else 0
            for form in forms:
                if self._lemmatizer.is_known(form, language):
                    found.update(self._lemmatizer.get_index_tokens(form, language))
                sounds = self._lemmatizer.get_name_sound_tokens(form)
                found.update(sound for sound in sounds if len(sound) >= least)
        return frozenset(found)


class ArticleTokens:
    """One article, asked which terms it mentions.

    ``index``: the tokens that the search index holds of it; ``texts``: its title and what its
    blocks say, needed for phrases alone.
    """

    def __init__(
        self, terms: TermNormalizer, language: Language, index: Iterable[str], texts: Sequence[str]
    ) -> None:
        self._terms = terms
        self._language = language
        self._texts = texts
        self.tokens = frozenset(index)

    def has_term(self, term: NormalizedTerm) -> bool:
        looks = self._terms.expand_term(term, self._language)
        if any(look.isdisjoint(self.tokens) for look in looks):
            return False
        return len(looks) == 1 or any(_has_phrase(words, looks) for words in self._words)

    @cached_property
    def _words(self) -> list[list[frozenset[str]]]:
        """Of each text, what its words may stand for."""
        return [
            [self._terms.expand_token(token, self._language) for token in tokenize(text)]
            for text in self._texts
        ]


def list_texts(article: Article) -> list[str]:
    """What an article says, text by text: no phrase goes from one into the next."""
    return [article.title, *(block.text for block in article.blocks if block.text)]


def _has_phrase(words: Sequence[frozenset[str]], word_tokens: Sequence[frozenset[str]]) -> bool:
    """Whether words that fit stand side by side, in order."""
    return any(
        all(not look.isdisjoint(words[start + place]) for place, look in enumerate(word_tokens))
        for start in range(len(words) - len(word_tokens) + 1)
    )


def _detect_language(text: str, subscriber_language: InterfaceLanguage) -> InterfaceLanguage:
    """The letters tell; where they do not, the reader's own language."""
    if not is_cyrillic(text):
        return "en"
    if _UKRAINIAN.search(text):
        return "uk"
    if _RUSSIAN.search(text):
        return "ru"
    return subscriber_language if subscriber_language != "en" else "ru"


def _is_common(word: str) -> bool:
    return any(word in get_stopwords(language) for language in INTERFACE_LANGUAGES)


def _rarity_key(forms: Sequence[str]) -> tuple[bool, int]:
    """The longer a word, the rarer it is likely to be."""
    return not all(map(_is_common, forms)), max(map(len, forms))
