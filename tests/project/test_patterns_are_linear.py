"""Check that no pattern is much slower on a hostile text than on an ordinary one of its length."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from bot.features.search import snippets
from news.clustering import importance
from news.entities.credits import words as credit_words
from news.entities.names import english_kinds
from news.nlp import detect
from news.nlp.forms import sound
from news.sources import dates
from news.summaries import faithfulness
from news.text import head_pieces, noise, pictures, urls
from tests.support.code import patterns

pytestmark = pytest.mark.slow

BUILDERS: dict[str, Callable[[], Iterable[re.Pattern[Any]]]] = {
    "bot.features.search.snippets._build_pattern": lambda: [
        snippets._build_pattern(("зеленыйʼ", "b", "сад"))
    ],
    "news.summaries.faithfulness._load_unit_patterns": faithfulness._load_unit_patterns,
    "news.nlp.detect._load_markers": lambda: list(detect._load_markers()[1].values()),
    "news.entities.credits.words.load_credit_words": lambda: [
        credit_words.load_credit_words().media,
        credit_words.load_credit_words().bearer,
        credit_words.load_credit_words().office,
    ],
    "news.nlp.forms.sound._compile_table": lambda: [
        pattern for pattern, _ in sound._TABLES.values()
    ],
    "news.text.noise._load_bylines": lambda: [noise._load_bylines()],
    "news.text.noise._load_biographies": lambda: [noise._load_biographies()],
    "news.text.noise._load_titled_names": lambda: [noise._load_titled_names()],
    "news.sources.dates._build_words_pattern": lambda: [dates._build_words_pattern()],
    "news.text.noise._load_openings": lambda: [noise._load_openings()],
    "news.text.noise._load_pointers": lambda: [noise._load_pointers()],
    "news.text.head_pieces.list_pieces": lambda: [
        pattern for pattern, _ in head_pieces.list_pieces()
    ],
    "news.text.head_pieces._list_lines": lambda: list(head_pieces._list_lines()),
    "news.text.head_pieces._load_rubrics": lambda: [head_pieces._load_rubrics()],
    "news.text.head_pieces._load_agency": lambda: [head_pieces._load_agency()],
    "news.text.noise._load_lines": lambda: [noise._load_lines()],
    "news.text.noise._load_requests": lambda: [noise._load_requests()],
    "news.text.noise._load_speech": lambda: [noise._load_speech()],
    "news.text.urls._load_trackers": lambda: list(urls._load_trackers().values()),
    "news.clustering.importance._compile": lambda: [
        importance._load_marks(),
        *map(importance._load_title_pattern, importance._CHECKED_KINDS),
        *map(importance._load_anywhere_pattern, importance._CHECKED_KINDS),
    ],
    "news.text.pictures._load_pattern": lambda: [
        pictures._load_pattern(name) for name in pictures._KINDS
    ],
}
"""Functions that build patterns from lists, and their patterns."""

BOUNDED: dict[str, tuple[int, str]] = {
    "news.text.noise._load_openings": (
        noise._MAX_CHARS,
        "asked for paragraphs and sentences that are no longer",
    ),
    "news.text.noise._load_biographies": (
        noise._MAX_BIOGRAPHY_CHARS,
        "asked for paragraphs that are no longer",
    ),
    "news.entities.names.english._SENTENCE_START": (
        english_kinds.MAX_CONTEXT_CHARS,
        "asked for the few characters before a name",
    ),
    "news.summaries.faithfulness._QUOTED": (
        faithfulness.MAX_SUMMARY_CHARS,
        "asked for a summary that is not too long: a longer one is refused before",
    ),
}
"""Patterns that are not linear, their longest input in characters, and why that is safe."""

_MAX_CPU = 1.0
"""CPU seconds that a bounded pattern may take for its longest text."""


@pytest.fixture(scope="module")
def used() -> list[patterns.Used]:
    return patterns.patterns(BUILDERS)


def test_patterns_are_found_wherever_they_are_kept(used: list[patterns.Used]) -> None:
    names = [one.name for one in used]
    assert len(names) > 140
    for place in (
        "news.nlp.words._WORD",  # by itself
        "news.text.blocks._HEADERS[0]",  # in a tuple
        "news.nlp.forms.sound._TABLES[True][0]",  # in a dict of tuples
        "news.sources.formats.entries.parse_language_code:",  # in a call
        "news.text.noise._load_openings",  # built by a function
    ):
        assert any(name.startswith(place) for name in names), place


def test_every_function_that_makes_patterns_is_listed() -> None:
    assert set(BUILDERS) == patterns.built_by_functions()


def test_every_pattern_is_linear(used: list[patterns.Used]) -> None:
    faults = {one.name: found for one in used if (found := patterns.fault(one))}
    assert {name: found for name, found in faults.items() if name not in BOUNDED} == {}
    assert set(BOUNDED) - set(faults) == set(), "linear now, or gone: the entry may go"


@pytest.mark.parametrize("name", BOUNDED)
def test_a_bounded_pattern_is_quick_at_its_bound(name: str, used: list[patterns.Used]) -> None:
    (one,) = (one for one in used if one.name == name)
    assert patterns.most_cpu(one, BOUNDED[name][0]) < _MAX_CPU


@pytest.mark.parametrize(
    ("bad", "method"),
    [
        (r"(a+)+$", "match"),
        (r"(\w+(?:[ʼ-]\w+)*)+$", "match"),
        (r"^\s*(?:x)?\s*(.+?)\s*y$", "match"),
        (r"\s+$", "search"),
        (r"<[^>]*>", "sub"),
        (r"[\w.]+@[\w.]+", "finditer"),
        (r"(?:a|b|ab)*c", "fullmatch"),
        (r"«([^»]*)»", "findall"),
        (r"x.*y.*z", "search"),
        (rb"(?:%[0-9]*%?)*;", "match"),
    ],
)
def test_a_bad_pattern_is_found(bad: str | bytes, method: str) -> None:
    assert patterns.fault(patterns.Used("bad", re.compile(bad), (method,)))


@pytest.mark.parametrize(
    ("good", "method"),
    [
        (r"\s+", "sub"),
        (r"<[^<>]*>", "sub"),
        (r"\w+$", "fullmatch"),
        (r"(?<!\w)\w+@", "finditer"),
        (r"[^\W_]+(?:[ʼ-][^\W_]+)*", "findall"),
        (r"\s*+(?:x)?\s*+(?:a|b)", "match"),
    ],
)
def test_a_good_pattern_is_not_suspected(good: str, method: str) -> None:
    assert patterns.fault(patterns.Used("good", re.compile(good), (method,))) == ""
