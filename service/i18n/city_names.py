"""Show the city that a person typed, and by which city's clock it goes: «Одесса (по Киеву)»."""

from __future__ import annotations

from news.model import InterfaceLanguage
from service.i18n.timezones import get_city_name, get_listed_city

_SIBILANTS = "жчшщ"
_IRREGULAR = {
    "ru": {"Афины": "Афинам"},
    "uk": {"Київ": "Києвом", "Афіни": "Афінами", "Рим": "Римом"},
}
"""Names with another stem or in the plural, in the case that the phrase needs."""


def format_place(typed: str, zone: str, language: InterfaceLanguage) -> str:
    """Return the typed city if it is a known one, with the city of its zone if that is another.

    Without one, the name of the zone.
    """
    city, clock = get_listed_city(typed) if typed else "", get_city_name(zone, language)
    if not city or city == clock:
        return clock
    match language:
        case "ru":
            return f"{city} (по {_to_dative(clock)})"
        case "uk":
            return f"{city} (за {_to_instrumental(clock)})"
    return f"{city} ({clock} time)"


def _to_dative(name: str) -> str:
    """Return a Russian name of a city in the dative; «Тбилиси» and «Торонто» have no cases."""
    if name in _IRREGULAR["ru"]:
        return _IRREGULAR["ru"][name]
    match name[-1]:
        case "а":
            return f"{name[:-1]}е"
        case "я":
            return f"{name[:-1]}{'и' if name.endswith('ия') else 'е'}"
        case "ь" | "й":
            return f"{name[:-1]}ю"
    return f"{name}у" if _ends_in_consonant(name) else name


def _to_instrumental(name: str) -> str:
    """Return a Ukrainian name of a city in the instrumental."""
    if name in _IRREGULAR["uk"]:
        return _IRREGULAR["uk"][name]
    match name[-1]:
        case "а":
            return f"{name[:-1]}ою"
        case "я":
            return f"{name[:-1]}{'єю' if name.endswith('ія') else 'ею'}"
        case "ь":
            return f"{name[:-1]}ем"
        case "й":
            return f"{name[:-1]}єм"
    if not _ends_in_consonant(name):
        return name
    return f"{name}{'ем' if name[-1] in _SIBILANTS else 'ом'}"


def _ends_in_consonant(name: str) -> bool:
    return name[-1] in "бвгґджзклмнпрстфхцчшщ"
