"""Terms: the words, phrases and names that subscribers follow or mute, matched in any form.

What a person writes becomes a `NormalizedTerm`: the normal forms of its words in the language it is
written in. An article in that language mentions it if it contains these words, those of a phrase
side by side. In other languages a name also matches its listed counterparts and its sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from news.errors import NewsError
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage, Language
from news.nlp.forms.families import WordFamilies
from news.nlp.forms.lemmas import Lemmatizer, get_query_tokens
from news.nlp.stopwords import get_stopwords
from news.nlp.words import (
    cut_variant,
    find_acronyms,
    find_capitalized,
    fold,
    hyphenate_models,
    is_cyrillic,
    mark_acronym,
    normalize_unicode,
    split_named_model,
    tokenize,
)

MAX_TERM_CHARS = 60
MAX_TERM_WORDS = 6
MIN_SOUND_CHARS = 5
"""For a single name: the sound of «Баку» would match too many words. The sound prefix counts."""

_MAX_CACHED_TERMS = 10_000
_LISTED_TERM = re.compile(r'(?:[«"“„][^«»"“”„\n]*[»"”“]|[^,;\n])+')
_UKRAINIAN, _RUSSIAN = re.compile(r"[іїєґ]", re.IGNORECASE), re.compile(r"[ыэъё]", re.IGNORECASE)


class TermFault(StrEnum):
    """Why a text is not a term."""

    EMPTY = "empty"
    SHORT = "short"
    LONG = "long"
    COMMON = "common"


class InvalidTermError(NewsError):
    """A text that cannot be followed or muted. ``fault`` says why. Details: ``text``."""

    def __init__(self, fault: TermFault, text: str) -> None:
        super().__init__(f"{text!r} is no term: {fault}", text=text)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class NormalizedTerm:
    """The normalized term: for each of its words, in order, the normal forms that it may have in
    ``language``. Equal values are one term, however they were written."""

    language: InterfaceLanguage
    words: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        """Return one line that `parse` reads. No token contains a space or a bar."""
        return " ".join([self.language, *("|".join(forms) for forms in self.words)])

    @classmethod
    def parse(cls, line: str) -> NormalizedTerm:
        """Read the stored form: the language, then words with their alternatives after "|"."""
        language, *words = line.split(" ")
        (known,) = (one for one in INTERFACE_LANGUAGES if one == language)
        return cls(known, tuple(tuple(word.split("|")) for word in words))


def split(text: str) -> list[str]:
    """Split a comma-separated list of terms and strip their quotation marks. A comma in quotation
    marks does not split."""
    parts = (part.strip().strip("«»\"“”„'").strip() for part in _LISTED_TERM.findall(text))
    return [" ".join(part.split()) for part in parts if part]


SOURCE_OPERATORS = frozenset({"source", "источник", "джерело"})


def split_sources(parts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Divide what `split` returned into the names after ``source:`` and the terms."""
    sources, terms = [], []
    for part in parts:
        operator, colon, name = part.partition(":")
        if colon and operator.strip().lower() in SOURCE_OPERATORS and name.strip():
            sources.append(name.strip().strip("«»\"“”„'").strip())
        else:
            terms.append(part)
    return [name for name in sources if name], terms


