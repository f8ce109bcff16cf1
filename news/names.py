"""The names of a text, to tell whether another text names anybody or anything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from news.knowledge import table, word_list
from news.language.lemmas import Lemmatizer
from news.language.stopwords import stopwords
from news.language.words import APOSTROPHE, Word, fold, is_cyrillic, words
from news.model import Language

_NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Init"})
_REACH = 2


@dataclass(frozen=True, slots=True)
class _Said:
    """A word of the article: its normal forms, and whether it is written as a name."""

    forms: frozenset[str]
    capital: bool


class Names:
    """What an article calls by name: its words with a capital letter."""

    def __init__(self, texts: Iterable[str], language: Language, lemmatizer: Lemmatizer) -> None:
        self._language = language
        self._lemmatizer = lemmatizer
        self._said = [
            [_Said(self._forms(word.text), _is_capital(word)) for word in words(text)]
            for text in texts
        ]
        said = [one for text in self._said for one in text]
        self._names = frozenset(form for one in said if one.capital for form in one.forms)
        self._words = frozenset(form for one in said for form in one.forms)

    def invented(self, told: Sequence[str]) -> Iterator[str]:
        """The names in some sentences that the article does not have: a word with a capital, or
        a first name with another surname than the article gives it."""
        for sentence in told:
            found = words(sentence)
            for place, word in enumerate(found):
                opens = place == 0 or not sentence[: word.start].strip(" «“„\"'(—–-")
                if _is_capital(word) and not self._stands(word.text, opens=opens):
                    yield word.text
            for first, second in pairwise(found):
                if self._parts_a_name(sentence, first, second):
                    yield f"{first.text} {second.text}"

    def _stands(self, word: str, *, opens: bool) -> bool:
        forms = self._forms(word)
        if not opens or any(letter.isupper() for letter in word[1:]):
            return not forms.isdisjoint(self._names)
        return not forms.isdisjoint(self._words) or self._is_plain(word)

    def _is_plain(self, word: str) -> bool:
        """Whether a word that opens a sentence is certainly no name. Any in doubt is one: an
        unknown word, one that is a name in some reading, and a single somebody («Мельник»)."""
        folded = fold(word)
        if folded in stopwords(self._language):
            return True
        analyzer = self._lemmatizer.analyzer(self._language)
        if analyzer is None or not is_cyrillic(word):
            return not self._forms(word).isdisjoint(word_list("common/en"))
        plain = folded.replace(APOSTROPHE, "'")
        if not analyzer.word_is_known(plain):
            return False
        readings = [_grammemes(parse) for parse in analyzer.parse(plain)]
        return not any(
            reading & _NAMES or ({"NOUN", "anim"} <= reading and "plur" not in reading)
            for reading in readings
        )

    def _parts_a_name(self, sentence: str, first: Word, second: Word) -> bool:
        """Whether a first name stands before another name that never follows it in the article."""
        if not (_is_capital(first) and _is_capital(second) and self._is_first_name(first.text)):
            return False
        if sentence[first.stop : second.start].strip():
            return False
        one, other = self._forms(first.text), self._forms(second.text)
        return not any(
            said.capital
            and not said.forms.isdisjoint(one)
            and any(not after.forms.isdisjoint(other) for after in text[at + 1 : at + 1 + _REACH])
            for text in self._said
            for at, said in enumerate(text)
        )

    def _is_first_name(self, word: str) -> bool:
        analyzer = self._lemmatizer.analyzer(self._language)
        if analyzer is not None and is_cyrillic(word):
            parses = analyzer.parse(fold(word).replace(APOSTROPHE, "'"))
            return any("Name" in _grammemes(parse) for parse in parses)
        return fold(word) in table("names")["first_name"]

    def _forms(self, word: str) -> frozenset[str]:
        """Normal forms, without those that make one man's surname of another's first name:
        «Иванов» may be many an Ivan, but stands for none here."""
        forms = frozenset(self._lemmatizer.forms(word, self._language))
        analyzer = self._lemmatizer.analyzer(self._language)
        if analyzer is None or not is_cyrillic(word):
            return forms
        many: set[str] = set()
        other: set[str] = set()
        for parse in analyzer.parse(fold(word).replace(APOSTROPHE, "'")):
            crowd = {"Name", "plur"} <= _grammemes(parse)
            (many if crowd else other).add(fold(parse.normal_form))
        return forms - (many - other)


def _is_capital(word: Word) -> bool:
    return any(letter.isupper() for letter in word.text)


def _grammemes(parse: object) -> set[str]:
    return set(str(parse.tag).replace(" ", ",").split(","))  # type: ignore[attr-defined]
