"""Estimate reading time."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

WORDS_PER_MINUTE = 180
"""Silent reading of Russian news, rounded down; English is a little faster."""


def estimate_minutes(texts: Iterable[str]) -> int:
    """Return the whole minutes needed to read all the texts, at least one."""
    words = sum(len(text.split()) for text in texts)
    return max(1, ceil(words / WORDS_PER_MINUTE))
