"""Tell the club of a town from the town: "Barcelona striker", "beaten by Dijon"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from news.entities.gazetteer import is_country, is_place
from news.entities.mentions import Mention, load_name_lists
from news.nlp.words import fold

_PLAY = re.compile(
    r"\b(?:striker|midfielder|goalkeeper|winger|club|league|premiership|transfer|quarterback"
    r"|playoffs?|touchdown|squad|uefa cup|fa cup|heineken cup|champions league|semi-final|hat-trick"
    r"|rugby|bundesliga|la liga|serie a|ligue 1|fixture|kick-off|substitute|cup tie)s?\b",
    re.IGNORECASE,
)
_MIN_PLAY_WORDS = 2
_AT_TOWN = re.compile(
    r"\b(?:in|near|outside|around|across|town of|city of|born in|travel(?:s|led)? to|flew to) $",
    re.IGNORECASE,
)
_OPPONENT = re.compile(
    r"\b(?:against|beat|beats|beating|beaten by|by|over|v|vs|versus|join|joined|joins|leave|left"
    r"|for|with|at|from|to|past|side|struggling|rivals|champions|leaders|hosts|visitors|facing"
    r"|face|faced|host|hosting|visit|and) $",
    re.IGNORECASE,
)
_AS_CLUB = re.compile(
    r"(?:['’]s?)? (?:striker|midfielder|defender|goalkeeper|keeper|winger|forward|captain|coach"
    r"|manager|boss|sporting|side|team|fans|players?|supporters|have|had|were|are|will|won|beat|lost"
    r"|drew|face|host|sack|sign|confirm|chairman|chief|legend|star|skipper)\b"
)
_MAX_BEFORE_CHARS = 16


def turn_towns_into_clubs(mentions: Iterable[Mention], text: str) -> Iterator[Mention]:
    """Yield the mentions, with the towns of a report on clubs as organisations where they stand as
    a club, and nowhere as a town."""
    listed = list(mentions)
    clubs = _find_clubs(listed, text)
    if clubs and len({found.lower() for found in _PLAY.findall(text)}) < _MIN_PLAY_WORDS:
        clubs = set()
    for one in listed:
        is_club = one.kind == "place" and one.name in clubs
        yield Mention(one.name, "organisation", one.start) if is_club else one


def _find_clubs(mentions: Iterable[Mention], text: str) -> set[str]:
    signs: dict[str, list[int]] = defaultdict(list)
    for one in mentions:
        is_town = one.kind == "place" and is_place(one.name) and not is_country(one.name)
        if is_town and fold(one.name) not in _nations() and not _is_landmark(one.name):
            before = text[max(0, one.start - _MAX_BEFORE_CHARS) : one.start]
            after = text[one.start + len(one.name) :][:_MAX_BEFORE_CHARS]
            is_there = _AT_TOWN.search(before) is not None
            is_club = _OPPONENT.search(before) is not None or _AS_CLUB.match(after) is not None
            signs[one.name].append(-1 if is_there else int(is_club))
    return {name for name, held in signs.items() if max(held) > 0 and min(held) >= 0}


def _nations() -> frozenset[str]:
    """Return the parts of the world that have teams of their own but are no countries."""
    return load_name_lists()["nation_team"]


def _is_landmark(name: str) -> bool:
    """Return whether a name is that of a bridge, a park or a ground: Stamford Bridge."""
    return " " in name and fold(name).split()[-1] in load_name_lists()["place_end"]
