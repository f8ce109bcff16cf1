"""Spelling suggestions for a word that no article contains.

Comparing a word with a dictionary of a million is too slow. So each word is indexed by its halves
or thirds (`build_keys`): one mistake in two parts, or two in three, leaves one part intact, shifted
by at most a letter or two (`build_lookup_keys`). The few words that share a part are compared
(`rank_corrections`), by skeletons in which doubled letters, and letters that Russian and Ukrainian
write differently, are merged.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from math import log1p

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from news.nlp.words import APOSTROPHE, is_cyrillic

MIN_WORD_LETTERS, MAX_WORD_LETTERS = 3, 30
"""Length of the words that are corrected or suggested."""

_LONG_WORD_LETTERS = 8
"""From this length on, two mistakes are more probable than another word."""

_MIN_LETTERS_FOR_THIRDS = 6
"""From this length on, words are indexed by thirds."""

_INTERCHANGEABLE_LETTERS = str.maketrans(
    {"і": "и", "ї": "и", "ы": "и", "є": "е", "э": "е", "ґ": "г", APOSTROPHE: "", "ь": "", "ъ": ""}
)
_LATIN_LOOKALIKES = str.maketrans("aeopcxyik", "аеорсхуик")
_DOUBLED = re.compile(r"(.)\1+")

# The cost of one more mistake: it outweighs a word a hundred times as frequent.
_MISTAKE_COST, _OTHER_LETTERS_COST, _OTHER_BEGINNING_COST = 4.6, 0.3, 0.4

_KEYBOARDS = {
    "en": "qwertyuiop[]asdfghjkl;'zxcvbnm,.`",
    "ru": "йцукенгшщзхъфывапролджэячсмитьбюё",
    "uk": "йцукенгшщзхїфівапролджєячсмитьбюʼ",
}


def build_skeleton(word: str) -> str:
    """Return a folded word with easily confused letters merged."""
    if is_cyrillic(word):
        word = word.translate(_LATIN_LOOKALIKES).translate(_INTERCHANGEABLE_LETTERS)
    return _DOUBLED.sub(r"\1", word)


def is_word(token: str) -> bool:
    """Return whether an index token is a written word that may be suggested: neither a number nor
    the sound of a name."""
    return (
        MIN_WORD_LETTERS <= len(token) <= MAX_WORD_LETTERS
        and not token.startswith(APOSTROPHE)
        and token.replace(APOSTROPHE, "").isalpha()
    )


def build_keys(word: str) -> list[str]:
    """Return the index keys of a word."""
    bare = build_skeleton(word)
    length = len(bare)
    filed = [
        _format_key(length, n, bare[start:end])
        for n, (start, end) in enumerate(_split_bounds(length))
    ]
    # Swapped letters may change both halves of a short word; the set of letters stays the same.
    return [*filed, _sort_letters(bare)] if length < _MIN_LETTERS_FOR_THIRDS else filed


def build_lookup_keys(query_word: str) -> list[str]:
    """Return the keys under which to look for the words that may be meant."""
    bare = build_skeleton(query_word)
    max_mistakes = _max_mistakes(len(bare))
    found = [_sort_letters(bare)]
    for length in range(max(1, len(bare) - max_mistakes), len(bare) + max_mistakes + 1):
        for number, (start, end) in enumerate(_split_bounds(length)):
            for shift in range(-max_mistakes, max_mistakes + 1):
                part = bare[max(0, start + shift) : max(0, end + shift)]
                if len(part) == end - start:
                    found.append(_format_key(length, number, part))
    return list(dict.fromkeys(found))


def rank_corrections(query_word: str, article_counts: Mapping[str, int]) -> list[str]:
    """Return the words that may be meant, most probable first. ``article_counts``: in how many
    articles each occurs."""
    bare = build_skeleton(query_word)
    skeletons = {word: build_skeleton(word) for word in article_counts if word != query_word}
    near = process.extract(
        bare,
        skeletons,
        scorer=DamerauLevenshtein.distance,
        score_cutoff=_max_mistakes(len(bare)),
        limit=None,
    )
    weights = {
        word: _MISTAKE_COST
        * (
            mistakes
            + _OTHER_LETTERS_COST * (DamerauLevenshtein.distance(query_word, word) > mistakes)
            + _OTHER_BEGINNING_COST * (other[:1] != bare[:1])
        )
        - log1p(article_counts[word])
        for other, mistakes, word in near
    }
    return sorted(weights, key=lambda word: (weights[word], word))


def convert_keyboard_layout(text: str) -> list[str]:
    """Return what the same keys type in other layouts: «ghbdtn» is «привет», «руддщ» is «hello»."""
    folded = text.lower()
    if len(folded) < MIN_WORD_LETTERS:
        return []
    pairs = [("ru", "en"), ("uk", "en")] if is_cyrillic(folded) else [("en", "ru"), ("en", "uk")]
    found = []
    for ours, theirs in pairs:
        written = folded.translate(str.maketrans(_KEYBOARDS[ours], _KEYBOARDS[theirs]))
        if written != folded and written.replace(APOSTROPHE, "").isalpha():
            found.append(written)
    return list(dict.fromkeys(found))


def _max_mistakes(length: int) -> int:
    return 0 if length < MIN_WORD_LETTERS else 1 if length < _LONG_WORD_LETTERS else 2


def _split_bounds(length: int) -> list[tuple[int, int]]:
    count = 3 if length >= _MIN_LETTERS_FOR_THIRDS else 2
    bounds = [length * n // count for n in range(count + 1)]
    return list(itertools.pairwise(bounds))


def _format_key(length: int, number: int, part: str) -> str:
    return f"{length}.{number}.{part}"


def _sort_letters(bare: str) -> str:
    return "".join(sorted(bare))
