"""Sparse vectors: weights by word."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt


def scale_to_unit(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights divided by the length of their vector; nothing where all are zero."""
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}
