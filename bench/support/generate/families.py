"""Write `news/data/families/ru.txt`: Russian nouns and the words derived from them.

`python bench/support/generate/families.py` (three minutes)

A word's vector is the sum of the vectors of its forms in navec's vocabulary, less the mean of all:
the dictionary form alone is often rare («газетный»), and says nothing. Two words are relatives if
one is built from the other by a known ending and the cosine of their vectors is 0.25 or more (0.05
for endings that make nothing else, such as «-ист»; for short words, which many others begin like, a
little more), or if they share most of their letters and the cosine is 0.5 or more.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from pathlib import Path
from typing import Any

import numpy as np

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))

from bench.support.material import print_line
from news.nlp.embeddings import Embeddings, Vector
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import fold

_TARGET = Path(__file__).parents[3] / "news" / "data" / "families" / "ru.txt"
_ENDINGS = Path(__file__).parents[1] / "data" / "family_endings.toml"
_HEADER = """\
# Russian nouns and what is derived from them, nearest first, for `news.nlp.forms.families`.
# Written by `python bench/support/generate/families.py`, which says how.
"""
_WORD = re.compile(r"[а-я-]{3,}")
_PARTS_OF_SPEECH = ("NOUN", "ADJF", "INFN", "VERB", "PRTF", "ADJS")
_NAMES = ("Surn", "Name", "Patr")
_MIN_COUNT, _MIN_NOUN_COUNT, _MAX_RELATIVES = 60, 150, 8
_MIN_SIMILARITY, _MIN_SAFE_SIMILARITY, _MIN_FREE_SIMILARITY = 0.25, 0.05, 0.5
_SHORT_NOUN_LETTERS, _SHORT_NOUN_MARGIN = 4, 0.12
_PREFIX_SHARE, _PREFIX = 0.6, 3

_VOWELS = "аеиоуыэюяь"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A dictionary entry: its vector of length one, how often it occurs, and the entries that
    it may be a form of."""

    vector: Vector
    count: float
    readings: frozenset[str]
    is_noun: bool
    is_name: bool


@cache
def _load_endings(kind: str) -> tuple[str, ...]:
    listed = tomllib.loads(_ENDINGS.read_text("utf-8"))[kind].split()
    return tuple("" if ending == "_" else ending for ending in listed)


def collect_entries(embeddings: Embeddings, analyzer: Any) -> dict[str, _Entry]:
    """Return the dictionary entries whose forms occur 60 times or more, without names of persons
    unless they are places too."""
    words = [word for word in embeddings.vocabulary.words() if _WORD.fullmatch(word)]
    sample = (embeddings.get_vector(word) for word in words[::50])
    mean = np.mean([vector for vector in sample if vector is not None], axis=0)
    sums: dict[str, Vector] = defaultdict(lambda: np.zeros(300, dtype=np.float32))
    counts: dict[str, float] = defaultdict(float)
    for word in words:
        vector, count = embeddings.get_vector(word), embeddings.count(word)
        for entry, share in _read(word, analyzer).items():
            sums[entry] += sqrt(count) * share * (vector - mean)
            counts[entry] += count * share
    return {
        entry: _build_entry(entry, sums[entry], count, analyzer)
        for entry, count in counts.items()
        if count >= _MIN_COUNT
    }


def _read(word: str, analyzer: Any) -> dict[str, float]:
    """Return the entries of which a word is a form, and their probabilities."""
    found: dict[str, float] = {}
    for parse in analyzer.parse(word):
        if parse.is_known and parse.tag.POS in _PARTS_OF_SPEECH and parse.score >= 0.1:
            entry = fold(parse.normal_form)
            found[entry] = max(found.get(entry, 0.0), parse.score)
    return found


def _build_entry(entry: str, total: Vector, count: float, analyzer: Any) -> _Entry:
    tags = [p.tag for p in analyzer.parse(entry) if p.is_known and fold(p.normal_form) == entry]
    grammemes = {str(one) for tag in tags for one in tag.grammemes}
    return _Entry(
        total / np.linalg.norm(total),
        count,
        frozenset(_read(entry, analyzer)),
        is_noun="NOUN" in grammemes,
        is_name=not grammemes.isdisjoint(_NAMES) and "Geox" not in grammemes,
    )


def find_relatives(noun: str, entries: dict[str, _Entry], pool: dict[str, list[str]]) -> list[str]:
    """Return what is derived from a noun, nearest first."""
    roots = _list_roots(noun)
    margin = _SHORT_NOUN_MARGIN if len(noun) <= _SHORT_NOUN_LETTERS else 0.0
    near = {word for root in {noun, *roots} for word in pool[root[:_PREFIX]]} - {noun}
    found = {}
    for word in near:
        if noun in entries[word].readings or word in entries[noun].readings:
            continue  # the vector of «банка» is that of «банк» in the genitive
        similarity = float(entries[noun].vector @ entries[word].vector) - margin
        endings = {word.removeprefix(root) for root in roots if word.startswith(root)}
        if (
            (not endings.isdisjoint(_load_endings("derived")) and similarity >= _MIN_SIMILARITY)
            or (
                not endings.isdisjoint(_load_endings("safe")) and similarity >= _MIN_SAFE_SIMILARITY
            )
            or (_share_letters(noun, word) and similarity >= _MIN_FREE_SIMILARITY)
        ):
            found[word] = similarity
    return sorted(found, key=lambda word: (-found[word], word))[:_MAX_RELATIVES]


def _list_roots(noun: str) -> set[str]:
    """Return the noun without its endings, as it is and as it changes before others."""
    roots = {noun, *(noun.removesuffix(e) for e in _load_endings("nouns"))}
    for root in [one for one in roots if len(one) >= _PREFIX]:
        for before, after in (pair.split(":") for pair in _load_endings("softened")):
            if root.endswith(before):
                roots.add(root.removesuffix(before) + after)
        roots |= set(_list_fleeting(root))
    return {root for root in roots if len(root) >= _PREFIX}


def _list_fleeting(root: str) -> Iterator[str]:
    """Yield the root without the vowel that some of its forms lose, or with it."""
    if len(root) > _PREFIX and root[-2] in "ое":
        yield root[:-2] + root[-1]
    if root[-1] not in _VOWELS and root[-2] not in _VOWELS:
        yield from (f"{root[:-1]}{vowel}{root[-1]}" for vowel in "ое")


def _share_letters(noun: str, word: str) -> bool:
    """Return whether the words begin alike and the second ends like a derived one."""
    shared = next((n for n, (a, b) in enumerate(zip(noun, word, strict=False)) if a != b), None)
    shared = min(len(noun), len(word)) if shared is None else shared
    least = max(_PREFIX, ceil(_PREFIX_SHARE * min(len(noun), len(word))))
    return shared >= least and len(word) - shared >= 2 and word.endswith(_load_endings("free"))


def main() -> int:
    analyzer = Lemmatizer().get_analyzer("ru")
    entries = collect_entries(Embeddings(), analyzer)
    pool: dict[str, list[str]] = defaultdict(list)
    for word in entries:
        pool[word[:_PREFIX]].append(word)
    lines = []
    for noun, entry in sorted(entries.items()):
        if entry.is_noun and not entry.is_name and entry.count >= _MIN_NOUN_COUNT:
            relatives = find_relatives(noun, entries, pool)
            lines += [" ".join([noun, *relatives])] if relatives else []
    _TARGET.write_text(_HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    print_line(f"{len(lines)} nouns in {_TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
