"""Look up names of places in Russian, Ukrainian and English: countries, and cities of some size."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from marisa_trie import Trie

from news.data import load_lines, load_toml
from news.entities.mentions import load_name_lists
from news.nlp.words import fold

_PART_WEIGHT = 0.5


def is_place(name: str) -> bool:
    """Return whether a name in the nominative is a place of the gazetteer."""
    return fold(name) in load_places()


def is_country(name: str) -> bool:
    """Return whether this is the name of a country in one of the three languages."""
    return fold(name) in load_countries()


def weigh_place(name: str) -> float:
    """Return how likely a place is the main one of an article that names it: a part of a town and a
    continent are so hardly."""
    lists = load_name_lists()
    is_part = not lists["part_of_town"].isdisjoint(fold(name).split())
    return _PART_WEIGHT if is_part or fold(name) in lists["continent"] else 1.0


@cache
def load_countries() -> frozenset[str]:
    """Load the folded names of all countries in the three languages."""
    return frozenset(map(fold, load_names("countries")))


@cache
def load_places() -> Trie:
    """Load the folded names of ``news/data/names/places.txt`` and of the list of places: 20,000
    names in half a megabyte."""
    listed = (*load_names("places"), *load_toml("names/lists")["place_name"])
    return Trie(fold(name) for name in listed if name)


def load_names(file: str) -> Iterator[str]:
    """Yield the names of a file of ``news/data/names``, which are separated by semicolons."""
    lines = load_lines(f"names/{file}")
    return (name for line in lines for one in line.split(";") if (name := one.strip()))
