"""Snippets: the passage of an article that shows why a search matched it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.ui.document import Inline, Span, truncate
from news.limits import MAX_TOKEN_CHARS
from news.model import Article, Language, QueryPhrase, QueryWord
from news.nlp.words import APOSTROPHE, fold, strip_accents

LemmatizeWord = Callable[[str, Language, bool], tuple[str, ...]]
"""Returns the normal forms of a word in a language and, if the flag is set, its phonetic tokens."""

CONTEXT_CHARS = 110
"""Characters shown before and after the first word found."""

PREFIX_LETTERS = 2
"""Leading letters that nearly all forms of a word have in common."""

MAX_SEARCHED_CHARS = 40_000
"""Characters at the beginning of an article that are searched: three times the longest articles."""

MAX_LOOKUPS = 200
"""Different words of one article to look up: an article of 14,000 characters needs 155. A word that
is in no dictionary takes a millisecond."""

MAX_PAGE_LOOKUPS = 600
"""The limit for all articles on one page of results."""

MAX_MATCH = 2 * CONTEXT_CHARS
"""Characters shown of a match: a phrase can have any number of signs between its words."""

_WORD = re.compile(r"[\w'’ʼ]+(?:-[\w'’ʼ]+)*")
_SEPARATOR = r"[\W_]+"
_ANY_APOSTROPHE = "['’‘`´ʹ＇ʼ]"


@dataclass(slots=True)
class FormLookup:
    """Looks up the forms of words for one page: each once, at most `MAX_PAGE_LOOKUPS` words."""

    forms: LemmatizeWord
    _known: dict[tuple[str, Language, bool], frozenset[str]] = field(default_factory=dict)

    def known(self, word: str, language: Language, by_sound: bool) -> frozenset[str] | None:
        """Return the forms of a word that was looked up before, else None."""
        return self._known.get((word, language, by_sound))

    def look_up(self, word: str, language: Language, by_sound: bool) -> frozenset[str] | None:
        """Return the forms of a word; None where no look-ups are left."""
        if len(self._known) >= MAX_PAGE_LOOKUPS:
            return None
        forms = frozenset(self.forms(word, language, by_sound))
        self._known[word, language, by_sound] = forms
        return forms


def build_snippet(
    article: Article,
    words: Sequence[QueryWord],
    lookup: FormLookup,
    phrases: Sequence[QueryPhrase] = (),
) -> Inline:
    """Return the first passage that contains one of the phrases or words, with those in bold.

    Returns the first sentence of the summary if there is none: they are in the title or far down.
    """
    patterns = [_build_pattern(phrase) for phrase in phrases]
    matcher = _QueryMatcher(words, article.language, lookup)
    for text, end in _iter_searched_texts(article) if words or patterns else ():
        plain = _strip_accents(text) if patterns else text
        together = [match.span() for one in patterns for match in one.finditer(plain, 0, end)]
        if patterns and not together:
            continue
        places = sorted({*together, *matcher.find_matches(text, end)})
        if places:
            window = _choose_window(text, *(min(together) if together else places[0]))
            return tuple(_build_spans(text, *window, places))
    return (Span(truncate(article.summary[0], 2 * CONTEXT_CHARS)),) if article.summary else ()


def _iter_searched_texts(article: Article) -> Iterator[tuple[str, int]]:
    """Yield the texts of the blocks and the index up to which each is searched."""
    left = MAX_SEARCHED_CHARS
    for block in article.blocks:
        if left <= 0:
            return
        if block.text:
            yield block.text, min(left, len(block.text))
            left -= len(block.text)


def _strip_accents(text: str) -> str:
    """Return a text as phrases are compared with it; with «ß», which is two letters, as it is."""
    plain = strip_accents(text.lower())
    return plain if len(plain) == len(text) else text


def _build_pattern(phrase: QueryPhrase) -> re.Pattern[str]:
    """Return a pattern for the tokens of a phrase as they are spelled in texts."""
    words = (re.escape(token).replace("е", "[её]").replace(APOSTROPHE, _ANY_APOSTROPHE)
             for token in phrase)  # fmt: skip
    return re.compile(rf"\b{_SEPARATOR.join(words)}\b", re.IGNORECASE)


def _begin(word: str) -> str:
    return strip_accents(fold(word[:PREFIX_LETTERS]))


class _QueryMatcher:
    """Finds the words of a query in one article.

    Forms are looked up only for words that begin like a word of the query or with a capital letter:
    looking up all words of a long text takes 0.1 s. Phonetic tokens are looked up only if the query
    has some: that takes four times as long. When no look-ups are left, only exact spellings match.
    """

    def __init__(self, words: Sequence[QueryWord], language: Language, lookup: FormLookup) -> None:
        self._tokens = {token for word in words for token in word.alternatives + word.relatives}
        self._beginnings = set(map(_begin, self._tokens))
        self._by_sound = any(word.sound_tokens for word in words)
        self._language: Language = language
        self._lookup = lookup
        self._lookups = 0

    def find_matches(self, text: str, end: int) -> list[tuple[int, int]]:
        """Return the start and end of each match in a text before an index."""
        if not self._tokens:
            return []
        return [match.span() for match in _WORD.finditer(text, 0, end) if self._matches(match[0])]

    def _matches(self, word: str) -> bool:
        if len(word) > MAX_TOKEN_CHARS:
            return False
        if not (word[0].isupper() or _begin(word) in self._beginnings):
            return False
        forms = self._forms(word.lower())
        is_same = strip_accents(fold(word)) in self._tokens
        return is_same if forms is None else not self._tokens.isdisjoint(forms)

    def _forms(self, word: str) -> frozenset[str] | None:
        known = self._lookup.known(word, self._language, self._by_sound)
        if known is not None or self._lookups >= MAX_LOOKUPS:
            return known
        self._lookups += 1
        return self._lookup.look_up(word, self._language, self._by_sound)


def _choose_window(text: str, first: int, last: int) -> tuple[int, int]:
    """Return the range to show around a match: whole words, unless they are too long."""
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
