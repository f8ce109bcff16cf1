"""Load the word lists of references, and find sentences whose beginning points at the sentence
before them.

"He said so" is unclear without knowing who he is, and "But the court said so" without what it
contradicts; "It is expected that…" is clear.
"""

from __future__ import annotations

from functools import cache

from news.data import load_toml
from news.model import Language
from news.nlp.analysis import AnalyzedWord, Sentence
from news.nlp.words import fold

GENDERS = {"masculine": "masc", "feminine": "femn", "plural": "plur"}
"""The lists of pronouns, and the grammeme of the nouns that each stands for."""

_KINDS = (
    *GENDERS, "speech", "demonstratives", "this", "times", "first_person", "roles", "bodies",
    "outlets", "persons", "unique", "inner_leans", "results", "attributes", "events", "known",
    "makers",
)  # fmt: skip

WordLists = dict[str, frozenset[str]]

_MAX_START_WORDS = 5


@cache
def load_reference_lists(language: Language) -> WordLists:
    """Load the word lists of a language, folded; empty ones for an unsupported language."""
    data = load_toml("summaries/references").get(language, {})
    lists = {kind: frozenset(map(fold, data.get(kind, "").split())) for kind in _KINDS}
    return lists | {"pronouns": frozenset().union(*(lists[kind] for kind in GENDERS))}


def leans_back(sentence: Sentence, language: Language) -> bool:
    """Return whether the sentence needs the one before it; False without a word list for its
    language."""
    lists = _load_starts(language)
    words = tuple(word.folded for word in sentence.words[:_MAX_START_WORDS])
    leans = _count_start_words(words, lists["leans"])
    return leans > _count_start_words(words, lists["stands"]) and not is_acronym(sentence.words[0])


def is_acronym(word: AnalyzedWord) -> bool:
    """Return whether a word is capitals, and so no pronoun: "US", «США»."""
    return len(word.text) > 1 and word.text.isupper()


def starts_with_any(sentence: Sentence, openings: frozenset[tuple[str, ...]]) -> bool:
    """Return whether the first words of a sentence are one of the openings."""
    words = tuple(word.folded for word in sentence.words[:_MAX_START_WORDS])
    return _count_start_words(words, openings) > 0


def parse_openings(listed: str) -> frozenset[tuple[str, ...]]:
    """Parse openings parted by commas into folded words."""
    return frozenset(tuple(fold(part).split()) for part in listed.split(",") if part.strip())


def _count_start_words(words: tuple[str, ...], openings: frozenset[tuple[str, ...]]) -> int:
    """Return how many of the first words are one of the listed beginnings; 0 for none."""
    return next((n for n in range(_MAX_START_WORDS, 0, -1) if words[:n] in openings), 0)


@cache
def _load_starts(language: Language) -> dict[str, frozenset[tuple[str, ...]]]:
    """Load the beginnings of each kind as folded words."""
    data = load_toml("summaries/openings").get(language, {})
    return {kind: parse_openings(data.get(kind, "")) for kind in ("leans", "stands")}
