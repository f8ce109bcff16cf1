"""Guess, suggest, name and parse time zones: «Одесса», «Europe/Warsaw», «Польща», «UTC+3».

Names of cities and countries are CLDR's, from Babel; `cities.toml` adds more cities.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global

from news.data import load_toml
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage
from news.nlp.words import fold, strip_accents

CITIES_FILE = Path(__file__).with_name("cities.toml")

KYIV = "Europe/Kyiv"

COMMON_TIMEZONES: dict[InterfaceLanguage, tuple[str, ...]] = {
    "ru": (KYIV, "Europe/Moscow", "Europe/Berlin", "Asia/Almaty", "Asia/Tbilisi", "Asia/Jerusalem"),
    "uk": (KYIV, "Europe/Warsaw", "Europe/Berlin", "Europe/Prague", "Europe/London", "Europe/Rome"),
    "en": (
        "Europe/London",
        "America/New_York",
        "America/Los_Angeles",
        "Europe/Berlin",
        "Asia/Kolkata",
        KYIV,
    ),
}
"""The zones in which most speakers of a language live."""

_MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CY": "Asia/Nicosia",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "US": "America/New_York",
}
"""The most populated zone of countries that have several."""

_ABBREVIATIONS = {
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "ET": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "CT": "America/Chicago",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "MT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "PT": "America/Los_Angeles",
    "AKST": "America/Anchorage",
    "AKDT": "America/Anchorage",
    "AST": "America/Halifax",
    "ADT": "America/Halifax",
    "NST": "America/St_Johns",
    "NDT": "America/St_Johns",
    "HST": "Pacific/Honolulu",
    "BST": "Europe/London",
    "WET": "Europe/Lisbon",
    "WEST": "Europe/Lisbon",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
    "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin",
    "EET": KYIV,
    "EEST": KYIV,
    "MSK": "Europe/Moscow",
    "МСК": "Europe/Moscow",
    "MSD": "Europe/Moscow",
    "IST": "Asia/Kolkata",
    "YEKT": "Asia/Yekaterinburg",
    "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland",
    "NZDT": "Pacific/Auckland",
    "EASTERN": "America/New_York",
    "CENTRAL": "America/Chicago",
    "MOUNTAIN": "America/Denver",
    "PACIFIC": "America/Los_Angeles",
    "NYC": "America/New_York",
    "NY": "America/New_York",
    "US": "America/New_York",
    "SF": "America/Los_Angeles",
    "LA": "America/Los_Angeles",
    "СПБ": "Europe/Moscow",
    "ЕКБ": "Asia/Yekaterinburg",
}
"""The places that people mean by the letters of a clock or of a city, with their daylight saving
time."""

_CLOCK_STEMS = {"моск": "Europe/Moscow", "киев": KYIV, "києв": KYIV, "київ": KYIV}
"""The beginnings of words that name the clock of a capital, in any case."""

_FRACTIONAL_ZONES = {
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
    525: "Australia/Eucla",
    570: "Australia/Darwin",
    630: "Australia/Lord_Howe",
    765: "Pacific/Chatham",
    -210: "America/St_Johns",
    -570: "Pacific/Marquesas",
}
"""Zones by an offset in minutes that is not of whole hours."""

_OFFSET = re.compile(
    r"(?:(?P<base>utc|gmt|гмт|msk|мск)\s*+(?P<sign>[+-]?)|(?P<bare>[+-])|(?=\d{1,2}(?![\d:]|\.\d\d)))"
    r"\s*+(?P<hours>\d{1,2})(?:(?P<half>[.,]5)|[:.]?(?P<minutes>\d{2}))?(?:\s*+(?:h|hours?|ч|час(?:а|ов)?|год|годин[аи]?)\.?)?"
)
"""A number alone is hours too; with minutes («9:30») it may be the time on a person's clock."""
_FROM_MOSCOW = re.compile(r"\A(?:москва|moscow|москви)\s?(?=[+-]\s?(?!3\b)\d)")
"""«Москва+2», as «MSK+2»; +3 is Moscow's own."""
_OFFSET_BEFORE_PLACE = re.compile(
    r"\A\(?(?:utc|gmt)\s*+[+-]\s*+\d{1,2}(?:[:.,]\d{1,2})?\)?[\s,]*+\(?\s*+(?=[^\W\d_])"
)
_OFFSET_AFTER_PLACE = re.compile(
    r"(?<=[^\W\d_])(?:\s*\([^()]{1,40}\)"
    r"|(?<!utc)(?<!gmt)(?<!msk)(?<!мск)[\s,]+(?:utc|gmt)?(?<=[\sct])[+-]\s?\d{1,2}(?:[:.,]\d{1,2})?)\Z"
)
"""Also other words in brackets after a place: «Pacific Time (US)»."""
_CONTINENT = re.compile(r"\A(?:europe|asia|america|africa|australia|pacific|atlantic)/(?=[^\W\d_])")
_TOWN = re.compile(r"\A(?:г|м|город|місто)(?:\.\s*+|\s++)(?=[^\W\d_])")
_CLOCK_WORDS = re.compile(
    r"\A(?:(?:по|за|время|час) )|\s(?:(?:standard |daylight )?time|время|времени|час|часом)\Z"
)
_CLOCK_ADJECTIVE = re.compile(r"[а-яії]{4,8}ськ?(?:ий|ое|ому|ого|е)|[а-я]{4,8}ск(?:ий|ое|ому|ого)")
"""«киевское», «московское»."""
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"±": "+"})
_MOSCOW_MINUTES = 180
_MAX_OFFSET_MINUTES = 14 * 60
_MIN_OFFSET_MINUTES = -12 * 60


