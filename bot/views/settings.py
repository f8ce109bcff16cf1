"""The settings at a glance, each a button."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.callbacks import Ask, BreakingChoice, QuietMode, QuietSpan, StyleChoice
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, Item, Quote, page
from bot.views.meeting import TICK
from storage.subscribers import Subscriber

NIGHTS = (
    (time(22), time(7)),
    (time(23), time(7)),
    (time(23), time(8)),
    (time(0), time(9)),
)
"""Quiet hours to choose from; any others can be typed."""


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
            (Button(f"🌙 {quiet_in_words(t, reader)}", Ask(what="night").pack()),),
        ),
    )


def quiet_in_words(t: Translator, reader: Subscriber) -> str:
    if reader.quiet_from is None or reader.quiet_until is None:
        return t("quiet-off")
    start, end = t.hour(reader.quiet_from), t.hour(reader.quiet_until)
    return t("quiet-held" if reader.quiet_hold else "quiet-silent", start=start, end=end)


def quiet_hours(t: Translator, reader: Subscriber) -> Document:
    """From when till when, and what happens to breaking news meanwhile."""
    spans = [
        Button(
            f"{TICK} {_span(t, span)}" if _is_chosen(reader, span) else _span(t, span),
            QuietSpan(start=f"{span[0]:%H%M}", end=f"{span[1]:%H%M}").pack(),
        )
        for span in NIGHTS
    ]
    modes = [
        Button(
            f"{TICK} {t(key)}" if reader.quiet_hold is hold else t(key),
            QuietMode(hold=hold).pack(),
        )
        for hold, key in ((False, "button-quiet-silent"), (True, "button-quiet-hold"))
    ]
    off = Button(t("button-quiet-off"), QuietSpan(start="", end="").pack())
    done = Button(t("button-done"), Ask(what="settings").pack())
    return page(
        t("quiet-ask"),
        f"🌙 {quiet_in_words(t, reader)}",
        buttons=(tuple(spans[:2]), tuple(spans[2:]), tuple(modes), (off, done)),
    )


def _span(t: Translator, span: tuple[time, time]) -> str:
    return f"{t.hour(span[0])}–{t.hour(span[1])}"


def _is_chosen(reader: Subscriber, span: tuple[time, time]) -> bool:
    return (reader.quiet_from, reader.quiet_until) == span


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