class TermNormalizer:
    """Normalizes terms, and expands them to index tokens. Holds only a bounded cache and is
    thread-safe."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self._families = WordFamilies(lemmatizer)
        self.expand_term = lru_cache(maxsize=_MAX_CACHED_TERMS)(self._expand_term)
        self.expand_token = lru_cache(maxsize=_MAX_CACHED_TERMS)(self._expand_token)

    def normalize(self, text: str, subscriber_language: InterfaceLanguage) -> NormalizedTerm:
        """Return the normalized term for a subscriber of this language.

        Raises InvalidTermError.
        """
        words = [
            token
            for word in hyphenate_models(normalize_unicode(text)).split()
            for token in get_query_tokens(word)
        ]
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

    def add_relatives(self, term: NormalizedTerm) -> NormalizedTerm:
        """Return a term of one word with its family: «волейбол», «волейболист», «волейбольный». A
        phrase means only itself, and so does a word without relatives."""
        if len(term.words) > 1:
            return term
        (forms,) = term.words
        relatives = (
            r for form in forms for r in self._families.find_relatives(form, term.language)
        )
        tokens = (token for relative in relatives for token in tokenize(relative))
        return NormalizedTerm(term.language, (tuple(dict.fromkeys((*forms, *tokens))),))

    def list_relatives(self, term: NormalizedTerm) -> tuple[str, ...]:
        """Return the words that `add_relatives` would add."""
        return self.add_relatives(term).words[0][len(term.words[0]) :]

    def list_sounds(self, name: str, language: Language) -> tuple[str, ...]:
        """Return the sounds of a name in an article of a language, as index tokens."""
        return self._lemmatizer.get_sound_tokens(name, language)

    def get_lookup_tokens(self, term: NormalizedTerm) -> frozenset[str]:
        """Return the index tokens of which an article must contain one to mention the term: those
        of its longest word, in any language."""
        place = max(range(len(term.words)), key=lambda n: _rarity_key(term.words[n]))
        return frozenset().union(
            *(self.expand_term(term, one)[place] for one in INTERFACE_LANGUAGES)
        )

    def _expand_token(self, token: str, language: Language) -> frozenset[str]:
        """Return the forms of a term that a word of a text may match."""
        found = {token, *self._lemmatizer.get_index_tokens(token, language)}
        return frozenset(found.union(self._lemmatizer.get_name_sound_tokens(token)))

    def _lemmatize_word(
        self, word: str, language: InterfaceLanguage, is_single_word: bool
    ) -> tuple[str, ...]:
        """Return the normal forms of a word. A single word in its dictionary form means itself:
        «Баку» is not a form of «бак». In a phrase («железной дорогой») the neighbours decide."""
        forms = self._lemmatizer.get_index_tokens(word, language)
        if is_single_word and self._lemmatizer.is_dictionary_form(word, language):
            return (word,)
        return forms or (word,)

    def _expand_term(self, term: NormalizedTerm, language: Language) -> tuple[frozenset[str], ...]:
        """Return for each word the index tokens that match it in articles of a language."""
        alone = len(term.words) == 1
        return tuple(self._expand_word(forms, term, language, alone) for forms in term.words)

    def _expand_word(
        self, forms: tuple[str, ...], term: NormalizedTerm, language: Language, is_single_word: bool
    ) -> frozenset[str]:
        found = set(forms)
        for form in forms:
            found.update(self._lemmatizer.list_other_names(form))
        if language != term.language:
            min_chars = MIN_SOUND_CHARS if is_single_word else 0
            for form in forms:
                if self._lemmatizer.is_known(form, language):
                    found.update(self._lemmatizer.get_index_tokens(form, language))
                sounds = self._lemmatizer.get_name_sound_tokens(form)
                found.update(sound for sound in sounds if len(sound) >= min_chars)
        return frozenset(found)


class ArticleTokens:
    """Answers which terms an article mentions.

    ``index``: its tokens in the search index; ``texts``: `Article.texts`, needed for phrases only.
    """

    def __init__(
        self, terms: TermNormalizer, language: Language, index: Iterable[str], texts: Sequence[str]
    ) -> None:
        self._terms = terms
        self._language = language
        self._texts = texts
        self.tokens = frozenset(index)

    def has_term(self, term: NormalizedTerm) -> bool:
        """Return whether the article mentions the term; the words of a phrase must be adjacent."""
        looks = self._terms.expand_term(term, self._language)
        if any(look.isdisjoint(self.tokens) for look in looks):
            return False
        return len(looks) == 1 or any(_has_phrase(words, looks) for words in self._words)

    @cached_property
    def _words(self) -> list[list[frozenset[str]]]:
        """Return for each text what each of its words may match."""
        return [self._expand_text(text) for text in self._texts]

    def _expand_text(self, text: str) -> list[frozenset[str]]:
        acronyms, names = find_acronyms(text), set(map(fold, find_capitalized(text)))
        words = []
        for token in (part for one in tokenize(text) for part in split_named_model(one)):
            found = set(self._terms.expand_token(token, self._language))
            if token in acronyms:
                found.add(mark_acronym(token))
            if token in names:  # «Леопард», which is an animal too
                found.update(self._terms.list_sounds(token, self._language))
            if model := cut_variant(token):
                found.add(model)
            words.append(frozenset(found))
        return words


def _has_phrase(words: Sequence[frozenset[str]], word_tokens: Sequence[frozenset[str]]) -> bool:
    """Return whether matching words occur side by side, in order."""
    return any(
        all(not look.isdisjoint(words[start + place]) for place, look in enumerate(word_tokens))
        for start in range(len(words) - len(word_tokens) + 1)
    )


def _detect_language(text: str, subscriber_language: InterfaceLanguage) -> InterfaceLanguage:
    """Guess the language by letters; where these do not decide, take the subscriber's own."""
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
    """Return a sort key: longer words are probably rarer."""
    return not all(map(_is_common, forms)), max(map(len, forms))
