"""TextRank (Mihalcea and Tarau 2004), the baseline of summaries."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from news.nlp.stopwords import get_stopwords
from news.nlp.words import tokenize

_DAMPING = 0.85
_ROUNDS = 50


def rank_sentences(split: Sequence[str]) -> list[str]:
    """Return the sentences, most central first, by a random walk between those that share words."""
    stops = get_stopwords("en")
    bags = [set(tokenize(sentence)) - stops for sentence in split]
    links = np.array(
        [[_compute_similarity(a, b) if a is not b else 0.0 for b in bags] for a in bags]
    )
    sums = links.sum(axis=0)
    links = links / np.where(sums > 0, sums, 1.0)
    ranks = np.ones(len(split))
    for _ in range(_ROUNDS):
        ranks = 1 - _DAMPING + _DAMPING * links @ ranks
    return [split[number] for number in np.argsort(-ranks, kind="stable")]


def _compute_similarity(first: set[str], second: set[str]) -> float:
    if len(first) < 2 or len(second) < 2:
        return 0.0
    return len(first & second) / (log(len(first)) + log(len(second)))
