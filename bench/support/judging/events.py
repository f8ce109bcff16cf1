"""How well stories are recognised: reports of sixty events in three languages
(`bench/support/data/events.toml`), thirty of which look like another of them.

Each pair of reports is one question, within a language or across languages: is it one story?
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, permutations, product
from pathlib import Path

from news.model import INTERFACE_LANGUAGES, Article, RawArticle

_EVENTS = Path(__file__).parents[1] / "data" / "events.toml"
_SECOND_ENGLISH = "again"

Analyze = Callable[[RawArticle], Article]


@dataclass(frozen=True, slots=True)
class EventPair:
    """Two reports; ``kind`` is that of the first."""

    kind: str
    is_same_event: bool
    first: Article
    second: Article


def list_event_pairs(analyze: Analyze) -> tuple[list[EventPair], list[EventPair]]:
    """Return the pairs within a language and those across languages, in the order of the kinds."""
    kinds: dict[str, list[dict[str, Article]]] = {}
    for event in tomllib.loads(_EVENTS.read_text("utf-8"))["event"]:
        kind = event.pop("kind")
        reports = {
            name: analyze(RawArticle(title=title, text=text))
            for name, (title, text) in event.items()
        }
        kinds.setdefault(kind, []).append(reports)
    within = [pair for kind, twins in kinds.items() for pair in _list_within(kind, *twins)]
    across = [pair for kind, twins in kinds.items() for pair in _list_across(kind, *twins)]
    return within, across


def _list_within(
    kind: str, one: dict[str, Article], other: dict[str, Article]
) -> Iterator[EventPair]:
    yield EventPair(kind, True, one["en"], one[_SECOND_ENGLISH])
    yield EventPair(kind, False, one[_SECOND_ENGLISH], other["en"])
    for language in INTERFACE_LANGUAGES:
        yield EventPair(kind, False, one[language], other[language])


def _list_across(
    kind: str, one: dict[str, Article], other: dict[str, Article]
) -> Iterator[EventPair]:
    for event, (first, second) in product((one, other), combinations(INTERFACE_LANGUAGES, 2)):
        yield EventPair(kind, True, event[first], event[second])
    for first, second in permutations(INTERFACE_LANGUAGES, 2):
        yield EventPair(kind, False, one[first], other[second])
