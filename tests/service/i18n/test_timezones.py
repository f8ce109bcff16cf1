"""Test time zones: the guess, and what people type."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.settings.callbacks import ZoneChoice
from bot.ui.callbacks import Flow
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage
from service.i18n.timezones import (
    COMMON_TIMEZONES,
    get_city_name,
    guess_timezone,
    is_timezone,
    list_zones_by_region,
    parse_timezone,
    suggest_timezones,
)

DEFAULT_ZONE = "Europe/Warsaw"


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
        ("Нью‑Йорк", "America/New_York"),
        ("Тель–Авів", "Asia/Jerusalem"),
        ("ＵＴＣ＋３", "Etc/GMT-3"),
        ("UTC‑5", "Etc/GMT+5"),
        ("UTC+5.5", "Asia/Kolkata"),
        ("UTC+5,5", "Asia/Kolkata"),
        ("UTC+12:45", "Pacific/Chatham"),
        ("UTC+10:30", "Australia/Lord_Howe"),
        ("AKDT", "America/Anchorage"),
        ("AST", "America/Halifax"),
        ("NST", "America/St_Johns"),
        ("HKT", "Asia/Hong_Kong"),
        ("SGT", "Asia/Singapore"),
        ("YEKT", "Asia/Yekaterinburg"),
        ("TRT", "Etc/GMT-3"),
        ("Z", "UTC"),
        ("г. Киев", "Europe/Kyiv"),
        ("м. Київ", "Europe/Kyiv"),
        ("город Киев", "Europe/Kyiv"),
        ("Москва, Россия", "Europe/Moscow"),
        ("UTC+3 Киев", "Europe/Kyiv"),
        ("GMT+3 (Москва)", "Europe/Moscow"),
        ("GMT+3 (Средиземье)", None),
        ("Средиземье", None),
        ("", None),
    ],
)
def test_parse_timezone_as_typed(typed: str, zone: str | None) -> None:
    assert parse_timezone(typed) == zone


@given(st.sampled_from(sorted(available_timezones())))
def test_every_zone_is_found_by_its_name(zone: str) -> None:
    found = parse_timezone(zone)
    assert found is not None
    assert is_timezone(found)
    assert parse_timezone(zone.lower().replace("_", " ")) == found


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_timezone(text)
    assert found is None or is_timezone(found)


@pytest.mark.parametrize(
    ("code", "language", "zone"),
    [
        ("uk", "uk", "Europe/Kyiv"),
        ("ru", "ru", DEFAULT_ZONE),
        (None, "ru", DEFAULT_ZONE),
        ("en", "en", "Europe/London"),
        ("en-US", "en", "America/New_York"),
        ("en_AU", "en", "Australia/Sydney"),
        ("ru-UA", "ru", "Europe/Kyiv"),
        ("es-ES", "en", "Europe/Madrid"),
        ("pt-br", "ru", "America/Sao_Paulo"),
        ("zh-hans", "ru", DEFAULT_ZONE),
        ("es-419", "en", "Europe/London"),
        ("-", "uk", "Europe/Kyiv"),
    ],
)
def test_guess_timezone(code: str | None, language: InterfaceLanguage, zone: str) -> None:
    assert guess_timezone(code, language, DEFAULT_ZONE) == zone


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_suggested_zones_start_with_current_and_are_unique(language: InterfaceLanguage) -> None:
    assert suggest_timezones(language, "Asia/Tokyo", 4)[0] == "Asia/Tokyo"
    assert suggest_timezones(language, COMMON_TIMEZONES[language][2], 6) == (
        COMMON_TIMEZONES[language][2],
        *(zone for zone in COMMON_TIMEZONES[language] if zone != COMMON_TIMEZONES[language][2]),
    )
    assert all(map(is_timezone, COMMON_TIMEZONES[language]))


def test_regions_are_complete_and_fit_buttons() -> None:
    zones = {zone for some in list_zones_by_region(2026).values() for zone in some}
    assert zones >= {
        *COMMON_TIMEZONES["ru"], *COMMON_TIMEZONES["uk"], *COMMON_TIMEZONES["en"],
        "America/Chicago", "America/Denver", "America/Phoenix", "Asia/Vladivostok",
    }  # fmt: skip
    assert "America/Detroit" not in zones, "the same clock as New York, in the same country"
    assert max(len(ZoneChoice(zone=zone, flow=Flow.FIRST).pack()) for zone in zones) <= 40


def test_cities_have_names_in_each_language() -> None:
    assert [get_city_name("Europe/Kyiv", language) for language in INTERFACE_LANGUAGES] == [
        "Киев",
        "Київ",
        "Kyiv",
    ]
    assert get_city_name("America/Argentina/Buenos_Aires", "uk") == "Буенос-Айрес"
    assert get_city_name("Etc/GMT-3", "ru") == "UTC+3"
    assert get_city_name("Asia/Kolkata", "en") == "Kolkata"
