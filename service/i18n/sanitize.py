"""Text from outside, put into a line of ours: titles, names, what people type."""

from __future__ import annotations

import re
import unicodedata

_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What changes the direction of all that follows it."""

_SPACE = re.compile(r"\s+")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def sanitize_line(text: str) -> str:
    """On one line, and with no direction that outlives it: what is written from right to left is
    set apart, so that our dates and signs around it stay where they are. Nothing else is changed,
    so that most texts stay findable and comparable as they are."""
    said = _SPACE.sub(" ", _BIDI_CONTROLS.sub("", text)).strip()
    return f"\u2068{said}\u2069" if _is_right_to_left(said) else said


def _is_right_to_left(text: str) -> bool:
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text
    )
