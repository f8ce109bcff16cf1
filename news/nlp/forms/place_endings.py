"""Read the endings of places that a dictionary lacks or knows as other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOWN = re.compile(r"(?P<stem>\w{2,40}[сц]ьк)(?P<ending>а|у|ом)")
_TOWN_CASES = {"а": ("gent",), "у": ("loct", "datv"), "ом": ("ablt",)}
_CASES_IN_A = {"ы": "gent", "и": "gent", "е": "datv", "і": "datv", "у": "accs"}
_NOMINATIVE_FACTOR, _UNKNOWN_NOUN_FACTOR = 0.01, 0.3
_MIN_DECLINED_CHARS = 4


class PlaceForm(NamedTuple):
    """A nominative that a word may be a form of; ``factor``: how probable, relative to the readings
    of the dictionary."""

    name: str
    factor: float
    case: str
    gender: str = ""


def list_town_forms(word: str) -> Iterator[PlaceForm]:
    """Yield a weak nominative («село Вільшанці»), a town in «-ськ» or «-цьк», whose forms the
    dictionary takes for adjectives («Сосонівську»), and a river such as «Бузі» -> «Буг»."""
    yield PlaceForm(word, _NOMINATIVE_FACTOR, "nomn")
    town = _TOWN.fullmatch(word)
    if town is not None:
        for case in _TOWN_CASES[town["ending"]]:
            yield PlaceForm(town["stem"], 1.0, case, "masc")
    elif word.endswith("зі"):
        yield PlaceForm(f"{word[:-2]}г", _UNKNOWN_NOUN_FACTOR, "loct", "masc")


def list_unknown_nouns(word: str) -> Iterator[PlaceForm]:
    """Yield the readings of a place or a club that the dictionary does not know, as a noun in «-а»
    or «-ье»: «Тампы» -> «Тампа», «Приамурья» -> «Приамурье»."""
    if word.endswith("ья"):
        yield PlaceForm(word[:-1] + "е", 1.0, "gent", "neut")
    elif word[-1] in _CASES_IN_A and len(word) >= _MIN_DECLINED_CHARS:
        yield PlaceForm(word[:-1] + "а", _UNKNOWN_NOUN_FACTOR, _CASES_IN_A[word[-1]], "femn")
