"""Check whether a text names persons or things that an article does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from news.data import load_words
from news.entities.mentions import load_name_lists
from news.model import Language
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.stopwords import get_stopwords
from news.nlp.words import APOSTROPHE, Word, find_words, fold, is_cyrillic

_NAME_GRAMMEMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Init"})
_MAX_NAME_DISTANCE = 2


@dataclass(frozen=True, slots=True)
class _ArticleWord:
    """A word of the article: its normal forms, and whether it is capitalized."""

    forms: frozenset[str]
    is_capitalized: bool


class NameChecker:
    """Knows the names of an article: its capitalized words."""

    def __init__(self, texts: Iterable[str], language: Language, lemmatizer: Lemmatizer) -> None:
        self._language = language
        self._lemmatizer = lemmatizer
        self._words_by_text = [
            [
                _ArticleWord(self._lemmatize(word.text), _has_capital(word))
                for word in find_words(text)
            ]
            for text in texts
        ]
        words = [word for text in self._words_by_text for word in text]
        self._names = frozenset(
            form for word in words if word.is_capitalized for form in word.forms
        )
        self._words = frozenset(form for word in words for form in word.forms)

    def find_invented_names(self, sentences: Sequence[str]) -> Iterator[str]:
        """Yield the names in the sentences that the article does not have: a capitalized word,
        or a first name with another surname than in the article."""
        for sentence in sentences:
            found = find_words(sentence)
            for place, word in enumerate(found):
                opens = place == 0 or not sentence[: word.start].strip(" «“„\"'(—–-")
                if _has_capital(word) and not self._is_in_article(word.text, opens_sentence=opens):
                    yield word.text
            for first, second in pairwise(found):
                if self._is_mixed_name(sentence, first, second):
                    yield f"{first.text} {second.text}"

    def _is_in_article(self, word: str, *, opens_sentence: bool) -> bool:
        forms = self._lemmatize(word)
        if not opens_sentence or any(letter.isupper() for letter in word[1:]):
            return not forms.isdisjoint(self._names)
        return not forms.isdisjoint(self._words) or self._is_common_word(word)

    def _is_common_word(self, word: str) -> bool:
        """Return whether a word that opens a sentence is certainly no name. A doubtful one
        counts as a name: an unknown word, one that is a name in some reading, and a noun for a
        single person («Мельник»)."""
        folded = fold(word)
        if folded in get_stopwords(self._language):
            return True
        analyzer = self._lemmatizer.get_analyzer(self._language)
        if analyzer is None or not is_cyrillic(word):
            return not self._lemmatize(word).isdisjoint(load_words("common/en"))
        plain = folded.replace(APOSTROPHE, "'")
        if not analyzer.word_is_known(plain):
            return False
        readings = [_get_grammemes(parse) for parse in analyzer.parse(plain)]
        return not any(
            reading & _NAME_GRAMMEMES or ({"NOUN", "anim"} <= reading and "plur" not in reading)
            for reading in readings
        )

    def _is_mixed_name(self, sentence: str, first: Word, second: Word) -> bool:
        """Return whether a first name is followed by a name that never follows it in the
        article."""
        if not (_has_capital(first) and _has_capital(second) and self._is_first_name(first.text)):
            return False
        if sentence[first.stop : second.start].strip():
            return False
        one, other = self._lemmatize(first.text), self._lemmatize(second.text)
        return not any(
            word.is_capitalized
            and not word.forms.isdisjoint(one)
            and any(
                not after.forms.isdisjoint(other)
                for after in text[at + 1 : at + 1 + _MAX_NAME_DISTANCE]
            )
            for text in self._words_by_text
            for at, word in enumerate(text)
        )

    def _is_first_name(self, word: str) -> bool:
        analyzer = self._lemmatizer.get_analyzer(self._language)
        if analyzer is not None and is_cyrillic(word):
            parses = analyzer.parse(fold(word).replace(APOSTROPHE, "'"))
            return any("Name" in _get_grammemes(parse) for parse in parses)
        return fold(word) in load_name_lists()["first_name"]

    def _lemmatize(self, word: str) -> frozenset[str]:
        """Return the normal forms of a word, without plurals of first names: «Иванов» is a
        surname here, not several people named Ivan."""
        forms = frozenset(self._lemmatizer.lemmatize(word, self._language))
        analyzer = self._lemmatizer.get_analyzer(self._language)
        if analyzer is None or not is_cyrillic(word):
            return forms
        many: set[str] = set()
        other: set[str] = set()
        for parse in analyzer.parse(fold(word).replace(APOSTROPHE, "'")):
            crowd = {"Name", "plur"} <= _get_grammemes(parse)
            (many if crowd else other).add(fold(parse.normal_form))
        return forms - (many - other)


def _has_capital(word: Word) -> bool:
    return any(letter.isupper() for letter in word.text)


def _get_grammemes(parse: object) -> set[str]:
    return set(str(parse.tag).replace(" ", ",").split(","))  # type: ignore[attr-defined]
