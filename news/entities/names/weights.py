"""Weigh the names that a mention may be a form of, by what places and people are called."""

from __future__ import annotations

from news.entities.gazetteer import is_place
from news.entities.mentions import load_name_lists
from news.model import EntityKind, Language
from news.nlp.words import fold

_KNOWN_PLACE_FACTOR = 20.0
_USUAL_NAME_FACTOR = 5.0
# A Ukrainian town that is one adjective is neuter: «Промислове», «Славське».
_RARE_PLACE_ENDINGS = ("ський", "цький", "зький", "ська", "цька")
_RARE_PLACE_FACTOR, _PLAIN_PLACE_FACTOR = 0.3, 0.01


def weigh_names(names: dict[str, float], kind: EntityKind, language: Language) -> dict[str, float]:
    """Return the names with more weight for places of the gazetteer and usual first names, and less
    for endings that towns hardly have."""
    weighed = {
        name: weight
        * (_KNOWN_PLACE_FACTOR if kind == "place" and is_place(name) else 1.0)
        * (_USUAL_NAME_FACTOR if kind == "person" and _begins_usually(name) else 1.0)
        * (_weigh_town(name, language) if kind == "place" else 1.0)
        for name, weight in names.items()
    }
    total = sum(weighed.values())
    return {name: weight / total for name, weight in weighed.items()}


def _weigh_town(name: str, language: Language) -> float:
    """Return a low factor for a name that few towns have in place of one in «-е» or «-ськ», if the
    gazetteer does not have it."""
    if " " in name or (language == "ru" and is_place(name)):
        return 1.0
    if language == "ru":
        return _RARE_PLACE_FACTOR if name.endswith(("ий", "ый", "ой")) else 1.0
    if name.endswith(_RARE_PLACE_ENDINGS):
        return _RARE_PLACE_FACTOR
    return _PLAIN_PLACE_FACTOR if name.endswith("ий") else 1.0


def _begins_usually(name: str) -> bool:
    return fold(name.partition(" ")[0]) in load_name_lists()["first_name"]
