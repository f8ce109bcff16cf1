from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from bot.features.account import views as account_views
from bot.features.digest.style_offer import build_style_offer
from bot.features.settings import api
from bot.features.settings.views import menu as views_menu
from bot.features.settings.views import pickers as views_pickers
from bot.features.settings.views import quiet_hours as views_quiet_hours
from bot.features.settings.views import timezone
from bot.ui.callbacks import Flow
from bot.ui.document import Document, build_document
from bot.ui.methods import EncodedMessage
from service.i18n.timezones import Region, list_zones_by_region
from service.i18n.translations import Translator
from service.subscribers.digest_size import DigestSize, get_story_count
from storage.chats.subscribers import Subscriber
from tests.golden.registry import screen
from tests.golden.samples import NOW, reader

NORMAL = 7


def known(t: Translator, **values: Any) -> Subscriber:
    return reader(t.language, **{"next_digest_at": NOW + timedelta(days=1), **values})


@screen("settings")
def settings(t: Translator) -> list[Document]:
    """The defaults, all changed, and during a pause."""
    changed = known(
        t,
        style="rich",
        breaking="silent",
        topics=frozenset({"society", "sport"}),
        digest_times=(time(8), time(13), time(20, 30)),
        weekdays=frozenset({1, 3, 5}),
        languages=frozenset({"ru", "en", "und"}),
        digest_size=get_story_count(DigestSize.LONG, NORMAL),
        timezone="America/Argentina/Buenos_Aires",
        weekly_review=True,
        notify_when_empty=False,
        quiet_from=time(23),
        quiet_until=time(7),
        hold_in_quiet_hours=True,
    )
    paused = known(
        t, state="paused", breaking="off", digest_size=get_story_count(DigestSize.SHORT, NORMAL)
    )
    return [views_menu.build_settings(t, one, NOW, NORMAL) for one in (known(t), changed, paused)]


@screen("settings-closed")
def closed(t: Translator) -> list[Document]:
    resting = known(t, state="paused", next_digest_at=None)
    nobody = known(t, state="new", next_digest_at=None)
    return [views_menu.build_settings_closed(t, one, NOW) for one in (known(t), resting, nobody)]


@screen("settings-hours")
def hours(t: Translator) -> list[Document]:
    twice = known(t, digest_times=(time(8), time(20, 30)))
    return [
        views_pickers.build_times_picker(t, one, api.format_next_digest(t, one, NOW))
        for one in (known(t), twice)
    ]


@screen("settings-weekdays")
def weekdays(t: Translator) -> Document:
    some = known(t, weekdays=frozenset({1, 2, 3, 4, 5}))
    status = api.format_next_digest(t, some, NOW)
    return views_pickers.build_weekdays_picker(t, some, status, views_menu.build_toggles(t, some))


@screen("settings-language")
def language(t: Translator) -> list[Document]:
    return [
        views_pickers.build_language_picker(t),
        views_pickers.build_language_picker(t, t("language-saved")),
    ]


@screen("settings-languages")
def languages(t: Translator) -> list[Document]:
    both = known(t, languages=frozenset({"ru", "en"}))
    return [views_pickers.build_article_languages_picker(t, one) for one in (known(t), both)]


@screen("settings-zone")
def zone(t: Translator) -> list[Document]:
    """The probable ones, a page of a region, and those of onboarding."""
    asia = list_zones_by_region(NOW.year)[Region.ASIA]
    return [
        timezone.build_zone_picker(t, known(t), NOW),
        timezone.build_zone_page(t, known(t), Region.ASIA, asia, 1, Flow.SETTINGS),
        timezone.build_zone_picker(t, known(t, state="new"), NOW, flow=Flow.FIRST),
    ]


@screen("settings-pause")
def pause(t: Translator) -> list[Document]:
    """Not paused, paused without an end, paused for a while."""
    resting = known(t, state="paused", next_digest_at=None)
    away = known(t, state="paused", paused_until=NOW, next_digest_at=NOW + timedelta(days=8))
    return [
        views_pickers.build_pause_picker(t, one, api.format_next_digest(t, one, NOW))
        for one in (known(t), resting, away)
    ]


@screen("settings-pause-over")
def pause_over(t: Translator) -> Document:
    return build_document(t("pause-over"))


@screen("settings-quiet-hours")
def quiet_hours(t: Translator) -> list[Document]:
    held = known(t, quiet_from=time(23), quiet_until=time(7))
    return [
        views_quiet_hours.build_quiet_hours(t, known(t)),
        views_quiet_hours.build_quiet_hours(t, held),
    ]


@screen("settings-mydata")
def my_data(t: Translator) -> Document:
    return account_views.build_mydata_screen(t)


@screen("settings-erased")
def erased(t: Translator) -> list[Document]:
    """The question, and each answer."""
    much = {"settings": 1, "searches": 12, "messages": 40}
    return [
        account_views.build_erase_question(t),
        account_views.build_erase_report(t, much, topics=3),
        account_views.build_erase_report(t, {"searches": 1, "messages": 22}, topics=0),
        account_views.build_erase_report(t, {}, topics=0),
        account_views.build_erase_cancelled(t),
    ]


@screen("settings-rich-sample")
def rich_sample(t: Translator) -> Document:
    return views_menu.build_rich_sample(t)


@screen("settings-way-back")
def way_back(t: Translator) -> list[Document]:
    """Below any rich message, and below a digest."""
    fields = ('"text":"Мост"', '"callback_data":"d:41:o"')
    return [build_style_offer(t, EncodedMessage("sendRichMessage", one)) for one in fields]
