"""A summary out of an article's own sentences: who did what, where, when.

A sentence scores by how central it is to the article and by its place, for news tells the main
thing first. Of all choices of up to three sentences that fit, stand alone together and do not
repeat each other, the one that says the most is taken: score times length, summed. The weights were
set by reading, and by ROUGE-2 in bench/quality.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import sqrt

from news.analysis import Analysis
from news.attribution import is_attribution
from news.centrality import centrality
from news.dateline import without_dateline
from news.noise import is_noise
from news.openings import Opening, open_of

MOST_SENTENCES = 3
MOST_CHARACTERS = 450
_LEAST_CHARACTERS = 30
_LEAST_TELLING = 4
_CENTRE, _PLACE = 1.0, 0.3
_CONNECTING = 0.9
_REPEATS_TITLE = 0.75
_REPEATS = 0.6
_CONSIDERED = 12
_BEGINS = re.compile(r"[\"«“„'‘(]?[A-ZА-ЯЁІЇЄҐ\d]")
_WHOLE = re.compile(r"[.!…][\"”»’')\]]*$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that may stand in a summary; ``leans`` if only after the one before it."""

    number: int
    text: str
    lemmas: frozenset[str]
    score: float
    leans: bool


def summarise(analysis: Analysis, headline: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """At most three sentences and 450 characters, in the article's order, each word for word in it
    but for a dateline cut from its beginning. ``headline`` are the lemmas of the title that stands
    above the summary. Empty where no sentence fits."""
    candidates = sorted(_candidates(analysis, headline), key=lambda c: (-c.score, c.number))
    chosen = max(_choices(candidates[:_CONSIDERED]), key=_said, default=())
    return tuple(candidate.text for candidate in sorted(chosen, key=lambda c: c.number))


def _candidates(analysis: Analysis, headline: frozenset[str]) -> Iterator[_Candidate]:
    centres = centrality(analysis.sentences)
    for number, (sentence, centre) in enumerate(zip(analysis.sentences, centres, strict=True)):
        text = without_dateline(sentence.text)
        lemmas = frozenset(word.lemma for word in sentence.telling)
        if not _tells(text, lemmas) or _share(lemmas, headline) >= _REPEATS_TITLE:
            continue
        opening = open_of(sentence, analysis.language)
        score = _CENTRE * centre + _PLACE / sqrt(1.0 + number)
        if opening is Opening.CONNECTS:
            score *= _CONNECTING
        yield _Candidate(number, text, lemmas, score, leans=opening is Opening.LEANS)


def _tells(text: str, lemmas: frozenset[str]) -> bool:
    """Whether the sentence says something that can stand alone at all."""
    return (
        _LEAST_CHARACTERS <= len(text) <= MOST_CHARACTERS
        and len(lemmas) >= _LEAST_TELLING
        and _BEGINS.match(text) is not None
        and _WHOLE.search(text) is not None
        and not is_noise(text)
        and not is_attribution(text)
    )


def _choices(candidates: Sequence[_Candidate]) -> Iterator[tuple[_Candidate, ...]]:
    """Every set of candidates that may be a summary."""
    for count in range(1, MOST_SENTENCES + 1):
        for chosen in combinations(candidates, count):
            if sum(len(c.text) + 1 for c in chosen) - 1 <= MOST_CHARACTERS and _stands(chosen):
                yield chosen


def _stands(chosen: tuple[_Candidate, ...]) -> bool:
    numbers = {candidate.number for candidate in chosen}
    if any(candidate.leans and candidate.number - 1 not in numbers for candidate in chosen):
        return False
    return all(
        _share(first.lemmas, second.lemmas) <= _REPEATS for first, second in permutations(chosen, 2)
    )


def _said(chosen: tuple[_Candidate, ...]) -> float:
    return sum(candidate.score * len(candidate.text) for candidate in chosen)


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of ``part`` stands in ``whole``, 0..1."""
    return len(part & whole) / len(part) if part else 0.0
