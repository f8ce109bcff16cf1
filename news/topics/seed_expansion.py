"""Extend the Russian seed words by embeddings: which topics a word on no list belongs to.

The vectors of the seeds are labelled examples; a multinomial logistic regression on them (gradient
descent, a fraction of a second) gives the topics of any of the 250,000 words of the embeddings.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from news.model import TOPIC_IDS
from news.nlp.analysis import Analysis, AnalyzedWord
from news.nlp.embeddings import Embeddings
from news.nlp.rarity import Rarity
from news.nlp.words import fold
from news.topics.seed_words import STRONG_WEIGHT, SeedWords

_TRAINING_STEPS, _LEARNING_RATE, _WEIGHT_DECAY = 200, 4.0, 1e-3
_SHARPNESS = 1.0
_TITLE_WEIGHT = 3.0
_MIN_TOTAL_WEIGHT = 15.0
_MAX_SENTENCES = 40
_MAX_CACHED_WORDS = 20_000

Matrix = NDArray[np.float32]
Shares = NDArray[np.float32]


class SeedExpansion:
    """Extends the words of topics to similar ones with embeddings."""

    def __init__(self, seeds: SeedWords, embeddings: Embeddings, rarity: Rarity) -> None:
        self._embeddings = embeddings
        self._rarity = rarity
        self._weights = _train(*_build_examples(seeds, embeddings))
        # The cached words have rows of one array: an array for each takes four times as much.
        self._rows: dict[str, int | None] = {}
        self._reserve(_MAX_CACHED_WORDS)

    def compute_shares(self, analysis: Analysis) -> dict[str, float]:
        """Return the share of each topic in the article's weight. They sum to one for an article of
        some length, to less for one of few words."""
        rows: list[int] = []
        position_weights: list[float] = []
        self._make_room(analysis)
        for position_weight, sentence in analysis.weigh_sentences(
            _TITLE_WEIGHT, limit=_MAX_SENTENCES
        ):
            for word in sentence.content_words:
                row = self._find_row(word)
                if row is not None:
                    rows.append(row)
                    position_weights.append(position_weight)
        weights = np.array(position_weights) * self._word_weights[rows]
        weight = sum(weights.tolist())
        if not weight:
            return {}
        total = np.add.reduce(weights.astype(np.float32)[:, None] * self._shares[rows])
        return dict(zip(TOPIC_IDS, (total / max(weight, _MIN_TOTAL_WEIGHT)).tolist(), strict=True))

    def _make_room(self, analysis: Analysis) -> None:
        """Forget all words if those of a text might not find room."""
        needed = len(analysis.words) + len(analysis.title.words)
        if len(self._rows) + needed > len(self._shares):
            self._rows.clear()
            self._reserve(max(needed, _MAX_CACHED_WORDS))

    def _reserve(self, words: int) -> None:
        self._shares = np.empty((words, len(TOPIC_IDS)), dtype=np.float32)
        self._word_weights = np.empty(words)

    def _find_row(self, word: AnalyzedWord) -> int | None:
        """Return the row of the topics of a word, None for an unknown word."""
        if word.folded not in self._rows:
            found = self._compute_word_shares(word)
            row = None if found is None else len(self._rows)
            if found is not None:
                self._shares[row], self._word_weights[row] = found
            self._rows[word.folded] = row
        return self._rows[word.folded]

    def _compute_word_shares(self, word: AnalyzedWord) -> tuple[Shares, float] | None:
        vector = self._embeddings.get_vector(word.lemma)
        if vector is None:
            vector = self._embeddings.get_vector(word.folded)
        if vector is None:
            return None
        shares = _softmax(_SHARPNESS * (_add_bias(vector[None, :]) @ self._weights))[0]
        return shares, self._rarity.get(word.lemma, word.folded, "ru")


def _build_examples(seeds: SeedWords, embeddings: Embeddings) -> tuple[Matrix, Matrix]:
    """Return the vectors of the strong seeds, and for each its topics, summing to one."""
    topics: dict[str, set[int]] = {}
    for topic, seed, weight in seeds.iter_word_seeds("ru"):
        if weight == STRONG_WEIGHT:
            topics.setdefault(fold(seed).rstrip("*"), set()).add(TOPIC_IDS.index(topic))
    rows, labels = [], []
    for word, numbers in topics.items():
        vector = embeddings.get_vector(word)
        if vector is not None:
            rows.append(vector)
            label = np.zeros(len(TOPIC_IDS), dtype=np.float32)
            label[list(numbers)] = 1 / len(numbers)
            labels.append(label)
    return np.array(rows, dtype=np.float32), np.array(labels, dtype=np.float32)


def _train(vectors: Matrix, labels: Matrix) -> Matrix:
    inputs = _add_bias(vectors)
    balance = (labels / labels.sum(axis=0)).sum(axis=1, keepdims=True)
    balance /= balance.sum()
    weights = np.zeros((inputs.shape[1], labels.shape[1]), dtype=np.float32)
    for _ in range(_TRAINING_STEPS):
        slope = inputs.T @ (balance * (_softmax(inputs @ weights) - labels))
        weights -= _LEARNING_RATE * (slope + _WEIGHT_DECAY * weights)
    return weights


def _add_bias(vectors: Matrix) -> Matrix:
    """Scale the vectors to length one and append a constant."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    ones = np.ones((len(vectors), 1), dtype=np.float32)
    return np.hstack([vectors / np.maximum(lengths, 1e-6), ones]).astype(np.float32)


def _softmax(logits: Matrix) -> Matrix:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Matrix = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares
