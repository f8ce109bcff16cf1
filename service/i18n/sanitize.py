"""Make text from outside safe for one line of a message: titles, names, typed text."""

from __future__ import annotations

import re
import unicodedata

_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that change the direction of the text after them."""

_SPACE = re.compile(r"\s+")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_RIGHT_TO_LEFT_BLOCKS = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""All of these letters are in these blocks; most texts have none, which this finds quickly."""


def sanitize_line(text: str) -> str:
    """Return the text on one line, without direction controls.

    Right-to-left text is isolated, so that dates and signs around it stay in place. Nothing else
    changes, so that most texts can still be found and compared.
    """
    line = _SPACE.sub(" ", _BIDI_CONTROLS.sub("", text)).strip()
    return f"\u2068{line}\u2069" if _is_right_to_left(line) else line


def _is_right_to_left(text: str) -> bool:
    return any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT
        for character in _RIGHT_TO_LEFT_BLOCKS.findall(text)
    )
