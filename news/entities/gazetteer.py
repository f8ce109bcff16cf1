"""Look up names of places in Russian, Ukrainian and English: countries, and cities of some size."""

from __future__ import annotations

from functools import cache

from babel import Locale
from marisa_trie import Trie

from news.data import load_lines, load_toml
from news.entities.mentions import load_name_lists
from news.model import INTERFACE_LANGUAGES
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
    return frozenset(
        fold(name)
        for language in INTERFACE_LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if code[:2].isalpha()
    )


@cache
def load_places() -> Trie:
    """Load the folded names of ``news/data/names/places.txt`` and of the list of places: 20,000
    names in half a megabyte."""
    listed = (name.strip() for line in load_lines("names/places") for name in line.split(";"))
    return Trie(fold(name) for name in (*listed, *load_toml("names/lists")["place_name"]) if name)
