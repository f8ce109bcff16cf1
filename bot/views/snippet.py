"""The place in an article that shows why it was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.views.document import Inline, Span
from news.model import Article, Language

Forms = Callable[[str, Language], tuple[str, ...]]
"""A word and its language to the word's normal forms."""

AROUND = 110
"""Characters shown before and after the first word found."""

_WORD = re.compile(r"[\w'’ʼ]+(?:-[\w'’ʼ]+)*")


def snippet(article: Article, words: Sequence[Sequence[str]], forms: Forms) -> Inline:
    """The part of the block that holds most of the words, with these in bold. The summary's first
    sentence if none holds any (the words stand in the title)."""
    wanted = frozenset(alternative for alternatives in words for alternative in alternatives)
    marked = [(block.text, _places(block.text, wanted, article, forms)) for block in article.blocks]
    body, places = max(marked, key=lambda pair: len(pair[1]), default=("", []))
    if not places:
        return (Span(article.summary[0]),) if article.summary else ()
    start, end = _window(body, places[0][0], places[0][1])
    return tuple(_spans(body, start, end, places))


def _places(
    body: str, wanted: frozenset[str], article: Article, forms: Forms
) -> list[tuple[int, int]]:
    return [
        match.span()
        for match in _WORD.finditer(body)
        if wanted.intersection(forms(match[0].lower(), article.language))
    ]


def _window(body: str, first: int, last: int) -> tuple[int, int]:
    start = max(0, first - AROUND)
    if start:
        start = body.find(" ", start) + 1
    end = min(len(body), last + AROUND)
    if end < len(body):
        end = max(body.rfind(" ", 0, end), last)
    return start, end


def _spans(body: str, start: int, end: int, places: list[tuple[int, int]]) -> list[Span]:
    spans = [Span("… ")] if start else []
    at = start
    for first, last in places:
        if first < at or last > end:
            continue
        spans += [Span(body[at:first]), Span(body[first:last], bold=True)]
        at = last
    spans.append(Span(body[at:end] + (" …" if end < len(body) else "")))
    return [span for span in spans if span.text]
