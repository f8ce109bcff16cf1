"""The choice of a time zone: probable ones, regions and their pages, or a typed city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.features.settings.api import format_local_time, format_zone
from bot.features.settings.callbacks import TopicsDone, ZoneChoice, ZonePage
from bot.ui.callbacks import Flow
from bot.ui.document import Button, Document, Heading, build_document, split_rows
from bot.ui.widgets import build_back_button
from service.i18n.city_names import format_place
from service.i18n.timezones import Region, get_city_name, suggest_timezones
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber

MAX_SUGGESTED_ZONES = 6
PAGE_SIZE = 24


def build_zone_picker(
    t: Translator,
    subscriber: Subscriber,
    now: datetime,
    status: str = "",
    flow: Flow = Flow.SETTINGS,
) -> Document:
    """Build the probable zones, each with its clock, and the regions."""
    near = [
        Button(
            format_zone(t, zone, now, is_selected=zone == subscriber.timezone),
            ZoneChoice(zone=zone, flow=flow).pack(),
        )
        for zone in suggest_timezones(t.language, subscriber.timezone, MAX_SUGGESTED_ZONES)
    ]
    regions = [
        Button(t(key), ZonePage(region=region, page=0, flow=flow).pack())
        for region, key in _REGION_NAMES.items()
    ]
    where = format_place(subscriber.city, subscriber.timezone, t.language)
    return build_document(
        Heading(t("timezone-title")),
        status or t("timezone-is", zone=where, clock=format_local_time(t, subscriber, now)),
        t("timezone-hint", chat=subscriber.kind),
        buttons=(*split_rows(near, 2), *split_rows(regions, 2), (_build_back_button(t, flow),)),
    )


def build_zone_page(
    t: Translator,
    subscriber: Subscriber,
    region: Region,
    zones: Sequence[str],
    page_number: int,
    flow: Flow,
) -> Document:
    """Build one page of a region's cities, sorted by name."""
    named = sorted((get_city_name(zone, t.language), zone) for zone in zones)
    pages = -(-len(named) // PAGE_SIZE)
    page_number = min(page_number, pages - 1)
    buttons = [
        Button(
            f"✅ {name}" if zone == subscriber.timezone else name,
            ZoneChoice(zone=zone, flow=flow).pack(),
        )
        for name, zone in named[page_number * PAGE_SIZE : (page_number + 1) * PAGE_SIZE]
    ]
    turning = tuple(
        Button(label, ZonePage(region=region, page=to, flow=flow).pack())
        for label, to in (
            (f"⬅️ {page_number}", page_number - 1),
            (f"{page_number + 2} ➡️", page_number + 1),
        )
        if 0 <= to < pages
    )
    regions = Button(f"◀️ {t('button-back')}", ZonePage(region="", page=0, flow=flow).pack())
    return build_document(
        Heading(t(_REGION_NAMES[region])),
        t("timezone-hint", chat=subscriber.kind),
        buttons=(*split_rows(buttons, 3), *((turning,) if turning else ()), (regions,)),
    )


_REGION_NAMES = {
    Region.EUROPE: "region-europe",
    Region.ASIA: "region-asia",
    Region.AMERICA: "region-america",
    Region.AFRICA: "region-africa",
    Region.OCEANIA: "region-oceania",
}


def _build_back_button(t: Translator, flow: Flow) -> Button:
    if flow is Flow.FIRST:
        return Button(f"◀️ {t('button-back')}", TopicsDone(flow=Flow.FIRST).pack())
    return build_back_button(t)
