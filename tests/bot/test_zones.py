"""Time zones: where somebody seems to live, and what people type."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import Flow, ZoneChoice
from bot.zones import LIKELY, city, guess, is_known, likely, parse_timezone, zones_of_regions
from news.model import READER_LANGUAGES, ReaderLanguage

HOUSE = "Europe/Warsaw"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("europe/kiev", "Europe/Kyiv"),
        ("europe/warsaw", "Europe/Warsaw"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("Нью-Йорк", "America/New_York"),
        ("Київ", "Europe/Kyiv"),
        ("Киев", "Europe/Kyiv"),
        ("Львів", "Europe/Kyiv"),
        ("одесса", "Europe/Kyiv"),
        ("Варшава", "Europe/Warsaw"),
        ("Краков", "Europe/Warsaw"),
        ("Мюнхен", "Europe/Berlin"),
        ("Польща", "Europe/Warsaw"),
        ("Germany", "Europe/Berlin"),
        ("США", "America/New_York"),
        ("Санкт-Петербург", "Europe/Moscow"),
        ("Тель-Авів", "Asia/Jerusalem"),
        ("Буэнос-Айрес", "America/Argentina/Buenos_Aires"),
        ("UTC+3", "Etc/GMT-3"),
        ("-5", "Etc/GMT+5"),
        ("GMT+0", "UTC"),
        ("UTC+30", None),
        ("Средиземье", None),
        ("", None),
    ],
)
def test_time_zones_as_people_write_them(typed: str, zone: str | None) -> None:
    assert parse_timezone(typed) == zone


@given(st.sampled_from(sorted(available_timezones())))
def test_every_zone_is_found_by_its_name(zone: str) -> None:
    found = parse_timezone(zone)
    assert found is not None
    assert is_known(found)
    assert parse_timezone(zone.lower().replace("_", " ")) == found


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_timezone(text)
    assert found is None or is_known(found)


@pytest.mark.parametrize(
    ("code", "language", "zone"),
    [
        ("uk", "uk", "Europe/Kyiv"),
        ("ru", "ru", HOUSE),
        (None, "ru", HOUSE),
        ("en", "en", "Europe/London"),
        ("en-US", "en", "America/New_York"),
        ("en_AU", "en", "Australia/Sydney"),
        ("ru-UA", "ru", "Europe/Kyiv"),
        ("es-ES", "en", "Europe/Madrid"),
        ("pt-br", "ru", "America/Sao_Paulo"),
        ("zh-hans", "ru", HOUSE),
        ("es-419", "en", "Europe/London"),
        ("-", "uk", "Europe/Kyiv"),
    ],
)
def test_where_somebody_seems_to_live(
    code: str | None, language: ReaderLanguage, zone: str
) -> None:
    assert guess(code, language, HOUSE) == zone


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_the_zone_that_is_set_comes_first_and_none_twice(language: ReaderLanguage) -> None:
    assert likely(language, "Asia/Tokyo", 4)[0] == "Asia/Tokyo"
    assert likely(language, LIKELY[language][2], 6) == (
        LIKELY[language][2],
        *(zone for zone in LIKELY[language] if zone != LIKELY[language][2]),
    )
    assert all(map(is_known, LIKELY[language]))


def test_regions_hold_what_people_look_for_and_fit_on_buttons() -> None:
    zones = {zone for some in zones_of_regions(2026).values() for zone in some}
    assert zones >= {
        *LIKELY["ru"], *LIKELY["uk"], *LIKELY["en"],
        "America/Chicago", "America/Denver", "America/Phoenix", "Asia/Vladivostok",
    }  # fmt: skip
    assert "America/Detroit" not in zones, "the same clock as New York, in the same country"
    assert max(len(ZoneChoice(zone=zone, flow=Flow.FIRST).pack()) for zone in zones) <= 40


def test_cities_have_names_in_each_language() -> None:
    assert [city("Europe/Kyiv", language) for language in READER_LANGUAGES] == [
        "Киев",
        "Київ",
        "Kyiv",
    ]
    assert city("America/Argentina/Buenos_Aires", "uk") == "Буенос-Айрес"
    assert city("Etc/GMT-3", "ru") == "UTC+3"
    assert city("Asia/Kolkata", "en") == "Kolkata"
