"""Quiet hours: their start and end, and what happens to breaking news within them."""

from __future__ import annotations

from datetime import time

from bot.features.settings.callbacks import SetQuietHours, SetQuietMode
from bot.ui.document import Button, Document, build_document
from bot.ui.widgets import TICK, build_done_button
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber

SUGGESTED_QUIET_HOURS = (
    (time(22), time(7)),
    (time(23), time(7)),
    (time(23), time(8)),
    (time(0), time(9)),
)
"""Quiet hours to choose from; others can be typed."""


def format_quiet_hours(t: Translator, subscriber: Subscriber) -> str:
    """Return the quiet hours and what happens to breaking news in them."""
    if subscriber.quiet_from is None or subscriber.quiet_until is None:
        return t("quiet-off")
    start, end = t.format_time(subscriber.quiet_from), t.format_time(subscriber.quiet_until)
    return t(
        "quiet-held" if subscriber.hold_in_quiet_hours else "quiet-silent", start=start, end=end
    )


def build_quiet_hours(t: Translator, subscriber: Subscriber) -> Document:
    """Build the choice of quiet hours and of what happens to breaking news within them."""
    spans = [
        Button(
            f"{TICK} {_format_span(t, span)}"
            if (subscriber.quiet_from, subscriber.quiet_until) == span
            else _format_span(t, span),
            SetQuietHours(start=f"{span[0]:%H%M}", end=f"{span[1]:%H%M}").pack(),
        )
        for span in SUGGESTED_QUIET_HOURS
    ]
    modes = [
        Button(
            f"{TICK} {t(key)}" if subscriber.hold_in_quiet_hours is hold else t(key),
            SetQuietMode(hold=hold).pack(),
        )
        for hold, key in ((False, "button-quiet-silent"), (True, "button-quiet-hold"))
    ]
    off = Button(t("button-quiet-off"), SetQuietHours(start="", end="").pack())
    return build_document(
        t("quiet-ask"),
        f"🌙 {format_quiet_hours(t, subscriber)}",
        buttons=(tuple(spans[:2]), tuple(spans[2:]), tuple(modes), (off, build_done_button(t))),
    )


def _format_span(t: Translator, span: tuple[time, time]) -> str:
    return f"{t.format_time(span[0])}–{t.format_time(span[1])}"
