"""The fingerprint of an article: the terms that tell it from others, weighed.

A term weighs by how often it stands in the article, how early, how rare it is in the language, and
more if it is a name or a number: two reports of one event share names, numbers and rare words. Days
that the article names are terms too (`news.days`). Weights form a vector of length one, so the
likeness of two articles is their dot product.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log1p, sqrt

from news.analysis import AnalysedWord, Analysis, Sentence
from news.days import days
from news.language.rarity import Rarity
from news.language.words import is_cyrillic
from news.model import Language, Term

MOST_TERMS = 40
_MOST_DAYS = 4
_TITLE = 6.0
_FIRST = 2.0
_EARLY = 1.5
_EARLY_SENTENCES = 4
_NAME = 2.0
_NUMBER = 1.5
_DAY = 0.7
_ROOT = 5
_LEAST_BESIDES, _ONE_TERM, _SAME_TEXT = 0.1, 0.5, 0.8


def fingerprint(analysis: Analysis, rarity: Rarity) -> tuple[Term, ...]:
    """At most 40 terms, heaviest first; their squared weights sum to one. Empty for no words."""
    placed = _placed(analysis)
    places: dict[str, float] = defaultdict(float)
    named: Counter[str] = Counter()
    seen: dict[str, AnalysedWord] = {}
    for place, sentence in placed:
        for number, word in enumerate(sentence.words):
            if not word.stop and len(word.folded) > 1:
                places[word.lemma] += place
                seen.setdefault(word.lemma, word)
                named[word.lemma] += number > 0 and word.capitalised
    weights = {
        lemma: log1p(place)
        * rarity.of(lemma, seen[lemma].folded, analysis.language)
        * (_NAME if named[lemma] else _NUMBER if seen[lemma].numeric else 1.0)
        for lemma, place in places.items()
    }
    return _unit(_heaviest(weights, MOST_TERMS - _MOST_DAYS) | _days(placed, analysis.language))


def _placed(analysis: Analysis) -> list[tuple[float, Sentence]]:
    """The title and the sentences with the weights of their places."""
    found = [(_TITLE, analysis.title)]
    for number, sentence in enumerate(analysis.sentences):
        place = _FIRST if number == 0 else _EARLY if number < _EARLY_SENTENCES else 1.0
        found.append((place, sentence))
    return found


def _days(placed: Sequence[tuple[float, Sentence]], language: Language) -> dict[str, float]:
    places: dict[str, float] = defaultdict(float)
    for place, sentence in placed:
        for day in days(sentence.words, language):
            places[day] += place
    weights = {day: _DAY * log1p(place) for day, place in places.items()}
    return _heaviest(weights, _MOST_DAYS)


def _heaviest(weights: dict[str, float], most: int) -> dict[str, float]:
    ranked = sorted(weights, key=lambda lemma: (-weights[lemma], lemma))
    return {lemma: weights[lemma] for lemma in ranked[:most]}


def _unit(weights: dict[str, float]) -> tuple[Term, ...]:
    length = sqrt(sum(weight * weight for weight in weights.values()))
    if not length:
        return ()
    ranked = _heaviest(weights, MOST_TERMS)
    return tuple(Term(lemma, round(weight / length, 4)) for lemma, weight in ranked.items())


def likeness(weights: Mapping[str, float], others: Mapping[str, float]) -> float:
    """The cosine of two fingerprints by their roots, 0..1; a half of it where they hardly share
    more than one term: two texts about love, or about Macron, tell no one story by that."""
    shared = [weight * others.get(root, 0.0) for root, weight in weights.items()]
    cosine = min(1.0, sum(shared))
    alone = cosine < _SAME_TEXT and cosine - max(shared, default=0.0) < _LEAST_BESIDES
    return cosine * (_ONE_TERM if alone else 1.0)


def by_root(terms: Sequence[Term]) -> dict[str, float]:
    """A fingerprint as what it is compared by: roots and their weights. Russian and Ukrainian words
    of one root meet («сладкое», «сладости»): they are compared by their first five letters."""
    squares: dict[str, float] = defaultdict(float)
    for term in terms:
        root = term.lemma[:_ROOT] if is_cyrillic(term.lemma) else term.lemma
        squares[root] += term.weight**2
    return {root: sqrt(square) for root, square in squares.items()}
