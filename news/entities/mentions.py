"""A name at its position in a text, and the lists of words that tell what a name is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from news.data import load_toml
from news.model import EntityKind
from news.nlp.words import fold


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at its position: ``start`` counts characters from the article's beginning."""

    name: str
    kind: EntityKind
    start: int


@cache
def load_name_lists() -> dict[str, frozenset[str]]:
    """Return the folded words of ``news/data/names/lists.toml`` by the name of their list."""
    data = load_toml("names/lists")
    return {key: frozenset(fold(listed) for listed in data[key]) for key in data}
