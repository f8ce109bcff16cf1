"""The settings at a glance, each a button."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import Ask, BreakingChoice, StyleChoice
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, Item, Quote, page
from storage.subscribers import Subscriber


def settings(t: Translator, reader: Subscriber) -> Document:
    style = StyleChoice(rich=reader.style == "plain")
    breaking = BreakingChoice(on=not reader.breaking)
    style_is = "style-plain" if reader.style == "plain" else "style-rich"
    breaking_is = "breaking-on" if reader.breaking else "breaking-off"
    return page(
        Heading(t("settings-title")),
        t("settings-hint"),
        buttons=(
            (
                Button(f"🗂 {t('button-topics')}", Ask(what="topics").pack()),
                Button(f"🕗 {t.hour(reader.digest_time)}", Ask(what="hour").pack()),
            ),
            (
                Button(f"🌍 {reader.timezone}", Ask(what="zone").pack()),
                Button(f"🗣 {t('language-name')}", Ask(what="language").pack()),
            ),
            (Button(f"🎨 {t(style_is)}", style.pack()),),
            (Button(f"🔴 {t(breaking_is)}", breaking.pack()),),
        ),
    )


def rich_sample(t: Translator) -> Document:
    return page(
        Heading(t("style-sample-title")),
        t("style-sample"),
        Item(t("style-sample-item")),
        Quote(t("style-sample-quote")),
    )


def way_back(t: Translator) -> Document:
    """Goes in the plain style, under the first rich message."""
    back = Button(t("button-plain-again"), StyleChoice(rich=False).pack())
    return page(t("style-way-back"), buttons=((back,),))


def as_plain(reader: Subscriber) -> Subscriber:
    return replace(reader, style="plain")
