from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from bot.callbacks import Flow
from bot.lengths import Length, items
from bot.translations import Translator
from bot.views import choices, mydata, quiet, zones
from bot.views import settings as views
from bot.views.document import Document, page
from bot.zones import Region, zones_of_regions
from storage.subscribers import Subscriber
from tests.golden.registry import screen
from tests.golden.samples import NOW, reader

NORMAL = 7


def known(t: Translator, **values: Any) -> Subscriber:
    return reader(t.language, **{"next_digest_at": NOW + timedelta(days=1), **values})


@screen("settings")
def settings(t: Translator) -> list[Document]:
    """As they come, all changed, and on a pause."""
    changed = known(
        t,
        style="rich",
        breaking="silent",
        topics=frozenset({"society", "sport"}),
        hours=(time(8), time(13), time(20, 30)),
        weekdays=frozenset({1, 3, 5}),
        languages=frozenset({"ru", "en", "und"}),
        items=items(Length.LONG, NORMAL),
        timezone="America/Argentina/Buenos_Aires",
        weekly=True,
        tell_when_empty=False,
        quiet_from=time(23),
        quiet_until=time(7),
        quiet_hold=True,
    )
    paused = known(t, state="paused", breaking="off", items=items(Length.SHORT, NORMAL))
    return [views.settings(t, one, NOW, NORMAL) for one in (known(t), changed, paused)]


@screen("settings-closed")
def closed(t: Translator) -> list[Document]:
    resting = known(t, state="paused", next_digest_at=None)
    nobody = known(t, state="new", next_digest_at=None)
    return [views.closed(t, one, NOW) for one in (known(t), resting, nobody)]


@screen("settings-hours")
def hours(t: Translator) -> list[Document]:
    twice = known(t, hours=(time(8), time(20, 30)))
    return [choices.hours(t, one, views.whats_next(t, one, NOW)) for one in (known(t), twice)]


@screen("settings-weekdays")
def weekdays(t: Translator) -> Document:
    some = known(t, weekdays=frozenset({1, 2, 3, 4, 5}))
    return choices.weekdays(t, some, views.whats_next(t, some, NOW))


@screen("settings-language")
def language(t: Translator) -> list[Document]:
    return [choices.language(t), choices.language(t, t("language-saved"))]


@screen("settings-languages")
def languages(t: Translator) -> list[Document]:
    both = known(t, languages=frozenset({"ru", "en"}))
    return [choices.languages(t, one) for one in (known(t), both)]


@screen("settings-zone")
def zone(t: Translator) -> list[Document]:
    """The likely ones, a page of a region, and the first meeting's."""
    asia = zones_of_regions(NOW.year)[Region.ASIA]
    return [
        zones.zone_choice(t, known(t), NOW),
        zones.zone_page(t, known(t), Region.ASIA, asia, 1, Flow.SETTINGS),
        zones.zone_choice(t, known(t, state="new"), NOW, flow=Flow.FIRST),
    ]


@screen("settings-pause")
def pause(t: Translator) -> list[Document]:
    """Not paused, till they come back, for a while."""
    resting = known(t, state="paused", next_digest_at=None)
    away = known(t, state="paused", paused_until=NOW, next_digest_at=NOW + timedelta(days=8))
    return [
        choices.pause(t, one, views.whats_next(t, one, NOW)) for one in (known(t), resting, away)
    ]


@screen("settings-pause-over")
def pause_over(t: Translator) -> Document:
    return page(t("pause-over"))


@screen("settings-quiet-hours")
def quiet_hours(t: Translator) -> list[Document]:
    held = known(t, quiet_from=time(23), quiet_until=time(7))
    return [quiet.quiet_hours(t, known(t)), quiet.quiet_hours(t, held)]


@screen("settings-mydata")
def my_data(t: Translator) -> Document:
    return mydata.screen_of_it(t)


@screen("settings-erased")
def erased(t: Translator) -> list[Document]:
    """The question, and each answer."""
    much = {"settings": 1, "searches": 12, "messages": 40}
    return [
        mydata.are_you_sure(t),
        mydata.erased(t, much, topics=3),
        mydata.erased(t, {"searches": 1, "messages": 22}, topics=0),
        mydata.erased(t, {}, topics=0),
        mydata.kept(t),
    ]


@screen("settings-rich-sample")
def rich_sample(t: Translator) -> Document:
    return views.rich_sample(t)


@screen("settings-way-back")
def way_back(t: Translator) -> Document:
    return views.way_back(t)
