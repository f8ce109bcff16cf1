"""How long a digest is: short, normal (the house's own number of stories) or long."""

from __future__ import annotations

import math
from enum import StrEnum


class Length(StrEnum):
    SHORT = "s"
    NORMAL = "n"
    LONG = "l"


def items(length: Length, normal: int) -> int:
    """Stories in a digest of this length, where a normal one has ``normal``."""
    match length:
        case Length.SHORT:
            return math.ceil(normal / 2)
        case Length.LONG:
            return math.ceil(normal * 1.5)
    return normal


def length_of(count: int, normal: int) -> Length:
    """The length of a digest of so many stories."""
    if count <= items(Length.SHORT, normal) < normal:
        return Length.SHORT
    return Length.LONG if count >= items(Length.LONG, normal) > normal else Length.NORMAL


def after(length: Length) -> Length:
    """The length that one more press gives."""
    every = list(Length)
    return every[(every.index(length) + 1) % len(every)]


def longer(count: int, normal: int) -> int:
    """Stories in a digest of the next length up; of the longest, where that is reached."""
    return next((step for step in _steps(normal) if step > count), max(_steps(normal)))


def shorter(count: int, normal: int) -> int:
    """Stories in a digest of the next length down; of the shortest, where that is reached."""
    return next((step for step in reversed(_steps(normal)) if step < count), min(_steps(normal)))


def _steps(normal: int) -> list[int]:
    return sorted(items(length, normal) for length in Length)
