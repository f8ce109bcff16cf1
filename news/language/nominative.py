"""A Slavic name in an oblique case put back into the nominative: «Южном Кавказе» -> «Южный
Кавказ»."""

from __future__ import annotations

from typing import Any

from news.language.words import is_cyrillic
from news.model import EntityKind

_NAME_TAGS = {
    "person": ("Surn", "Name", "Patr"),
    "place": ("Geox",),
    "organisation": ("Orgn", "Trad"),
}
_NAMING = ("NOUN", "ADJF", "PRTF")
_CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct", "loc2", "gen2", "voct"})


def nominative(words: list[str], kind: EntityKind, analyzer: Any) -> list[str]:
    """The words of a name in the nominative, as far as the dictionary knows how. What stands in the
    genitive after the head noun («Министерство обороны») stays. ``analyzer`` is a pymorphy3 one."""
    parsed = [_parses(word, kind, analyzer) for word in words]
    case = _shared_case(parsed)
    made: list[str] = []
    head_passed = False
    for word, parses in zip(words, parsed, strict=True):
        if not parses or head_passed:
            made.append(word)
            continue
        parse = next((p for p in parses if p.tag.case == case), parses[0])
        made.append(_cased_like(word, _inflected(parse)))
        head_passed = kind != "person" and parse.tag.POS == "NOUN"
    return made


def _parses(word: str, kind: EntityKind, analyzer: Any) -> list[Any]:
    """The word's readings as a noun or an adjective, those as a name of the kind first."""
    if not is_cyrillic(word) or word.isupper():
        return []
    found = [p for p in analyzer.parse(word) if p.tag.POS in _NAMING and p.tag.case]
    if kind == "person":  # one person's name is no plural: «Пашинян», not «Пашиняне»
        found = [p for p in found if p.tag.number != "plur"]
    names = [p for p in found if any(tag in p.tag.grammemes for tag in _NAME_TAGS[kind])]
    if kind == "place" and not names:  # «Києві» is «Київ» rather than «кий»
        return sorted(found, key=lambda parse: -len(parse.normal_form))
    return names + [p for p in found if p not in names]


def _shared_case(parsed: list[list[Any]]) -> str:
    """The case that all the words can stand in, the likeliest of the first word's; the nominative
    before all, for a name that can be read so mostly is so."""
    possible = [{str(p.tag.case) for p in parses} for parses in parsed if parses]
    shared = set.intersection(*possible) if possible else set()
    shared = shared & _CASES or (possible[0] if possible else set())
    if "nomn" in shared:
        return "nomn"
    first = next((parses for parses in parsed if parses), [])
    return next((str(p.tag.case) for p in first if p.tag.case in shared), "nomn")


def _inflected(parse: Any) -> str:
    if parse.tag.case == "nomn":
        return str(parse.word)
    made = parse.inflect({"nomn"})
    return str(made.word) if made is not None else str(parse.word)


def _cased_like(word: str, made: str) -> str:
    """The letters of ``made`` in capitals where ``word`` begins its parts with them."""
    parts = zip(word.split("-"), made.split("-"), strict=False)
    cased = [new[:1].upper() + new[1:] if old[:1].isupper() else new for old, new in parts]
    joined = "-".join(cased)
    return joined if len(joined) == len(made) else made
