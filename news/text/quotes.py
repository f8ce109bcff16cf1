"""Quotation marks: whether a piece of text opens what it shuts and shuts what it opens."""

from __future__ import annotations

import re

_PAIRS = (("«", "»"), ("(", ")"), ("“", "”"))
_SYMMETRIC_MARKS = ('"', "``")
# A single mark is an apostrophe too: it opens before a word, and shuts after one.
_OPENING_APOSTROPHE, _CLOSING_APOSTROPHE = (
    re.compile(r"(?:^|\s)['‘](?=\w)"),
    re.compile(r"(?<=\w)['’](?=\W|$)"),
)


def is_balanced(text: str) -> bool:
    """Whether its quotation marks and brackets are closed, and none was opened before it."""
    return (
        len(_OPENING_APOSTROPHE.findall(text)) <= len(_CLOSING_APOSTROPHE.findall(text))
        and all(text.count(mark) % 2 == 0 for mark in _SYMMETRIC_MARKS)
        and all(text.count(opens) == text.count(shuts) for opens, shuts in _PAIRS)
    )
