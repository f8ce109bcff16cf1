"""The place in an article that shows why it was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.ui.document import Inline, Span, truncate
from news.limits import MAX_TOKEN_CHARS
from news.model import Article, Language, QueryPhrase, QueryWord
from news.nlp.words import APOSTROPHE, fold

LemmatizeWord = Callable[[str, Language, bool], tuple[str, ...]]
"""A word and its language to the word's normal forms; where that is asked for, to what it sounds
like, too."""

CONTEXT_CHARS = 110
"""Characters shown before and after the first word found."""

PREFIX_LETTERS = 2
"""Letters that all forms of nearly every word begin with."""

MAX_SEARCHED_CHARS = 40_000
"""Characters at the beginning of an article in which words are looked for: three times as many as
the longest articles have."""

MAX_LOOKUPS = 200
"""Different words of one article whose forms are looked up: an article of 14,000 characters takes
155. One that is in no dictionary takes a millisecond."""

MAX_PAGE_LOOKUPS = 600
"""The same for all articles on one page of results."""

MAX_MATCH = 2 * CONTEXT_CHARS
"""Characters of a match that are shown; a phrase may have any number of signs between its words."""

_WORD = re.compile(r"[\w'’ʼ]+(?:-[\w'’ʼ]+)*")
_SEPARATOR = r"[\W_]+"
_ANY_APOSTROPHE = "['’‘`´ʹ＇ʼ]"


@dataclass(slots=True)
class FormLookup:
    """Looks up the forms of words for one page of results: each word once, and no more words than
    `MAX_PAGE_LOOKUPS`."""

    forms: LemmatizeWord
    _known: dict[tuple[str, Language, bool], frozenset[str]] = field(default_factory=dict)

    def known(self, word: str, language: Language, by_sound: bool) -> frozenset[str] | None:
        """Return what was looked up already, None for a word that was not."""
        return self._known.get((word, language, by_sound))

    def look_up(self, word: str, language: Language, by_sound: bool) -> frozenset[str] | None:
        """Return the forms of a word; None where no look-ups are left."""
        if len(self._known) >= MAX_PAGE_LOOKUPS:
            return None
        found = frozenset(self.forms(word, language, by_sound))
        self._known[word, language, by_sound] = found
        return found


def build_snippet(
    article: Article,
    words: Sequence[QueryWord],
    lookup: FormLookup,
    phrases: Sequence[QueryPhrase] = (),
) -> Inline:
    """Return the first place in the text that holds one of the phrases or words, with those in
    bold; the summary's first sentence if none does (they stand in the title, or far down)."""
    patterns = [_build_pattern(phrase) for phrase in phrases]
    wanted = _Wanted(words, article.language, lookup)
    for text, end in _searched(article) if words or patterns else ():
        together = [match.span() for one in patterns for match in one.finditer(text, 0, end)]
        if patterns and not together:
            continue
        places = sorted({*together, *wanted.places(text, end)})
        if places:
            shown = _choose_window(text, *(min(together) if together else places[0]))
            return tuple(_build_spans(text, *shown, places))
    return (Span(truncate(article.summary[0], 2 * CONTEXT_CHARS)),) if article.summary else ()


def _searched(article: Article) -> Iterator[tuple[str, int]]:
    """The texts of the blocks, and up to which index each is searched."""
    left = MAX_SEARCHED_CHARS
    for block in article.blocks:
        if left <= 0:
            return
        if block.text:
            yield block.text, min(left, len(block.text))
            left -= len(block.text)


def _build_pattern(phrase: QueryPhrase) -> re.Pattern[str]:
    """Index tokens as they may stand in a text."""
    words = (re.escape(token).replace("е", "[её]").replace(APOSTROPHE, _ANY_APOSTROPHE)
             for token in phrase)  # fmt: skip
    return re.compile(rf"\b{_SEPARATOR.join(words)}\b", re.IGNORECASE)


class _Wanted:
    """The words of a query as they are looked for in one article.

    Forms are looked up only for what begins like a wanted word or with a capital letter: to do it
    for each word of a long text would take a tenth of a second. How names sound is looked up where
    one is wanted by its sound: it takes four times as long. Once no look-ups are left, a word
    counts that stands as it is wanted.
    """

    def __init__(self, words: Sequence[QueryWord], language: Language, lookup: FormLookup) -> None:
        self._tokens = {token for word in words for token in word.alternatives}
        self._beginnings = {token[:PREFIX_LETTERS] for token in self._tokens}
        self._by_sound = any(word.sound_tokens for word in words)
        self._language: Language = language
        self._lookup = lookup
        self._lookups = 0

    def places(self, text: str, end: int) -> list[tuple[int, int]]:
        """Return where the words stand in a text before an index."""
        if not self._tokens:
            return []
        return [match.span() for match in _WORD.finditer(text, 0, end) if self._is_wanted(match[0])]

    def _is_wanted(self, word: str) -> bool:
        if len(word) > MAX_TOKEN_CHARS:
            return False
        if not (word[0].isupper() or fold(word)[:PREFIX_LETTERS] in self._beginnings):
            return False
        forms = self._forms(word.lower())
        return fold(word) in self._tokens if forms is None else not self._tokens.isdisjoint(forms)

    def _forms(self, word: str) -> frozenset[str] | None:
        known = self._lookup.known(word, self._language, self._by_sound)
        if known is not None or self._lookups >= MAX_LOOKUPS:
            return known
        self._lookups += 1
        return self._lookup.look_up(word, self._language, self._by_sound)


def _choose_window(text: str, first: int, last: int) -> tuple[int, int]:
    """What is shown around a match: whole words, as far as these are not too long themselves."""
    last = min(last, first + MAX_MATCH)
    start = max(0, first - CONTEXT_CHARS)
    if start:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    end = min(len(text), last + CONTEXT_CHARS)
    if end < len(text):
        end = max(text.rfind(" ", last, end), last)
    return start, end


def _build_spans(text: str, start: int, end: int, places: list[tuple[int, int]]) -> list[Span]:
    spans = [Span("… ")] if start else []
    at = start
    for first, last in places:
        if first < at or last > end:
            continue
        spans += [Span(text[at:first]), Span(text[first:last], bold=True)]
        at = last
    spans.append(Span(text[at:end] + (" …" if end < len(text) else "")))
    return [span for span in spans if span.text]
