"""Find the words of one family: «волейбол», «волейболист», «волейбольный».

For Russian, ``news/data/families/ru.txt`` lists what is derived from frequent nouns; it was made of
word vectors and endings (`bench/support/generate/families.py`). For the other languages, and for
rarer Russian words, a relative is a dictionary entry that differs by the endings of
``news/data/families/endings.toml`` only. That file has the irregular families too, and the pairs
that only look like one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from news.data import load_lines, load_toml
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage
from news.nlp.forms.english import is_known as is_known_english
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import APOSTROPHE, fold, is_cyrillic

MAX_RELATIVES = 10
_MAX_CACHED_WORDS = 10_000
_MAX_CACHED_ENTRIES = 2_000
_MIN_ROOT_LETTERS = 4
_NAME_GRAMMEMES = ("Surn", "Name", "Patr")


@dataclass(frozen=True, slots=True)
class _Endings:
    """The rules of one language, longest endings first; ``""`` is no ending."""

    nouns: tuple[str, ...]
    derived: tuple[str, ...]
    place: tuple[str, ...]
    softened: tuple[tuple[str, str], ...]
    families: dict[str, tuple[str, ...]]
    strangers: frozenset[frozenset[str]]


def preload() -> None:
    """Load the tables (40 ms), so that the first search does not wait for them."""
    for language in INTERFACE_LANGUAGES:
        _load_endings(language)


class WordFamilies:
    """Finds relatives by the dictionaries of a lemmatizer. Keeps only bounded caches.

    The relatives of a new word take 5 to 50 ms: call it off the event loop. It is thread-safe.
    """

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self.find_relatives = lru_cache(maxsize=_MAX_CACHED_WORDS)(self._find_relatives)
        # A word is built in several ways: half of the look-ups repeat another of the same family.
        self._is_entry = lru_cache(maxsize=_MAX_CACHED_ENTRIES)(self._find_entry)

    def list_for_token(self, token: str) -> tuple[str, ...]:
        """Return the relatives of a token of a query in all languages of its script, and those of a
        name's listed counterparts: «бакинский» for Baku. At most 10."""
        found: dict[str, None] = {}
        for name in (token, *self._lemmatizer.get_name_variants(token)):
            languages: Sequence[InterfaceLanguage] = ("ru", "uk") if is_cyrillic(name) else ("en",)
            for language in languages:
                form = self._lemmatizer.lemmatize(name, language)[0]
                found |= dict.fromkeys(self.find_relatives(form, language))
        found.pop(token, None)
        return tuple(islice(found, MAX_RELATIVES))

    def _find_relatives(self, word: str, language: InterfaceLanguage) -> tuple[str, ...]:
        """Return the relatives of a word in normal form, folded, without itself; those with the
        shortest way from the root first, at most 10. A surname has none."""
        rules = _load_endings(language)
        if self._is_surname(word, language):
            return ()
        found = dict.fromkeys(rules.families.get(word, ()))
        for noun in self._list_nouns(word, rules, language):
            found |= dict.fromkeys((noun, *self._derive(noun, rules, language)))
        relatives = (one for one in found if {word, one} not in rules.strangers and one != word)
        return tuple(islice(relatives, MAX_RELATIVES))

    def _list_nouns(self, word: str, rules: _Endings, language: InterfaceLanguage) -> Iterator[str]:
        """Yield the nouns at the root: the word, or those that it may be derived from."""
        if self._is_noun(word, language):
            yield word
        for ending in (*rules.derived, *rules.place):
            root = word.removesuffix(ending)
            if root != word and len(root) >= _MIN_ROOT_LETTERS:
                for original in _harden(root, rules.softened):
                    for noun in (original + noun_ending for noun_ending in rules.nouns):
                        is_place = ending not in rules.derived
                        if self._is_noun(noun, language, is_place=is_place):
                            yield noun

    def _derive(self, noun: str, rules: _Endings, language: InterfaceLanguage) -> Iterator[str]:
        """Yield the dictionary entries that are derived from a noun."""
        is_place = self._is_noun(noun, language, is_place=True)
        for noun_ending in rules.nouns:
            root = noun.removesuffix(noun_ending) if noun_ending else noun
            if (noun_ending and root == noun) or len(root) < _MIN_ROOT_LETTERS:
                continue
            for ending in (*rules.derived, *(rules.place if is_place else ())):
                for changed in _soften(root, rules.softened):
                    if self._is_entry(changed + ending, language):
                        yield changed + ending

    def _is_surname(self, word: str, language: InterfaceLanguage) -> bool:
        """Return whether a word is a surname and no common noun: «Зеленский» has nothing to do with
        «зелень»."""
        analyzer = self._lemmatizer.get_analyzer(language)
        if analyzer is None:
            return False
        tags = [parse.tag for parse in analyzer.parse(word.replace(APOSTROPHE, "'"))]
        names = [tag for tag in tags if not tag.grammemes.isdisjoint(_NAME_GRAMMEMES)]
        return any("Surn" in tag for tag in names) and not any(
            tag.POS == "NOUN" and tag not in names for tag in tags
        )

    def _find_entry(self, word: str, language: InterfaceLanguage) -> bool:
        return (
            is_known_english(word)
            if language == "en"
            else self._lemmatizer.is_dictionary_form(word, language)
        )

    def _is_noun(self, word: str, language: InterfaceLanguage, *, is_place: bool = False) -> bool:
        if not self._is_entry(word, language):
            return False
        analyzer = self._lemmatizer.get_analyzer(language)
        if analyzer is None:
            return not is_place
        return any(
            parse.tag.POS == "NOUN" and ("Geox" in parse.tag.grammemes or not is_place)
            for parse in analyzer.parse(word.replace(APOSTROPHE, "'"))
            if fold(parse.normal_form) == word
        )


def _soften(root: str, softened: Iterable[tuple[str, str]]) -> list[str]:
    """Return the root as it may be before an ending."""
    return [root, *(root[: -len(a)] + b for a, b in softened if root.endswith(a))]


def _harden(root: str, softened: Iterable[tuple[str, str]]) -> list[str]:
    """Return the roots that may have become this one before an ending."""
    return [root, *(root[: -len(b)] + a for a, b in softened if root.endswith(b))]


@cache
def _load_endings(language: InterfaceLanguage) -> _Endings:
    data = load_toml("families/endings")[language]
    families: dict[str, tuple[str, ...]] = {}
    lines = [*data["families"].split(";"), *(load_lines("families/ru") if language == "ru" else ())]
    for line in lines:
        words = tuple(map(fold, line.split()))
        for word in words:
            families[word] = (*families.get(word, ()), *words)
    return _Endings(
        nouns=_split_endings(data["nouns"]),
        derived=_split_endings(data["derived"]),
        place=_split_endings(data["place"]),
        softened=tuple((a, b) for a, b in (pair.split(":") for pair in data["softened"].split())),
        families=families,
        strangers=frozenset(frozenset(map(fold, p.split())) for p in data["strangers"].split(";")),
    )


def _split_endings(listed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys("" if one == "_" else one for one in listed.split()))