class Region(StrEnum):
    """A part of the world, by which time zones are listed."""

    EUROPE = "europe"
    ASIA = "asia"
    AMERICA = "america"
    AFRICA = "africa"
    OCEANIA = "oceania"


_REGIONS = {
    "Europe": Region.EUROPE,
    "Atlantic": Region.EUROPE,
    "Asia": Region.ASIA,
    "Indian": Region.ASIA,
    "America": Region.AMERICA,
    "Africa": Region.AFRICA,
    "Australia": Region.OCEANIA,
    "Pacific": Region.OCEANIA,
}


def guess_timezone(language_code: str | None, language: InterfaceLanguage, default: str) -> str:
    """Return the probable time zone of a person.

    It is the one of the country in Telegram's ``language_code``, else of most speakers of the
    language; ``default`` for Russian, which is spoken in too many zones.
    """
    country = (language_code or "").replace("_", "-").split("-")[-1].upper()
    if "-" in (language_code or "").replace("_", "-") and country in _zone_by_country():
        return _zone_by_country()[country]
    return default if language == "ru" else COMMON_TIMEZONES[language][0]


def suggest_timezones(language: InterfaceLanguage, current: str, count: int) -> tuple[str, ...]:
    """Return up to ``count`` zones to choose from, the ``current`` one first."""
    return tuple(dict.fromkeys((current, *COMMON_TIMEZONES[language])))[:count]


def get_city_name(zone: str, language: InterfaceLanguage) -> str:
    """Return the name of a zone: «Киев», «New York», «UTC+3»."""
    if zone.startswith("Etc/GMT") and len(zone) > len("Etc/GMT"):
        return f"UTC{zone[7:].translate(str.maketrans('+-', '-+'))}"
    names = Locale(language).time_zones
    for name in (zone, *_old_zone_names().get(zone, ())):
        if name in names and "city" in names[name]:
            return str(names[name]["city"])
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def parse_timezone(text: str) -> str | None:
    """Return the zone named in any of the three languages, by its offset («UTC+5:30», «MSK+2») or
    by the letters of its clock (EST); None if there is none."""
    typed = _FROM_MOSCOW.sub("msk", fold(text).translate(_HYPHENS).strip())
    return _read_zone(typed) or _read_place(typed) or _read_clock(typed)


def _read_zone(typed: str) -> str | None:
    """Return the zone of an offset, of the letters of a clock, or of a name."""
    offset = _OFFSET.fullmatch(typed)
    if offset is not None:
        return _find_zone_by_offset(offset)
    letters = typed.upper()
    named = _ABBREVIATIONS.get(letters) or _zone_by_name().get(_normalize(typed))
    if named is None and letters in load_toml("zone_offsets"):
        return _read_zone(load_toml("zone_offsets")[letters])
    return named


def _read_place(typed: str) -> str | None:
    """Return the zone of a place with words around it: «г. Киев», «Москва, Россия», «GMT+3
    (Москва)», «Москва (GMT+3)», «Europe/Odesa»; of two with a slash, the first («EET/EEST»)."""
    place = _OFFSET_AFTER_PLACE.sub("", typed, count=1)
    place = _OFFSET_BEFORE_PLACE.sub("", place, count=1).removesuffix(")")
    for pattern in (_CONTINENT, _TOWN):
        place = pattern.sub("", place, count=1)
    town = re.split(r"[,/]", place, maxsplit=1)[0].strip()
    if town == typed:
        return None
    return _read_zone(town) or _read_clock(town)


def _read_clock(typed: str) -> str | None:
    """Return the zone of words for a clock: «московское время», «за Києвом», "Pacific time"."""
    place = _CLOCK_WORDS.sub("", _CLOCK_WORDS.sub("", typed))
    if place == typed and not _CLOCK_ADJECTIVE.fullmatch(typed):
        return None
    stem = next((stem for stem in _CLOCK_STEMS if place.startswith(stem)), "")
    return _CLOCK_STEMS[stem] if stem else _read_zone(place)


def get_listed_city(text: str) -> str:
    """Return a city of `cities.toml` as it is spelled there: «Одесса» has the clock of Kyiv, and a
    name of its own. Empty for any other text."""
    return _listed_cities().get(_normalize(text), "")


