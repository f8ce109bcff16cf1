"""Translation of a Query to expressions of the full-text index; pure.

Results are graded by their weakest word, from a word in the headline down to one that only sounds
alike or belongs to its family. Each grade is an expression of its own, so that the index can be
read from the newest article on, and need not be read to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import add

from news.model import Query, QueryWord
from storage.archive.fts_index import (
    ALL_ARTICLES_TAG,
    build_tag,
    to_repeated_token,
    to_title_token,
    to_word_token,
)
from storage.database.fulltext import AllOf, AnyOf, Match, Without

IN_TITLE, REPEATED, SOME_IN_TITLE, WRITTEN, RELATED = 2.0, 1.8, 1.6, 1.3, 0.6
"""About what bm25 gives to a word in the title, a repeated one or a single one, with the title
weighted eight times; between them, some of several words in the title."""


@dataclass(frozen=True, slots=True)
class GradedExpression:
    """An expression, and the score of matching articles before their age is applied."""

    grade: float
    match: Match


def build_expressions(query: Query) -> list[GradedExpression]:
    """Return the expressions of a query, best grade first; each includes the matches of the better
    ones."""
    rest = [*map(to_phrase, query.phrases), *_iter_tag_filters(query)]
    out = tuple(_iter_exclusions(query))
    expressions = [
        GradedExpression(grade, _exclude(all_of([*words, *rest]), out))
        for grade, words in _iter_grades(query.words)
    ]
    return expressions or [
        GradedExpression(WRITTEN, _exclude(all_of(rest or [ALL_ARTICLES_TAG]), out))
    ]


def _iter_grades(words: Sequence[QueryWord]) -> Iterator[tuple[float, list[Match]]]:
    if not words:
        return
    spelled = [word.written_tokens for word in words]
    if all(spelled):
        written = [any_of(each) for each in spelled]
        titles = [[to_title_token(token) for token in each] for each in spelled]
        often = [[to_repeated_token(token) for token in each] for each in spelled]
        yield IN_TITLE, [any_of(each) for each in titles]
        yield REPEATED, [any_of(either) for either in map(add, titles, often)]
        if len(words) > 1:
            yield SOME_IN_TITLE, [any_of(chain(*titles)), *written]
        yield WRITTEN, written
    if any(word.sound_tokens or word.relatives for word in words):
        yield RELATED, [any_of(word.alternatives + word.relatives) for word in words]


def _iter_tag_filters(query: Query) -> Iterator[Match]:
    """Yield the conditions on source, topic and language."""
    for kind, values in (
        ("source", query.sources),
        ("topic", query.topics),
        ("language", query.languages),
    ):
        if values:
            yield any_of(build_tag(kind, value) for value in sorted(values))


def _iter_exclusions(query: Query) -> Iterator[Match]:
    for word in query.without_words:
        yield any_of(word.alternatives)
    yield from map(to_phrase, query.without_phrases)
    for kind, values in (("source", query.without_sources), ("topic", query.without_topics)):
        for value in sorted(values):
            yield build_tag(kind, value)


def to_phrase(tokens: Iterable[str]) -> Match:
    """Return an expression for these words in this order."""
    return " ".join(map(to_word_token, tokens))


def any_of(tokens: Iterable[str]) -> Match:
    """Return an expression that matches any of these tokens."""
    return AnyOf(tuple(tokens))


def all_of(expressions: Iterable[Match]) -> Match:
    """Return an expression that matches all of these."""
    return AllOf(tuple(expressions))


def _exclude(included: Match, excluded: tuple[Match, ...]) -> Match:
    return Without(included, excluded) if excluded else included
