"""The settings at a glance, each a button that opens its screen or goes on to the next value."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import lengths
from bot.callbacks import (
    BreakingChoice,
    LengthChoice,
    ScreenName,
    StyleChoice,
    Switch,
)
from bot.translations import Translator
from bot.views.choices import hours_in_words, languages_in_words, weekdays_in_words
from bot.views.document import Button, Document, Heading, Item, Quote, page
from bot.views.meeting import LANGUAGE_NAMES
from bot.views.quiet import quiet_in_words
from bot.views.ways import screen
from bot.zones import city
from storage.subscribers import Breaking, Subscriber

BREAKING_AFTER: dict[Breaking, Breaking] = {"on": "silent", "silent": "off", "off": "on"}
_BREAKING_IS = {"on": "breaking-on", "silent": "breaking-silent", "off": "breaking-off"}
_LENGTH_IS = {
    lengths.Length.SHORT: "length-short",
    lengths.Length.NORMAL: "length-normal",
    lengths.Length.LONG: "length-long",
}


def settings(t: Translator, reader: Subscriber, now: datetime, normal_items: int) -> Document:
    """``normal_items``: the house's own number of stories in a digest."""
    style = StyleChoice(rich=reader.style == "plain")
    style_is = "style-plain" if reader.style == "plain" else "style-rich"
    length = lengths.length_of(reader.items, normal_items)
    weekly = Switch(what="weekly", on=not reader.weekly)
    empty = Switch(what="empty", on=not reader.tell_when_empty)
    return page(
        Heading(t("settings-title")),
        t("settings-hint"),
        whats_next(t, reader, now),
        buttons=(
            (
                screen(f"🗂 {_topics(t, reader)}", ScreenName.TOPICS),
                screen(f"🗣 {LANGUAGE_NAMES[reader.language]}", ScreenName.LANGUAGE),
            ),
            (
                screen(f"🕗 {hours_in_words(t, reader.hours)}", ScreenName.HOURS),
                screen(f"📅 {weekdays_in_words(t, reader.weekdays)}", ScreenName.WEEKDAYS),
            ),
            (
                screen(f"🌍 {city(reader.timezone, t.language)}", ScreenName.ZONE),
                Button(
                    f"📏 {t(_LENGTH_IS[length])}",
                    LengthChoice(length=lengths.after(length)).pack(),
                ),
            ),
            (screen(f"📰 {languages_in_words(t, reader)}", ScreenName.LANGUAGES),),
            (Button(f"🎨 {t(style_is)}", style.pack()),),
            (
                Button(
                    f"🔴 {t(_BREAKING_IS[reader.breaking])}",
                    BreakingChoice(mode=BREAKING_AFTER[reader.breaking]).pack(),
                ),
            ),
            (screen(f"🌙 {quiet_in_words(t, reader)}", ScreenName.QUIET),),
            (Button(f"🗞 {t('weekly-on' if reader.weekly else 'weekly-off')}", weekly.pack()),),
            (
                Button(
                    f"💬 {t('empty-on' if reader.tell_when_empty else 'empty-off')}", empty.pack()
                ),
            ),
            (
                screen(f"⏸ {t('pause-title')}", ScreenName.PAUSE),
                screen(f"🔒 {t('mydata-title')}", ScreenName.MYDATA),
            ),
            (screen(t("button-done"), ScreenName.CLOSED),),
        ),
    )


def closed(t: Translator, reader: Subscriber, now: datetime) -> Document:
    again = screen(f"⚙️ {t('button-settings')}", ScreenName.MAIN)
    return page(t("settings-closed"), whats_next(t, reader, now), buttons=((again,),))


def whats_next(t: Translator, reader: Subscriber, now: datetime) -> str:
    """When the reader hears from us next."""
    if reader.next_digest_at is None:
        return t("next-paused" if reader.state == "paused" else "next-none")
    moment = t.moment(reader.next_digest_at, reader.timezone, now)
    return t("next-after-pause" if reader.state == "paused" else "next-digest", moment=moment)


def _topics(t: Translator, reader: Subscriber) -> str:
    return t("topics-count", count=len(reader.topics)) if reader.topics else t("topics-every")


def rich_sample(t: Translator) -> Document:
    return page(
        Heading(t("style-sample-title")),
        t("style-sample"),
        Item(t("style-sample-item")),
        Quote(t("style-sample-quote")),
    )


def way_back(t: Translator) -> Document:
    """Goes in the plain style, under the first rich message."""
    plain = Button(t("button-plain-again"), StyleChoice(rich=False).pack())
    return page(t("style-way-back"), buttons=((plain,),))


def as_plain(reader: Subscriber) -> Subscriber:
    return replace(reader, style="plain")
