"""How a story developed: the first sentence of each report that the earlier reports do not have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from news.model import Article, BlockKind, Language
from news.nlp.sentences import split_sentences
from news.nlp.words import tokenize
from news.text.attribution import is_attribution

_MIN_SENTENCE_WORDS = 3
_MIN_WORD_LETTERS = 4
"""Shorter words (prepositions, pronouns) are in any sentence."""

_STEM_LETTERS = 6
"""The leading letters of a word that its forms have in common."""

_SAME_SHARE = 0.75
"""A sentence is known if an earlier one has more than this share of its words, and its numbers."""

_TOLD_IN = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM})


def find_new_sentences(reports: Sequence[Article]) -> list[str]:
    """Return for each report its first sentence that no earlier one has; empty if there is none.

    ``reports``: oldest first. A sentence that only attributes is not news. Reports in different
    languages are not compared.
    """
    known: dict[Language, _KnownSentences] = defaultdict(_KnownSentences)
    found = []
    for report in reports:
        earlier = known[report.language]
        sentences = [(text, _find_stems(text)) for text in _iter_sentences(report)]
        found.append(
            next((text for text, stems in sentences if stems and not earlier.has(stems)), "")
        )
        for stems in (_find_stems(report.title), *(stems for _, stems in sentences)):
            earlier.add(stems)
    return found


class _KnownSentences:
    """The words of all sentences so far, by the numbers of the sentences that have them."""

    def __init__(self) -> None:
        self._numbers: dict[str, list[int]] = defaultdict(list)
        self._count = 0

    def add(self, stems: frozenset[str]) -> None:
        for stem in stems:
            self._numbers[stem].append(self._count)
        self._count += 1

    def has(self, stems: frozenset[str]) -> bool:
        """Return whether one sentence says the same: most of the words, and all of the numbers."""
        shared = Counter(number for stem in stems for number in self._numbers.get(stem, ()))
        figures = [set(self._numbers.get(stem, ())) for stem in stems if stem[0].isdigit()]
        return any(
            count > _SAME_SHARE * len(stems) and all(number in having for having in figures)
            for number, count in shared.items()
        )


def _iter_sentences(report: Article) -> Iterator[str]:
    for block in report.blocks:
        if block.kind in _TOLD_IN:
            yield from (one for one in split_sentences(block.text) if not is_attribution(one))


def _find_stems(sentence: str) -> frozenset[str]:
    """Return the words and numbers of a sentence; none if it is too short to tell anything."""
    stems = frozenset(
        token[:_STEM_LETTERS]
        for token in tokenize(sentence)
        if len(token) >= _MIN_WORD_LETTERS or token[0].isdigit()
    )
    return stems if len(stems) >= _MIN_SENTENCE_WORDS else frozenset()
