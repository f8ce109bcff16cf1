"""Digest sizes: short, normal (the configured number of stories) and long."""

from __future__ import annotations

import math
from enum import StrEnum


class DigestSize(StrEnum):
    """How many stories a digest has; `get_story_count` returns the number."""

    SHORT = "s"
    NORMAL = "n"
    LONG = "l"


def get_story_count(size: DigestSize, normal: int) -> int:
    """Return the stories in a digest of this size; a normal one has ``normal``."""
    match size:
        case DigestSize.SHORT:
            return math.ceil(normal / 2)
        case DigestSize.LONG:
            return math.ceil(normal * 1.5)
    return normal


def get_size(count: int, normal: int) -> DigestSize:
    """Return the size of a digest of ``count`` stories."""
    if count <= get_story_count(DigestSize.SHORT, normal) < normal:
        return DigestSize.SHORT
    return (
        DigestSize.LONG
        if count >= get_story_count(DigestSize.LONG, normal) > normal
        else DigestSize.NORMAL
    )


def get_next_size(size: DigestSize) -> DigestSize:
    """Return the size that the next press of the button selects."""
    sizes = list(DigestSize)
    return sizes[(sizes.index(size) + 1) % len(sizes)]


def get_larger_count(count: int, normal: int) -> int:
    """Return the stories of the next larger size, at most those of the largest."""
    return next(
        (step for step in _story_counts(normal) if step > count), max(_story_counts(normal))
    )


def get_smaller_count(count: int, normal: int) -> int:
    """Return the stories of the next smaller size, at least those of the smallest."""
    return next(
        (step for step in reversed(_story_counts(normal)) if step < count),
        min(_story_counts(normal)),
    )


def _story_counts(normal: int) -> list[int]:
    return sorted(get_story_count(size, normal) for size in DigestSize)