def _find_zone_by_offset(offset: re.Match[str]) -> str | None:
    minutes = int(offset["hours"]) * 60 + (30 if offset["half"] else int(offset["minutes"] or 0))
    if int(offset["minutes"] or 0) >= 60:
        return None
    minutes = -minutes if "-" in (offset["sign"], offset["bare"]) else minutes
    if offset["base"] in ("msk", "мск"):
        minutes += _MOSCOW_MINUTES
    if not _MIN_OFFSET_MINUTES <= minutes <= _MAX_OFFSET_MINUTES:
        return None
    hours, rest = divmod(minutes, 60)
    if rest:
        return _FRACTIONAL_ZONES.get(minutes)
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


def is_timezone(zone: str) -> bool:
    """Return whether there is a zone of exactly this name."""
    return zone in _available_zones()


@lru_cache(maxsize=2)
def list_zones_by_region(year: int) -> dict[Region, tuple[str, ...]]:
    """Return the zones to choose from: one for each set of clock offsets of a country in a year."""
    found: dict[tuple[str, timedelta | None, timedelta | None], str] = {}
    for zone, country in sorted(get_global("zone_territories").items(), key=_rank):
        if zone.partition("/")[0] in _REGIONS and zone in _available_zones():
            days = (datetime(year, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 7))
            winter, summer = (day.utcoffset() for day in days)
            found.setdefault((country, winter, summer), zone)
    return {
        region: tuple(z for z in found.values() if _REGIONS[z.partition("/")[0]] is region)
        for region in Region
    }


def _rank(item: tuple[str, str]) -> tuple[bool, bool, int, str]:
    """Sort the best known of several zones first."""
    zone, country = item
    return _MAIN_ZONES.get(country) != zone, zone not in _well_known_zones(), zone.count("/"), zone


@lru_cache(maxsize=1)
def _available_zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _well_known_zones() -> frozenset[str]:
    aliases = get_global("zone_aliases")
    return frozenset(
        aliases.get(zone, zone) for zone in get_global("windows_zone_mapping").values()
    )


@lru_cache(maxsize=1)
def _zone_by_country() -> dict[str, str]:
    """Return the most populated zone of each country."""
    return {
        country: min(zones, key=lambda zone: _rank((zone, country)))
        for country, zones in get_global("territory_zones").items()
        if country.isalpha() and country != "ZZ"
    }


@lru_cache(maxsize=1)
def _old_zone_names() -> dict[str, tuple[str, ...]]:
    """Return the former names of zones, which CLDR still uses."""
    found: dict[str, tuple[str, ...]] = {}
    for old, new in get_global("zone_aliases").items():
        found[new] = (*found.get(new, ()), old)
    return found


@lru_cache(maxsize=1)
def _zone_by_name() -> dict[str, str]:
    """Return zones by all their names; the first of two with the same name."""
    known = _available_zones()
    aliases = get_global("zone_aliases")
    found: dict[str, str] = {}
    for name, zone in _iter_names():
        today = aliases.get(zone, zone)
        found.setdefault(_normalize(name), today if today in known else zone)
    return found


@lru_cache(maxsize=1)
def _load_cities() -> dict[str, str]:
    return tomllib.loads(CITIES_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _listed_cities() -> dict[str, str]:
    cities = (name for names in _load_cities().values() for name in names.split())
    return {
        _normalize(city): city.replace("_", " ") for city in cities if city not in _ABBREVIATIONS
    }


def _iter_names() -> Iterator[tuple[str, str]]:
    known = sorted(_available_zones())
    yield from ((zone, zone) for zone in known)
    languages = [Locale(language) for language in INTERFACE_LANGUAGES]
    for language in languages:
        for zone, names in language.time_zones.items():
            if "city" in names and zone in _available_zones():
                yield str(names["city"]), zone
    yield from ((zone.rsplit("/", 1)[-1], zone) for zone in known if "/" in zone)
    for zone, cities in _load_cities().items():
        yield from ((name, zone) for name in cities.split())
    for language in languages:
        yield from _iter_clock_names(language)
    for country, zone in _zone_by_country().items():
        yield from (
            (language.territories[country], zone)
            for language in languages
            if country in language.territories
        )


def _iter_clock_names(language: Locale) -> Iterator[tuple[str, str]]:
    """Yield what CLDR calls the clock of several zones, "Central European Time", with the zone of
    most people who have it."""
    usual = [*_ABBREVIATIONS.values(), *sorted(_well_known_zones())]
    clocks, old = get_global("meta_zones"), _old_zone_names()
    zone_by_clock = {
        clocks.get(name): zone for zone in reversed(usual) for name in (*old.get(zone, ()), zone)
    }
    for clock, names in language.meta_zones.items():
        if clock in zone_by_clock:
            yield from ((name, zone_by_clock[clock]) for name in names.get("long", {}).values())


def _normalize(name: str) -> str:
    """Return a name to compare: without the marks of Latin letters («Zürich»), which few type."""
    return " ".join(strip_accents(fold(name)).replace("_", " ").replace("-", " ").split())
