"""What somebody may have meant by a word that no article holds.

A dictionary of a million words is too large to compare one with. So each word is filed under its
halves or thirds (`keys`): whoever makes one mistake in two parts, or two in three, leaves one part
as it is, if a letter or two to the left or right (`probes`). Few words share one, and those are
compared (`nearest`). Words are compared by their skeletons, in which letters that Russian and
Ukrainian write differently, and doubled ones, are one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from math import log1p

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from news.language.words import APOSTROPHE, is_cyrillic

SHORTEST, LONGEST = 3, 30
"""Letters of a word that is worth correcting, or worth correcting to."""

_LONG = 8
"""From so many letters on, two mistakes are likelier than another word."""

_THIRDS = 6
"""From so many letters on, words are filed under thirds."""

_ALIKE = str.maketrans(
    {"і": "и", "ї": "и", "ы": "и", "є": "е", "э": "е", "ґ": "г", APOSTROPHE: "", "ь": "", "ъ": ""}
)
_LOOK_ALIKE = str.maketrans("aeopcxyik", "аеорсхуик")
_DOUBLED = re.compile(r"(.)\1+")

# What one more mistake weighs against how often a word is written: as much as a hundred times.
_MISTAKE, _OTHER_LETTERS, _OTHER_BEGINNING = 4.6, 0.3, 0.4

_KEYS = {
    "en": "qwertyuiop[]asdfghjkl;'zxcvbnm,.`",
    "ru": "йцукенгшщзхъфывапролджэячсмитьбюё",
    "uk": "йцукенгшщзхїфівапролджєячсмитьбюʼ",
}


def skeleton(word: str) -> str:
    """A folded word with what is easily mistaken made one."""
    if is_cyrillic(word):
        word = word.translate(_LOOK_ALIKE).translate(_ALIKE)
    return _DOUBLED.sub(r"\1", word)


def is_word(token: str) -> bool:
    """Whether an index token is a written word that may be offered: neither a number nor how a name
    sounds."""
    return (
        SHORTEST <= len(token) <= LONGEST
        and not token.startswith(APOSTROPHE)
        and token.replace(APOSTROPHE, "").isalpha()
    )


def keys(word: str) -> list[str]:
    """What a word is filed under."""
    bare = skeleton(word)
    length = len(bare)
    filed = [_key(length, n, bare[start:end]) for n, (start, end) in enumerate(_parts(length))]
    # Two letters in the wrong order may spoil both halves of a short word. They are the same two.
    return [*filed, _anagram(bare)] if length < _THIRDS else filed


def probes(typed: str) -> list[str]:
    """Under what to look for the words that may be meant."""
    bare = skeleton(typed)
    most = _mistakes(len(bare))
    found = [_anagram(bare)]
    for length in range(max(1, len(bare) - most), len(bare) + most + 1):
        for number, (start, end) in enumerate(_parts(length)):
            for shift in range(-most, most + 1):
                part = bare[max(0, start + shift) : max(0, end + shift)]
                if len(part) == end - start:
                    found.append(_key(length, number, part))
    return list(dict.fromkeys(found))


def nearest(typed: str, known: Mapping[str, int]) -> list[str]:
    """The words that may be meant, likeliest first. ``known``: in how many articles each stands."""
    bare = skeleton(typed)
    skeletons = {word: skeleton(word) for word in known if word != typed}
    near = process.extract(
        bare,
        skeletons,
        scorer=DamerauLevenshtein.distance,
        score_cutoff=_mistakes(len(bare)),
        limit=None,
    )
    weights = {
        word: _MISTAKE
        * (
            mistakes
            + _OTHER_LETTERS * (DamerauLevenshtein.distance(typed, word) > mistakes)
            + _OTHER_BEGINNING * (other[:1] != bare[:1])
        )
        - log1p(known[word])
        for other, mistakes, word in near
    }
    return sorted(weights, key=lambda word: (weights[word], word))


def layouts(typed: str) -> list[str]:
    """What the same keys write in other layouts: «ghbdtn» is «привет», «руддщ» is «hello»."""
    folded = typed.lower()
    if len(folded) < SHORTEST:
        return []
    pairs = [("ru", "en"), ("uk", "en")] if is_cyrillic(folded) else [("en", "ru"), ("en", "uk")]
    found = []
    for ours, theirs in pairs:
        written = folded.translate(str.maketrans(_KEYS[ours], _KEYS[theirs]))
        if written != folded and written.replace(APOSTROPHE, "").isalpha():
            found.append(written)
    return list(dict.fromkeys(found))


def _mistakes(length: int) -> int:
    return 0 if length < SHORTEST else 1 if length < _LONG else 2


def _parts(length: int) -> list[tuple[int, int]]:
    count = 3 if length >= _THIRDS else 2
    bounds = [length * n // count for n in range(count + 1)]
    return list(itertools.pairwise(bounds))


def _key(length: int, number: int, part: str) -> str:
    return f"{length}.{number}.{part}"


def _anagram(bare: str) -> str:
    return "".join(sorted(bare))
