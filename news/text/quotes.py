"""Check that quotation marks and brackets are balanced."""

from __future__ import annotations

import re

_PAIRS = (("«", "»"), ("(", ")"), ("“", "”"))
_SYMMETRIC_MARKS = ('"', "``")
# A single mark is an apostrophe too: it opens before a word, and closes after one.
_OPENING_APOSTROPHE, _CLOSING_APOSTROPHE = (
    re.compile(r"(?:^|\s)['‘](?=\w)"),
    re.compile(r"(?<=\w)['’](?=\W|$)"),
)


def is_balanced(text: str) -> bool:
    """Return whether all quotation marks and brackets of the text are paired."""
    return (
        len(_OPENING_APOSTROPHE.findall(text)) <= len(_CLOSING_APOSTROPHE.findall(text))
        and all(text.count(mark) % 2 == 0 for mark in _SYMMETRIC_MARKS)
        and all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS)
    )
