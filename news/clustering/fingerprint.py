"""The fingerprint of an article: the terms that tell it from others, weighed.

A term weighs by how often it stands in the article, how early, how rare it is in the language, and
more if it is a name or a number: two reports of one event share names, numbers and rare words. Days
that the article names are terms too (`news.clustering.event_days`). Weights form a vector of
length one, so the likeness of two articles is their dot product.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log1p, sqrt

from news.clustering.event_days import find_days
from news.model import Language, WeightedLemma
from news.nlp.analysis import Analysis, AnalyzedWord, Sentence
from news.nlp.rarity import Rarity
from news.nlp.words import is_cyrillic

MAX_LEMMAS = 40
_MAX_DAYS = 4
_TITLE_WEIGHT = 6.0
_LEAD_WEIGHT = 2.0
_EARLY_WEIGHT = 1.5
_EARLY_SENTENCES = 4
_NAME_WEIGHT = 2.0
_NUMBER_WEIGHT = 1.5
_DAY_WEIGHT = 0.7
_STEM_LETTERS = 5
_MIN_OTHER_SIMILARITY, _ONE_LEMMA_FACTOR, _SAME_TEXT_SIMILARITY = 0.1, 0.5, 0.8


def build_fingerprint(analysis: Analysis, rarity: Rarity) -> tuple[WeightedLemma, ...]:
    """At most 40 terms, heaviest first; their squared weights sum to one. Empty for no words."""
    placed = _weigh_sentences(analysis)
    places: dict[str, float] = defaultdict(float)
    named: Counter[str] = Counter()
    seen: dict[str, AnalyzedWord] = {}
    for place, sentence in placed:
        for number, word in enumerate(sentence.words):
            if not word.is_stopword and len(word.folded) > 1:
                places[word.lemma] += place
                seen.setdefault(word.lemma, word)
                named[word.lemma] += number > 0 and word.is_capitalized
    weights = {
        lemma: log1p(place)
        * rarity.get(lemma, seen[lemma].folded, analysis.language)
        * (_NAME_WEIGHT if named[lemma] else _NUMBER_WEIGHT if seen[lemma].is_numeric else 1.0)
        for lemma, place in places.items()
    }
    return _normalize(
        _take_heaviest(weights, MAX_LEMMAS - _MAX_DAYS) | _weigh_days(placed, analysis.language)
    )


def _weigh_sentences(analysis: Analysis) -> list[tuple[float, Sentence]]:
    """The title and the sentences with the weights of their places."""
    found = [(_TITLE_WEIGHT, analysis.title)]
    for number, sentence in enumerate(analysis.sentences):
        place = _LEAD_WEIGHT if number == 0 else _EARLY_WEIGHT if number < _EARLY_SENTENCES else 1.0
        found.append((place, sentence))
    return found


def _weigh_days(placed: Sequence[tuple[float, Sentence]], language: Language) -> dict[str, float]:
    places: dict[str, float] = defaultdict(float)
    for place, sentence in placed:
        for day in find_days(sentence.words, language):
            places[day] += place
    weights = {day: _DAY_WEIGHT * log1p(place) for day, place in places.items()}
    return _take_heaviest(weights, _MAX_DAYS)


def _take_heaviest(weights: dict[str, float], limit: int) -> dict[str, float]:
    ranked = sorted(weights, key=lambda lemma: (-weights[lemma], lemma))
    return {lemma: weights[lemma] for lemma in ranked[:limit]}


def _normalize(weights: dict[str, float]) -> tuple[WeightedLemma, ...]:
    length = sqrt(sum(weight * weight for weight in weights.values()))
    if not length:
        return ()
    ranked = _take_heaviest(weights, MAX_LEMMAS)
    return tuple(
        WeightedLemma(lemma, round(weight / length, 4)) for lemma, weight in ranked.items()
    )


def similarity(weights: Mapping[str, float], others: Mapping[str, float]) -> float:
    """The cosine of two fingerprints by their roots, 0..1; a half of it where they hardly share
    more than one term: two texts about love, or about Macron, tell no one story by that."""
    shared = [weight * others.get(root, 0.0) for root, weight in weights.items()]
    cosine = min(1.0, sum(shared))
    alone = (
        cosine < _SAME_TEXT_SIMILARITY and cosine - max(shared, default=0.0) < _MIN_OTHER_SIMILARITY
    )
    return cosine * (_ONE_LEMMA_FACTOR if alone else 1.0)


def group_by_stem(terms: Sequence[WeightedLemma]) -> dict[str, float]:
    """A fingerprint as what it is compared by: roots and their weights. Russian and Ukrainian words
    of one root meet («сладкое», «сладости»): they are compared by their first five letters."""
    squares: dict[str, float] = defaultdict(float)
    for term in terms:
        root = term.lemma[:_STEM_LETTERS] if is_cyrillic(term.lemma) else term.lemma
        squares[root] += term.weight**2
    return {root: sqrt(square) for root, square in squares.items()}
