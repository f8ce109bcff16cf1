"""Give each organisation of an article one name: an abbreviation beside the name that it stands
for, and a name cut at its beginning beside the whole one, are one bearer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from news.data import load_toml
from news.entities.gazetteer import is_country, is_place
from news.entities.mentions import Mention
from news.entities.names.single_names import read_single_name
from news.nlp.words import fold

_BRACKETED = re.compile(
    r"\((?:далее|далі|or|hereafter|the)?[\s—–-]{0,3}[«“\"]?(?P<short>[^\W\d_][\w&.-]{1,9})[»”\"]?\)"
)
_SPACE = re.compile(r"[\s-]+")
_MAX_NAME_CHARS = 120
_MAX_LENGTH_DIFFERENCE = 8
_MIN_CAPITALS = 2
_CLUB_OR_BUSINESS = frozenset(
    {
        "football",
        "club",
        "fc",
        "afc",
        "cf",
        "corp",
        "corporation",
        "inc",
        "ltd",
        "plc",
        "group",
        "co",
    }
)
_DOMAIN_ENDS = (".ru", ".com", ".ua", ".net", ".org", ".info")
_OF_UKRAINE = "у"
_STATE = frozenset({"республика", "республіка"})
_MIN_BEGINNING, _MIN_REST = 3, 3
_LINKS = frozenset("of the and for in on de и по на в во для с при та і й з із зі у від".split())  # noqa: SIM905


def unify_organisations(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Return the mentions with one name for each organisation: the whole one."""
    organisations = [mention for mention in mentions if mention.kind == "organisation"]
    names = list(dict.fromkeys(mention.name for mention in organisations))
    whole = _list_bracketed(organisations, text)
    for name in names:
        longer = [other for other in names if _stands_for(name, other)]
        if longer and fold(name) not in whole:
            whole[fold(name)] = min(longer, key=len)
    return [
        Mention(whole[fold(one.name)], "organisation", one.start)
        if fold(one.name) in whole and (one.kind == "organisation" or one.name.isupper())
        else one
        for one in mentions
    ]


def _list_bracketed(organisations: Sequence[Mention], text: str) -> dict[str, str]:
    """Return the whole names by the folded abbreviations that stand in brackets after them."""
    found: dict[str, str] = {}
    for bracket in _BRACKETED.finditer(text):
        short = bracket["short"]
        before = [one for one in organisations if one.start < bracket.start()]
        if not before or sum(letter.isupper() for letter in short) < _MIN_CAPITALS:
            continue
        last = max(before, key=lambda one: one.start)
        length = bracket.start() - last.start
        is_beside = abs(length - 1 - len(last.name)) <= _MAX_LENGTH_DIFFERENCE
        if length <= _MAX_NAME_CHARS and " " in last.name and is_beside:
            found[fold(short)] = last.name
    return found


def _read_initials(name: str, dropped: Collection[str]) -> str:
    """Return the folded initials of a name without its small words; an abbreviation in it counts
    with all its letters: «UK Independence Party» -> «ukip»."""
    words = [word for word in _SPACE.split(name) if fold(word) not in dropped]
    return fold("".join(word if word.isupper() else word[:1] for word in words))


def _stands_for(name: str, other: str) -> bool:
    """Return whether a name is the abbreviation or the end of the other one, or lacks only its
    town, "Football Club" or "Corp"."""
    short, long = fold(name), fold(other)
    if short == long:
        return False
    if long.startswith(f"{short}.") and long.endswith(_DOMAIN_ENDS):
        return True
    if name.isupper() and other.isupper() and long == short + _OF_UKRAINE:
        return True  # «ВМС» and «ВМСУ»
    if _is_syllabic(short, long):
        return True
    if name.isupper() and " " not in name and " " in other:
        return short in (_read_initials(other, ()), _read_initials(other, _LINKS))
    if long.startswith(f"{short} "):
        rest = long[len(short) + 1 :].removeprefix("of ")
        return is_place(rest) or _CLUB_OR_BUSINESS.issuperset(rest.split())
    return long.endswith((f" {short}", f"-{short}"))


def _is_syllabic(short: str, long: str) -> bool:
    """Return whether a name is made of the beginnings of the other's words: «Госдеп», «Минздрав»
    for «Государственный департамент», «Министерство здравоохранения». What follows is a place."""
    first, _, after = long.partition(" ")
    second, _, rest = after.partition(" ")
    if " " in short or not second or (rest and not is_place(rest)):
        return False
    return any(
        first.startswith(short[:size]) and second.startswith(short[size:])
        for size in range(_MIN_BEGINNING, len(short) - _MIN_REST + 1)
    )


def unify_places(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with one name for each place: «ЕАО» is the «Еврейская автономная область»
    that a text names too, «Республика Казахстан» is «Казахстан»."""
    places = list(dict.fromkeys(one.name for one in mentions if one.kind == "place"))
    whole: dict[str, str] = {}
    for name in places:
        if name.isupper() and " " not in name:
            held = [two for two in places if " " in two and _read_initials(two, ()) == fold(name)]
            whole |= {name: held[0]} if held else {}
        region = _load_regions().get(fold(name))
        if region in places:
            whole[name] = region
        state, _, country = name.partition(" ")
        if fold(state) in _STATE and is_country(country):
            whole[name] = country
    return [
        replace(one, name=whole[one.name], kind="place") if one.name in whole else one
        for one in mentions
    ]


@cache
def _load_regions() -> dict[str, str]:
    return dict(load_toml("names/aliases")["region"])


def unify_persons(mentions: Sequence[Mention], title: str, analyzer: Any) -> list[Mention]:
    """Return the mentions without bare first names: the only one belongs to the only surname of its
    gender («Волочкова», «Анастасия»), the others say nothing outside of the title."""
    genders: dict[str, str] = {}
    surnames: dict[str, str] = {}
    for one in mentions:
        if one.kind != "person" or " " in one.name or read_single_name(one.name):
            continue
        if not analyzer.word_is_known(fold(one.name)):
            continue  # The dictionary guesses a first name: «Винисиус».
        tags = [parse.tag for parse in analyzer.parse(fold(one.name)) if parse.tag.case == "nomn"]
        first = next((tag for tag in tags if "Name" in tag.grammemes), None)
        surname = next((tag for tag in tags if "Surn" in tag.grammemes), None)
        if first is not None and surname is None:
            genders[one.name] = first.gender
        elif surname is not None and first is None:
            surnames[one.name] = surname.gender
    joined: dict[str, str] = {}
    often = {name for name, count in Counter(one.name for one in mentions).items() if count > 1}
    firsts, lasts = sorted(genders.keys() & often), sorted(surnames.keys() & often)
    if len(firsts) == len(lasts) == 1 and genders[firsts[0]] == surnames[lasts[0]]:
        joined = dict.fromkeys((*firsts, *lasts), f"{firsts[0]} {lasts[0]}")
    kept = [replace(one, name=joined.get(one.name, one.name)) for one in mentions]
    return [one for one in kept if one.name not in genders or one.name in title]
