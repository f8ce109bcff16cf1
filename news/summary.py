"""A summary out of an article's own sentences: who did what, where, when.

News is about what its sentences have in common, and tells it first: sentences are ranked by how
central they are, with a little for an early place. A sentence's rank gives the probability that an
editor would keep it (a logistic curve fitted to the reference summaries of bench/quality.py). Of
all choices of up to three sentences that fit, stand alone together and do not repeat each other,
the one that says the most is taken; a sentence that an editor would rather not keep says less than
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import exp, sqrt

from news.analysis import Analysis
from news.attribution import is_attribution
from news.centrality import centrality
from news.dateline import without_dateline
from news.noise import is_noise
from news.openings import Opening, open_of
from news.quotes import is_balanced

MOST_SENTENCES = 3
MOST_CHARACTERS = 450
_LEAST_CHARACTERS = 30
_LEAST_TELLING = 4
_PLACE, _LEAD_KEPT = {"en": 0.1}, {"en": 0.0}
_PLACE_INFLECTED, _LEAD_KEPT_INFLECTED = 0.5, 0.81
"""Inflected sentences share fewer words that can be seen: there the place says more, and a lead is
kept as often as English editors keep one."""

_KEPT, _STEEPNESS = 0.42, 8.0
_WORTH_ITS_ROOM = 0.75
_REPEATS_TITLE = 0.75
_REPEATS = 0.6
_CONSIDERED = 10
_BEGINS = re.compile(r"[\"«“„'‘(]?[A-ZА-ЯЁІЇЄҐ\d]")
_WHOLE = re.compile(r"[.!…][\"”»’')\]]*$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that may stand in a summary: ``score`` is the probability that it is kept;
    ``leans`` if only after the one before it."""

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
    for number, (sentence, score) in enumerate(
        zip(analysis.sentences, _scores(analysis), strict=True)
    ):
        text = without_dateline(sentence.text)
        lemmas = frozenset(word.lemma for word in sentence.telling)
        if _tells(text, lemmas) and _share(lemmas, headline) < _REPEATS_TITLE:
            opening = open_of(sentence, analysis.language, first=number == 0)
            yield _Candidate(number, text, lemmas, score, opening is Opening.LEANS)


def _scores(analysis: Analysis) -> list[float]:
    """For each sentence the probability that it is kept, by its rank among all."""
    place = _PLACE.get(analysis.language, _PLACE_INFLECTED)
    merits = [
        centre + place / sqrt(1.0 + number)
        for number, centre in enumerate(centrality(analysis.sentences, analysis.language))
    ]
    scores = [0.0] * len(merits)
    for rank, number in enumerate(sorted(range(len(merits)), key=lambda n: -merits[n])):
        scores[number] = 1 / (1 + exp(_STEEPNESS * (rank / len(merits) - _KEPT)))
    if scores:
        scores[0] = max(scores[0], _LEAD_KEPT.get(analysis.language, _LEAD_KEPT_INFLECTED))
    return scores


def _tells(text: str, lemmas: frozenset[str]) -> bool:
    """Whether the sentence says something that can stand alone at all."""
    return (
        _LEAST_CHARACTERS <= len(text) <= MOST_CHARACTERS
        and len(lemmas) >= _LEAST_TELLING
        and _BEGINS.match(text) is not None
        and _WHOLE.search(text) is not None
        and not is_noise(text)
        and not is_attribution(text)
        and is_balanced(text)
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


def _said(chosen: tuple[_Candidate, ...]) -> tuple[float, float]:
    """How much a choice says. Where nothing is worth its room, the likeliest sentence stands."""
    worth = sum((c.score - _WORTH_ITS_ROOM) * len(c.text) for c in chosen)
    return max(0.0, worth), max(c.score for c in chosen) / len(chosen)


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of ``part`` stands in ``whole``, 0..1."""
    return len(part & whole) / len(part) if part else 0.0
