"""Find names by their capitals, for Ukrainian and English. Less accurate than a trained model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from news.data import load_toml
from news.model import EntityKind, Language
from news.nlp.stopwords import get_stopwords
from news.nlp.words import fold

_CAPITAL = r"[A-ZА-ЯЁІЇЄҐ][\w’'ʼ-]*"
_NAME = re.compile(
    rf"{_CAPITAL}(?: (?:(?:of|the|de|van|von|bin|al|da|del) ){{0,2}}{_CAPITAL}){{0,4}}"
)
_SENTENCE_START = re.compile(r"(?:^|\n|[.!?…:]\s*[\"”»’)]?\s*[\"“«]?|^[\"“«])$")
_POSSESSIVE = re.compile(r"['’]s$")
_PLACE_PREPOSITION = re.compile(
    r"\b(?:in|at|from|near|across|у|в|до|з|із|біля|під) $", re.IGNORECASE
)
_SURNAME = re.compile(
    r"(?:енк[оауі]|енком|ськ(?:ий|ого|ому|им|а|ої|у)|чук[ауі]?|чуком|єв|ов[аі]?|юк[ауі]?)$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at its position: ``start`` counts characters from the article's beginning."""

    name: str
    kind: EntityKind
    start: int


def find_capitalized_names(text: str, language: Language) -> list[Mention]:
    """Return the names of a text in order. A single capitalized word that occurs only at the
    beginning of sentences is skipped, and so is one of unknown kind, unless it is the surname of
    a full name."""
    found = _find_capital_runs(text, language)
    inside = {
        part for name, _, opens in found if not opens or " " in name for part in _split_name(name)
    }
    surnames = {_split_name(name)[-1] for name, _, _ in found if _is_full_name(name)}
    mentions = []
    for name, start, opens in found:
        if opens and _split_name(name)[0] not in inside and not name.isupper():
            continue
        kind = _classify_name(name, language)
        if kind is None and " " not in name and fold(name) not in load_name_lists()["nothing"]:
            before = text[max(0, start - 8) : start]
            kind = (
                "person"
                if fold(name) in surnames
                else "place"
                if _PLACE_PREPOSITION.search(before)
                else None
            )
        if kind is not None:
            mentions.append(Mention(name, kind, start))
    return mentions


def _find_capital_runs(text: str, language: Language) -> list[tuple[str, int, bool]]:
    """Return the runs of capitalized words: the name, its start, whether it opens a sentence."""
    found = []
    for match in _NAME.finditer(text):
        name, start = _trim_name(match.group(), match.start(), language)
        if len(name) > 1:
            opens = start == match.start() and bool(
                _SENTENCE_START.search(text[max(0, start - 4) : start])
            )
            found.append((name, start, opens))
    return found


def _split_name(name: str) -> list[str]:
    return fold(name).split()


def _is_full_name(name: str) -> bool:
    return len(_split_name(name)) in (2, 3) and _classify_name(name, "en") == "person"


def _trim_name(name: str, start: int, language: Language) -> tuple[str, int]:
    """Strip stop words and titles from the beginning ("The Bank of England", "Mr Smith") and a
    possessive from the end."""
    lists = load_name_lists()
    stops = get_stopwords(language) | get_stopwords("en") | lists["title"] | lists["nothing"]
    while name:
        first, _, rest = name.partition(" ")
        if fold(first) not in stops or (first.isupper() and len(first) > 1):
            break
        start += len(first) + 1
        name = rest
    return _POSSESSIVE.sub("", name), start


def _classify_name(name: str, language: Language) -> EntityKind | None:
    """Return the kind by the words in the name; None for a day, a month and the like, and for
    one unknown word."""
    lists = load_name_lists()
    parts = _split_name(name)
    if all(part in lists["nothing"] for part in parts):
        return None
    if not lists["organisation"].isdisjoint(parts):
        return "organisation"
    if not lists["place"].isdisjoint(parts):
        return "place"
    if parts[0] in lists["first_name"] or (language == "uk" and _SURNAME.search(parts[-1])):
        return "person"
    if name.isupper():
        return "organisation"
    return "person" if len(parts) in (2, 3) else None


@cache
def load_name_lists() -> dict[str, frozenset[str]]:
    """Return the folded words of ``news/data/names/lists.toml`` by the name of their list."""
    data = load_toml("names/lists")
    return {key: frozenset(fold(listed) for listed in data[key]) for key in data}
