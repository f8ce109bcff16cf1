"""Extract a summary from an article's own sentences.

Sentences are ranked by centrality, with a small bonus for an early position. The rank gives the
probability that an editor would keep the sentence (a logistic curve fitted to the reference
summaries of bench/quality.py). Of all combinations of up to three sentences that fit, are coherent
and do not repeat each other, the one with the highest total score is taken; an improbable sentence
scores below zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import exp, sqrt

from news.nlp.analysis import Analysis
from news.nlp.sentences import SENTENCE_START
from news.summaries.centrality import compute_centrality
from news.summaries.sentence_starts import SentenceStart, classify_start
from news.text.attribution import is_attribution
from news.text.dateline import strip_dateline
from news.text.noise import is_noise
from news.text.quotes import is_balanced

MAX_SENTENCES = 3
MAX_SUMMARY_CHARS = 450
_MIN_SENTENCE_CHARS = 30
_MIN_CONTENT_WORDS = 4
_POSITION_WEIGHT, _LEAD_PROBABILITY = {"en": 0.1}, {"en": 0.0}
_POSITION_WEIGHT_INFLECTED, _LEAD_PROBABILITY_INFLECTED = 0.5, 0.81
"""Inflected sentences share fewer visible words: there the position counts more, and a lead is
kept as often as in English reference summaries."""

_KEPT_SHARE, _STEEPNESS = 0.42, 8.0
_MIN_WORTH = 0.75
_MAX_TITLE_OVERLAP = 0.75
_MAX_OVERLAP = 0.6
_MAX_CANDIDATES = 10
_SENTENCE_END = re.compile(r"[.!…][\"”»’')\]]*$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible summary sentence. ``score`` is the probability that it is kept;
    ``is_dependent``: it needs the sentence before it."""

    number: int
    text: str
    lemmas: frozenset[str]
    score: float
    is_dependent: bool


def summarize(analysis: Analysis, headline: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return at most three sentences and 450 characters, in the article's order and verbatim,
    except for a dateline cut from the beginning; empty if no sentence fits.

    ``headline`` are the lemmas of the title shown above the summary.
    """
    candidates = sorted(_list_candidates(analysis, headline), key=lambda c: (-c.score, c.number))
    chosen = max(_list_choices(candidates[:_MAX_CANDIDATES]), key=_score_choice, default=())
    return tuple(candidate.text for candidate in sorted(chosen, key=lambda c: c.number))


def _list_candidates(analysis: Analysis, headline: frozenset[str]) -> Iterator[_Candidate]:
    for number, (sentence, score) in enumerate(
        zip(analysis.sentences, _score_sentences(analysis), strict=True)
    ):
        text = strip_dateline(sentence.text)
        lemmas = frozenset(word.lemma for word in sentence.content_words)
        if _is_informative(text, lemmas) and _overlap(lemmas, headline) < _MAX_TITLE_OVERLAP:
            opening = classify_start(sentence, analysis.language, is_first=number == 0)
            yield _Candidate(number, text, lemmas, score, opening is SentenceStart.DEPENDENT)


def _score_sentences(analysis: Analysis) -> list[float]:
    """Return for each sentence the probability that it is kept, by its rank."""
    place = _POSITION_WEIGHT.get(analysis.language, _POSITION_WEIGHT_INFLECTED)
    merits = [
        centre + place / sqrt(1.0 + number)
        for number, centre in enumerate(compute_centrality(analysis.sentences, analysis.language))
    ]
    scores = [0.0] * len(merits)
    for rank, number in enumerate(sorted(range(len(merits)), key=lambda n: -merits[n])):
        scores[number] = 1 / (1 + exp(_STEEPNESS * (rank / len(merits) - _KEPT_SHARE)))
    if scores:
        scores[0] = max(
            scores[0], _LEAD_PROBABILITY.get(analysis.language, _LEAD_PROBABILITY_INFLECTED)
        )
    return scores


def _is_informative(text: str, lemmas: frozenset[str]) -> bool:
    """Return whether a sentence can be part of a summary at all."""
    return (
        _MIN_SENTENCE_CHARS <= len(text) <= MAX_SUMMARY_CHARS
        and len(lemmas) >= _MIN_CONTENT_WORDS
        and SENTENCE_START.match(text) is not None
        and _SENTENCE_END.search(text) is not None
        and not is_noise(text)
        and not is_attribution(text)
        and is_balanced(text)
    )


def _list_choices(candidates: Sequence[_Candidate]) -> Iterator[tuple[_Candidate, ...]]:
    """Yield every set of candidates that can be a summary."""
    for count in range(1, MAX_SENTENCES + 1):
        for chosen in combinations(candidates, count):
            if sum(len(c.text) + 1 for c in chosen) - 1 <= MAX_SUMMARY_CHARS and _is_coherent(
                chosen
            ):
                yield chosen


def _is_coherent(choice: tuple[_Candidate, ...]) -> bool:
    numbers = {candidate.number for candidate in choice}
    if any(candidate.is_dependent and candidate.number - 1 not in numbers for candidate in choice):
        return False
    return all(
        _overlap(first.lemmas, second.lemmas) <= _MAX_OVERLAP
        for first, second in permutations(choice, 2)
    )


def _score_choice(choice: tuple[_Candidate, ...]) -> tuple[float, float]:
    """Return the score of a choice. If every choice scores zero, the most probable sentence
    wins."""
    worth = sum((c.score - _MIN_WORTH) * len(c.text) for c in choice)
    return max(0.0, worth), max(c.score for c in choice) / len(choice)


def _overlap(part: frozenset[str], whole: frozenset[str]) -> float:
    """Return the share of ``part`` that is in ``whole``, 0..1."""
    return len(part & whole) / len(part) if part else 0.0
