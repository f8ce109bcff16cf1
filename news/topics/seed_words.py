"""The seed words of topics: load them, and find them in sentences.

A seed is a word in its normal form (or any one form), a phrase, or a prefix, marked by a star.
``strong`` seeds weigh three times as much as ``words``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from news.data import load_toml
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage, Language
from news.nlp.analysis import AnalyzedWord
from news.nlp.words import fold

Evidence = dict[str, float]
"""By topic id."""

Hit = tuple[str, str, float]
"""Topic id, the seed that was found, its weight."""

_Phrase = tuple[tuple[str, ...], Hit]
"""Its words, and the seed that they are."""

STRONG_WEIGHT, WEAK_WEIGHT = 3.0, 1.0
_MIN_PREFIX_LETTERS = 3
_MAX_CACHED_WORDS = 10_000


@dataclass(slots=True)
class _Lexicon:
    """The seeds of one language, by lookup key."""

    words: dict[str, list[Hit]] = field(default_factory=dict)
    prefixes: dict[str, list[Hit]] = field(default_factory=dict)
    phrases: dict[str, list[_Phrase]] = field(default_factory=dict)
    max_prefix_chars: int = 0
    """The length of the longest prefix; longer beginnings are not looked up."""

    def add(self, topic: str, seed: str, weight: float) -> None:
        parts = tuple(fold(seed).split())
        hit = (topic, seed, weight)
        if len(parts) > 1:
            self.phrases.setdefault(parts[0], []).append((parts, hit))
        elif parts[0].endswith("*"):
            prefix = parts[0].rstrip("*")
            self.prefixes.setdefault(prefix, []).append(hit)
            self.max_prefix_chars = max(self.max_prefix_chars, len(prefix))
        else:
            self.words.setdefault(parts[0], []).append(hit)


class _Found(NamedTuple):
    """What is in a lexicon for one word."""

    hits: tuple[Hit, ...]
    phrases: Sequence[_Phrase]


class SeedWords:
    """The words and phrases of topics, by language."""

    def __init__(self, topics: Iterable[str]) -> None:
        self._lexicons: dict[str, _Lexicon] = {lang: _Lexicon() for lang in INTERFACE_LANGUAGES}
        self._cache: dict[str, dict[str, _Found | None]] = {
            language: {} for language in INTERFACE_LANGUAGES
        }
        """By language and folded word; None for a word that is no seed and begins none."""
        for topic in topics:
            for language, kinds in load_toml(f"topics/{topic}").items():
                for kind, weight in (("strong", STRONG_WEIGHT), ("words", WEAK_WEIGHT)):
                    for seed in _split_seeds(kinds.get(kind, "")):
                        self._lexicons[language].add(topic, seed, weight)

    def add(self, topic: str, seed: str, weight: float, language: InterfaceLanguage) -> None:
        """Add a seed to a topic."""
        self._lexicons[language].add(topic, seed, weight)

    def find(self, words: Sequence[AnalyzedWord], language: Language) -> Iterator[Hit]:
        """Yield the seeds found in a sentence; a topic at most once for one word."""
        lexicon = self._lexicons.get(language)
        if lexicon is None:
            return
        cached = self._cache[language]
        for place, word in enumerate(words):
            if word.folded not in cached:
                if len(cached) >= _MAX_CACHED_WORDS:
                    cached.clear()
                cached[word.folded] = _look_up(word, lexicon)
            found = cached[word.folded]
            if found is None:
                continue
            yield from found.hits
            for parts, hit in found.phrases:
                if _matches_phrase(parts, words[place : place + len(parts)]):
                    yield hit

    def iter_word_seeds(self, language: Language) -> Iterator[Hit]:
        """Yield the seeds of a language that are a single word or a prefix."""
        lexicon = self._lexicons[language]
        for found in (lexicon.words, lexicon.prefixes):
            for hits in found.values():
                yield from hits

    def find_category_topics(self, categories: Iterable[str]) -> Iterator[str]:
        """Yield the topics that a source's categories name, by the strong seeds of any language."""
        for category in categories:
            for part in fold(category).replace("/", " ").split():
                found = {
                    topic
                    for lexicon in self._lexicons.values()
                    for topic, _, weight in _lookup(part, lexicon)
                    if weight == STRONG_WEIGHT
                }
                if len(found) == 1:
                    yield found.pop()


def _look_up(word: AnalyzedWord, lexicon: _Lexicon) -> _Found | None:
    """Return what a word is, the strongest seed of a topic, and the phrases that begin with it."""
    best: dict[str, Hit] = {}
    for form in _list_lookup_forms(word) if not word.is_stopword else ():
        for hit in _lookup(form, lexicon):
            if hit[0] not in best or hit[2] > best[hit[0]][2]:
                best[hit[0]] = hit
    phrases = [
        phrase
        for first in dict.fromkeys((word.folded, word.lemma))
        for phrase in lexicon.phrases.get(first, ())
    ]
    return _Found(tuple(best.values()), phrases) if best or phrases else None


def _list_lookup_forms(word: AnalyzedWord) -> Iterator[str]:
    """Yield the word, its normal forms, and the parts of a compound («рок-гитарист»)."""
    yield word.folded
    yield from word.forms
    if "-" in word.folded:
        yield from word.folded.split("-")


def _lookup(form: str, lexicon: _Lexicon) -> Iterator[Hit]:
    yield from lexicon.words.get(form, ())
    longest = min(len(form), lexicon.max_prefix_chars)
    for length in range(longest, _MIN_PREFIX_LETTERS - 1, -1):
        yield from lexicon.prefixes.get(form[:length], ())


def _matches_phrase(parts: Sequence[str], words: Sequence[AnalyzedWord]) -> bool:
    if len(words) < len(parts):
        return False
    return all(_matches(part, word) for part, word in zip(parts, words, strict=True))


def _matches(part: str, word: AnalyzedWord) -> bool:
    if part.endswith("*"):
        return word.folded.startswith(part[:-1])
    return part == word.folded or part in word.forms


def _split_seeds(listed: str) -> list[str]:
    return [seed for part in listed.split(",") if (seed := " ".join(part.split()))]
