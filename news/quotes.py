"""Quotation marks: whether a piece of text opens what it shuts and shuts what it opens."""

from __future__ import annotations

import re

_PAIRS = (("«", "»"), ("(", ")"), ("“", "”"))
_EVEN = ('"', "``")
# A single mark is an apostrophe too: it opens before a word, and shuts after one.
_OPENS, _SHUTS = re.compile(r"(?:^|\s)['‘](?=\w)"), re.compile(r"(?<=\w)['’](?=\W|$)")


def is_balanced(text: str) -> bool:
    """Whether its quotation marks and brackets are closed, and none was opened before it."""
    return (
        len(_OPENS.findall(text)) <= len(_SHUTS.findall(text))
        and all(text.count(mark) % 2 == 0 for mark in _EVEN)
        and all(text.count(opens) == text.count(shuts) for opens, shuts in _PAIRS)
    )
