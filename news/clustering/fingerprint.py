"""The fingerprint of an article: the weighted terms that distinguish it from others.

The weight of a term depends on how often and how early it occurs, how rare it is in the language,
and whether it is a name or a number: reports of one event share names, numbers and rare words. Days
that the article names are terms too (`find_days`). The weights form a vector of
length one, so the similarity of two articles is their dot product.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import log1p, sqrt

from news.data import load_months
from news.model import Language, WeightedLemma
from news.nlp.analysis import Analysis, AnalyzedWord, Sentence
from news.nlp.rarity import Rarity
from news.nlp.vectors import scale_to_unit
from news.nlp.words import is_cyrillic

MAX_LEMMAS = 40
_MAX_DAYS = 4
LEAD_SENTENCES = 2
"""The sentences after the title that are about the event itself; later ones may be about others."""
_TITLE_WEIGHT = 6.0
_FIRST_SENTENCE_WEIGHTS = (2.0, 1.5, 1.5, 1.5)
_NAME_WEIGHT = 2.0
_NUMBER_WEIGHT = 1.5
_DAY_WEIGHT = 0.7
_STEM_LETTERS = 5
_MIN_OTHER_SIMILARITY, _ONE_LEMMA_FACTOR, _SAME_TEXT_SIMILARITY = 0.1, 0.5, 0.8
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_DAY_TERM = re.compile(r"\d\d-\d\d")


def build_fingerprint(analysis: Analysis, rarity: Rarity) -> tuple[WeightedLemma, ...]:
    """Return at most 40 terms, heaviest first; their squared weights sum to one. Empty if the
    article has no words."""
    sentences = analysis.weigh_sentences(_TITLE_WEIGHT, _FIRST_SENTENCE_WEIGHTS)
    counts: dict[str, float] = defaultdict(float)
    named: Counter[str] = Counter()
    seen: dict[str, AnalyzedWord] = {}
    for position_weight, sentence in sentences:
        for number, word in enumerate(sentence.words):
            if not word.is_stopword and len(word.folded) > 1:
                counts[word.lemma] += position_weight
                seen.setdefault(word.lemma, word)
                named[word.lemma] += number > 0 and word.is_capitalized
    weights = {
        lemma: log1p(count)
        * rarity.get(lemma, seen[lemma].folded, analysis.language)
        * (_NAME_WEIGHT if named[lemma] else _NUMBER_WEIGHT if seen[lemma].is_numeric else 1.0)
        for lemma, count in counts.items()
    }
    terms = _take_heaviest(weights, MAX_LEMMAS - _MAX_DAYS)
    terms |= _weigh_days(sentences[: 1 + LEAD_SENTENCES], analysis.language)
    ranked = _take_heaviest(scale_to_unit(terms), MAX_LEMMAS)
    return tuple(WeightedLemma(lemma, round(weight, 4)) for lemma, weight in ranked.items())


def _weigh_days(
    sentences: Sequence[tuple[float, Sentence]], language: Language
) -> dict[str, float]:
    counts: dict[str, float] = defaultdict(float)
    for position_weight, sentence in sentences:
        for day in find_days(sentence.words, language):
            counts[day] += position_weight
    weights = {day: _DAY_WEIGHT * log1p(count) for day, count in counts.items()}
    return _take_heaviest(weights, _MAX_DAYS)


def _take_heaviest(weights: dict[str, float], limit: int) -> dict[str, float]:
    ranked = sorted(weights, key=lambda lemma: (-weights[lemma], lemma))
    return {lemma: weights[lemma] for lemma in ranked[:limit]}


def similarity(weights: Mapping[str, float], others: Mapping[str, float]) -> float:
    """Return the cosine of two fingerprints grouped by stem, 0..1.

    It is halved where they share hardly more than one term: one common name does not make a story.
    """
    shared = [weight * others.get(root, 0.0) for root, weight in weights.items()]
    cosine = min(1.0, sum(shared))
    alone = (
        cosine < _SAME_TEXT_SIMILARITY and cosine - max(shared, default=0.0) < _MIN_OTHER_SIMILARITY
    )
    return cosine * (_ONE_LEMMA_FACTOR if alone else 1.0)


def group_by_stem(terms: Sequence[WeightedLemma]) -> dict[str, float]:
    """Return the weights of a fingerprint by stem, the form in which fingerprints are compared.

    Cyrillic words are reduced to their first five letters, so that related words meet («сладкое»,
    «сладости»).
    """
    squares: dict[str, float] = defaultdict(float)
    for term in terms:
        root = term.lemma[:_STEM_LETTERS] if is_cyrillic(term.lemma) else term.lemma
        squares[root] += term.weight**2
    return {root: sqrt(square) for root, square in squares.items()}


def find_days(words: Sequence[AnalyzedWord], language: Language) -> Iterator[str]:
    """Yield the days that a text names, in order: «8 ноября», "November 8" -> ``11-08``."""
    months = [_get_month(word, language) for word in words]
    if not any(months):
        return
    for (first, first_month), (second, second_month) in pairwise(zip(words, months, strict=True)):
        for day, number in ((first, second_month), (second, first_month)):
            if number and _DAY.fullmatch(day.folded):
                yield f"{number:02}-{int(re.sub(r'[a-z]', '', day.folded)):02}"
                break


def is_month(word: AnalyzedWord, language: Language) -> bool:
    """Return whether a word names a month."""
    return _get_month(word, language) > 0


def is_day(lemma: str) -> bool:
    """Return whether a fingerprint term is a day."""
    return _DAY_TERM.fullmatch(lemma) is not None


def _get_month(word: AnalyzedWord, language: Language) -> int:
    """Return the number of the month, 0 for any other word."""
    months = load_months(language)
    for form in word.forms:
        if form in months:
            return months[form]
    return 0
