"""How long a digest is: short, normal (the house's own number of stories) or long."""

from __future__ import annotations

import math
from enum import StrEnum


class DigestSize(StrEnum):
    SHORT = "s"
    NORMAL = "n"
    LONG = "l"


def get_story_count(size: DigestSize, normal: int) -> int:
    """Stories in a digest of this length, where a normal one has ``normal``."""
    match size:
        case DigestSize.SHORT:
            return math.ceil(normal / 2)
        case DigestSize.LONG:
            return math.ceil(normal * 1.5)
    return normal


def get_size(count: int, normal: int) -> DigestSize:
    """The length of a digest of so many stories."""
    if count <= get_story_count(DigestSize.SHORT, normal) < normal:
        return DigestSize.SHORT
    return (
        DigestSize.LONG
        if count >= get_story_count(DigestSize.LONG, normal) > normal
        else DigestSize.NORMAL
    )


def get_next_size(size: DigestSize) -> DigestSize:
    """The length that one more press gives."""
    every = list(DigestSize)
    return every[(every.index(size) + 1) % len(every)]


def get_larger_count(count: int, normal: int) -> int:
    """Stories in a digest of the next length up; of the longest, where that is reached."""
    return next(
        (step for step in _story_counts(normal) if step > count), max(_story_counts(normal))
    )


def get_smaller_count(count: int, normal: int) -> int:
    """Stories in a digest of the next length down; of the shortest, where that is reached."""
    return next(
        (step for step in reversed(_story_counts(normal)) if step < count),
        min(_story_counts(normal)),
    )


def _story_counts(normal: int) -> list[int]:
    return sorted(get_story_count(length, normal) for length in DigestSize)
