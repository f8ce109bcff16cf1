"""The place in an article that shows why it was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.views.document import Inline, Span, shortened
from news.language.words import APOSTROPHE, fold
from news.model import Article, Language, QueryPhrase, QueryWord

Forms = Callable[[str, Language, bool], tuple[str, ...]]
"""A word and its language to the word's normal forms; where that is asked for, to what it sounds
like, too."""

AROUND = 110
"""Characters shown before and after the first word found."""

ALIKE = 2
"""Letters that all forms of nearly every word begin with."""

_WORD = re.compile(r"[\w'’ʼ]+(?:-[\w'’ʼ]+)*")
_BETWEEN = r"[\W_]+"
_ANY_APOSTROPHE = "['’‘`´ʹ＇ʼ]"


def snippet(
    article: Article,
    words: Sequence[QueryWord],
    forms: Forms,
    phrases: Sequence[QueryPhrase] = (),
) -> Inline:
    """The first place in the text that holds one of the phrases or words, with those in bold. The
    summary's first sentence if none does (they stand in the title)."""
    patterns = [_pattern(phrase) for phrase in phrases]
    for block in article.blocks if words or patterns else ():
        together = [match.span() for one in patterns for match in one.finditer(block.text)]
        if patterns and not together:
            continue
        places = sorted({*together, *_places(block.text, words, article.language, forms)})
        if places:
            start, end = _window(block.text, *(min(together) if together else places[0]))
            return tuple(_spans(block.text, start, end, places))
    return (Span(shortened(article.summary[0], 2 * AROUND)),) if article.summary else ()


def _pattern(phrase: QueryPhrase) -> re.Pattern[str]:
    """Index tokens as they may stand in a text."""
    words = (re.escape(token).replace("е", "[её]").replace(APOSTROPHE, _ANY_APOSTROPHE)
             for token in phrase)  # fmt: skip
    return re.compile(rf"\b{_BETWEEN.join(words)}\b", re.IGNORECASE)


def _places(
    body: str, words: Sequence[QueryWord], language: Language, forms: Forms
) -> list[tuple[int, int]]:
    """Where the words stand. Forms are looked up only for what begins like a wanted word or with a
    capital letter: to do it for each word of a long text would take a tenth of a second. How names
    sound is looked up where one is wanted by its sound: it takes four times as long."""
    wanted = {token for word in words for token in word.alternatives}
    beginnings = {token[:ALIKE] for token in wanted}
    by_sound = any(word.heard for word in words)
    return [
        match.span()
        for match in _WORD.finditer(body)
        if (fold(match[0])[:ALIKE] in beginnings or match[0][0].isupper())
        and not wanted.isdisjoint(forms(match[0].lower(), language, by_sound))
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
