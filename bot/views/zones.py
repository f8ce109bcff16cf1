"""Choosing a time zone: the likely ones, then regions and their pages, or the name of a city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.callbacks import Flow, TopicsDone, ZoneChoice, ZonePage
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, in_rows, page
from bot.views.meeting import clock_in, zone_label
from bot.views.ways import back
from bot.zones import Region, city, likely
from storage.subscribers import Subscriber

LIKELY = 6
A_PAGE = 24


def zone_choice(
    t: Translator, reader: Subscriber, now: datetime, said: str = "", flow: Flow = Flow.SETTINGS
) -> Document:
    """The likely ones, each with its clock, and the regions."""
    near = [
        Button(
            zone_label(t, zone, now, chosen=zone == reader.timezone),
            ZoneChoice(zone=zone, flow=flow).pack(),
        )
        for zone in likely(t.language, reader.timezone, LIKELY)
    ]
    regions = [
        Button(t(key), ZonePage(region=region, page=0, flow=flow).pack())
        for region, key in _REGION_NAMES.items()
    ]
    where = city(reader.timezone, t.language)
    return page(
        Heading(t("timezone-title")),
        said or t("timezone-is", zone=where, clock=clock_in(t, reader, now)),
        t("timezone-hint"),
        buttons=(*in_rows(near, 2), *in_rows(regions, 2), (_way_back(t, flow),)),
    )


def zone_page(
    t: Translator,
    reader: Subscriber,
    region: Region,
    zones: Sequence[str],
    number: int,
    flow: Flow,
) -> Document:
    """One page of a region's cities, in the order of their names."""
    named = sorted((city(zone, t.language), zone) for zone in zones)
    pages = -(-len(named) // A_PAGE)
    number = min(number, pages - 1)
    buttons = [
        Button(
            f"✅ {name}" if zone == reader.timezone else name,
            ZoneChoice(zone=zone, flow=flow).pack(),
        )
        for name, zone in named[number * A_PAGE : (number + 1) * A_PAGE]
    ]
    turning = tuple(
        Button(label, ZonePage(region=region, page=to, flow=flow).pack())
        for label, to in ((f"⬅️ {number}", number - 1), (f"{number + 2} ➡️", number + 1))
        if 0 <= to < pages
    )
    regions = Button(f"◀️ {t('button-back')}", ZonePage(region="", page=0, flow=flow).pack())
    return page(
        Heading(t(_REGION_NAMES[region])),
        t("timezone-hint"),
        buttons=(*in_rows(buttons, 3), *((turning,) if turning else ()), (regions,)),
    )


_REGION_NAMES = {
    Region.EUROPE: "region-europe",
    Region.ASIA: "region-asia",
    Region.AMERICA: "region-america",
    Region.AFRICA: "region-africa",
    Region.OCEANIA: "region-oceania",
}


def _way_back(t: Translator, flow: Flow) -> Button:
    if flow is Flow.FIRST:
        return Button(f"◀️ {t('button-back')}", TopicsDone(flow=Flow.FIRST).pack())
    return back(t)
