"""Russian seed words widened by embeddings: what topic a word on no list is likeliest of.

The seeds' vectors are labelled examples; a multinomial logistic regression on them (gradient
descent, a fraction of a second) tells the topics of any of the 250,000 words of the embeddings.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from news.analysis import AnalysedWord, Analysis
from news.language.embeddings import Embeddings
from news.language.rarity import Rarity
from news.language.words import fold
from news.model import TOPIC_IDS
from news.seeds import STRONG, SeedWords

_STEPS, _RATE, _DECAY = 200, 4.0, 1e-3
_SHARPNESS = 1.0
_TITLE = 3.0
_ENOUGH = 15.0
_SENTENCES = 40
_CACHED = 50_000

Matrix = NDArray[np.float32]
Shares = NDArray[np.float32]


class Widening:
    def __init__(self, seeds: SeedWords, embeddings: Embeddings, rarity: Rarity) -> None:
        self._embeddings = embeddings
        self._rarity = rarity
        self._weights = _fit(*_examples(seeds, embeddings))
        self._cache: dict[str, tuple[Shares, float] | None] = {}

    def shares(self, analysis: Analysis) -> dict[str, float]:
        """The share of the article's weight that each topic has, summing to one for an article of
        some length and to less for one of few words."""
        total = np.zeros(len(TOPIC_IDS), dtype=np.float32)
        weight = 0.0
        placed = [(_TITLE, analysis.title), *((1.0, s) for s in analysis.sentences[:_SENTENCES])]
        for place, sentence in placed:
            for word in sentence.telling:
                told = self._told(word)
                if told is not None:
                    total += place * told[1] * told[0]
                    weight += place * told[1]
        if not weight:
            return {}
        return dict(zip(TOPIC_IDS, (total / max(weight, _ENOUGH)).tolist(), strict=True))

    def _told(self, word: AnalysedWord) -> tuple[Shares, float] | None:
        """The topics of a word, summing to one, and the word's weight; None for an unknown word."""
        if word.folded not in self._cache:
            if len(self._cache) >= _CACHED:
                self._cache.clear()
            self._cache[word.folded] = self._judge(word)
        return self._cache[word.folded]

    def _judge(self, word: AnalysedWord) -> tuple[Shares, float] | None:
        vector = self._embeddings.vector(word.lemma)
        if vector is None:
            vector = self._embeddings.vector(word.folded)
        if vector is None:
            return None
        shares = _softmax(_SHARPNESS * (_with_bias(vector[None, :]) @ self._weights))[0]
        return shares, self._rarity.of(word.lemma, word.folded, "ru")


def _examples(seeds: SeedWords, embeddings: Embeddings) -> tuple[Matrix, Matrix]:
    """The vectors of the strong seeds, and for each the topics that it is a seed of, summing to
    one."""
    topics: dict[str, set[int]] = {}
    for topic, seed, weight in seeds.words_of("ru"):
        if weight == STRONG:
            topics.setdefault(fold(seed).rstrip("*"), set()).add(TOPIC_IDS.index(topic))
    rows, labels = [], []
    for word, numbers in topics.items():
        vector = embeddings.vector(word)
        if vector is not None:
            rows.append(vector)
            label = np.zeros(len(TOPIC_IDS), dtype=np.float32)
            label[list(numbers)] = 1 / len(numbers)
            labels.append(label)
    return np.array(rows, dtype=np.float32), np.array(labels, dtype=np.float32)


def _fit(vectors: Matrix, labels: Matrix) -> Matrix:
    inputs = _with_bias(vectors)
    balance = (labels / labels.sum(axis=0)).sum(axis=1, keepdims=True)
    balance /= balance.sum()
    weights = np.zeros((inputs.shape[1], labels.shape[1]), dtype=np.float32)
    for _ in range(_STEPS):
        slope = inputs.T @ (balance * (_softmax(inputs @ weights) - labels))
        weights -= _RATE * (slope + _DECAY * weights)
    return weights


def _with_bias(vectors: Matrix) -> Matrix:
    """Vectors of length one and a constant."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    ones = np.ones((len(vectors), 1), dtype=np.float32)
    return np.hstack([vectors / np.maximum(lengths, 1e-6), ones]).astype(np.float32)


def _softmax(logits: Matrix) -> Matrix:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Matrix = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares
