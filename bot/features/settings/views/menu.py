"""All settings on one screen: a button opens a setting's screen or selects its next value."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.features.settings.api import format_next_digest, format_times
from bot.features.settings.callbacks import BreakingChoice, SizeChoice, ToggleSetting
from bot.features.settings.views.pickers import format_article_languages, format_weekdays
from bot.features.settings.views.quiet_hours import format_quiet_hours
from bot.ui.callbacks import ScreenName, StyleChoice
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    DocumentPart,
    Heading,
    ListItem,
    Quote,
    Rows,
    build_document,
    build_paragraph,
)
from bot.ui.message import fits
from bot.ui.widgets import LANGUAGE_NAMES, build_screen_button
from service.digests.sending_windows import SendingPlan
from service.i18n.city_names import format_place
from service.i18n.translations import Translator
from service.subscribers import digest_size
from storage.chats.subscribers import BreakingMode, Subscriber

NEXT_BREAKING_MODE: dict[BreakingMode, BreakingMode] = {
    "on": "silent",
    "silent": "off",
    "off": "on",
}
_BREAKING_KEYS = {"on": "breaking-on", "silent": "breaking-silent", "off": "breaking-off"}
_SIZE_KEYS = {
    digest_size.DigestSize.SHORT: "digest-size-short",
    digest_size.DigestSize.NORMAL: "digest-size-normal",
    digest_size.DigestSize.LONG: "digest-size-long",
}


def build_settings(
    t: Translator,
    subscriber: Subscriber,
    now: datetime,
    default_size: int,
    plan: SendingPlan | None = None,
) -> Document:
    """Build the settings screen: four sections with their values, and their buttons in that order,
    not more rows than a phone shows.

    ``default_size``: the stories of a digest of normal size. ``plan``: see `format_next_digest`.
    """
    digest = _build_digest_rows(t, subscriber, default_size)
    language = _build_language_rows(t, subscriber)
    breaking = _build_breaking_rows(t, subscriber)
    sections = (
        ("settings-digest", (*digest, build_toggles(t, subscriber))),
        ("settings-language", language),
        ("settings-breaking", breaking),
    )
    parts: list[DocumentPart] = []
    for key, listed in sections:
        parts += [Heading(t(key), level=3), build_paragraph(_list_values(listed))]
    rows = (*digest, *language, *breaking, *_build_account_rows(t))
    return build_document(
        Heading(t("settings-title")),
        format_next_digest(t, subscriber, now, plan),
        *parts,
        Heading(t("settings-account"), level=3),
        t("settings-account-about"),
        t("settings-hint"),
        buttons=tuple(tuple(_fit_label(button, len(row)) for button in row) for row in rows),
    )


def _fit_label(button: Button, per_row: int) -> Button:
    """Return the button without the name of its setting if it is too long with it for a row of so
    many; the text above names it."""
    emoji, _, label = button.label.partition(" ")
    value = label.partition(": ")[2]
    if not value or fits(button.label, per_row):
        return button
    return replace(button, label=f"{emoji} {value}")


def _list_values(rows: Rows) -> str:
    """Return the labels of a section's buttons, without their emoji."""
    return " · ".join(button.label.partition(" ")[2] for row in rows for button in row)


def _build_digest_rows(t: Translator, subscriber: Subscriber, default_size: int) -> Rows:
    size = digest_size.get_size(subscriber.digest_size, default_size)
    next_size = SizeChoice(size=digest_size.get_next_size(size))
    times = format_times(t, subscriber.digest_times)
    days = format_weekdays(t, subscriber.weekdays)
    city = format_place(subscriber.city, subscriber.timezone, t.language)
    return (
        (
            build_screen_button(f"🗂 {_format_topics(t, subscriber)}", ScreenName.TOPICS),
            Button(f"📏 {t(_SIZE_KEYS[size])}", next_size.pack()),
        ),
        (
            build_screen_button(f"🕗 {times}", ScreenName.TIMES),
            build_screen_button(f"📅 {days}", ScreenName.WEEKDAYS),
        ),
        (
            build_screen_button(f"🌍 {city}", ScreenName.ZONE),
            build_screen_button(
                f"📰 {format_article_languages(t, subscriber)}", ScreenName.LANGUAGES
            ),
        ),
    )


def build_toggles(t: Translator, subscriber: Subscriber) -> tuple[Button, Button]:
    """Build the buttons of the weekly review and of the notice of an empty digest; they are on the
    screen of the weekdays."""
    weekly = ToggleSetting(setting="weekly", on=not subscriber.weekly_review)
    empty = ToggleSetting(setting="empty", on=not subscriber.notify_when_empty)
    weekly_label = t("weekly-on" if subscriber.weekly_review else "weekly-off")
    empty_label = t("empty-on" if subscriber.notify_when_empty else "empty-off")
    return Button(f"🗞 {weekly_label}", weekly.pack()), Button(f"💬 {empty_label}", empty.pack())


def _build_language_rows(t: Translator, subscriber: Subscriber) -> Rows:
    style = StyleChoice(rich=subscriber.style == "plain")
    style_key = "style-plain" if subscriber.style == "plain" else "style-rich"
    return (
        (
            build_screen_button(f"🗣 {LANGUAGE_NAMES[subscriber.language]}", ScreenName.LANGUAGE),
            Button(f"🎨 {t(style_key)}", style.pack()),
        ),
    )


def _build_breaking_rows(t: Translator, subscriber: Subscriber) -> Rows:
    mode = BreakingChoice(mode=NEXT_BREAKING_MODE[subscriber.breaking])
    return (
        (Button(f"🔴 {t(_BREAKING_KEYS[subscriber.breaking])}", mode.pack()),),
        (build_screen_button(f"🌙 {format_quiet_hours(t, subscriber)}", ScreenName.QUIET),),
    )


def _build_account_rows(t: Translator) -> Rows:
    return (
        (
            build_screen_button(f"⭐ {t('sources-title')}", ScreenName.SOURCES),
            build_screen_button(f"⏸ {t('pause-title')}", ScreenName.PAUSE),
        ),
        (
            build_screen_button(f"🔒 {t('mydata-title')}", ScreenName.MYDATA),
            build_screen_button(t("button-done"), ScreenName.CLOSED, ButtonStyle.SUCCESS),
        ),
    )


def build_settings_closed(t: Translator, subscriber: Subscriber, now: datetime) -> Document:
    """Build the line that replaces a closed settings menu."""
    again = build_screen_button(f"⚙️ {t('button-settings')}", ScreenName.MAIN)
    return build_document(
        t("settings-closed"), format_next_digest(t, subscriber, now), buttons=((again,),)
    )


def _format_topics(t: Translator, subscriber: Subscriber) -> str:
    return (
        t("topics-count", count=len(subscriber.topics)) if subscriber.topics else t("topics-every")
    )


def build_rich_sample(t: Translator) -> Document:
    """Build the sample of the rich style that is shown before it is set."""
    return build_document(
        Heading(t("style-sample-title")),
        t("style-sample"),
        ListItem(t("style-sample-item")),
        Quote(t("style-sample-quote")),
    )


def to_plain_style(subscriber: Subscriber) -> Subscriber:
    """Return the subscriber with the plain style."""
    return replace(subscriber, style="plain")
