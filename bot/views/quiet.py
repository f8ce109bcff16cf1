"""Quiet hours: from when till when, and what becomes of breaking news in them."""

from __future__ import annotations

from datetime import time

from bot.callbacks import QuietMode, QuietSpan
from bot.translations import Translator
from bot.views.document import Button, Document, page
from bot.views.meeting import TICK
from bot.views.ways import done
from storage.subscribers import Subscriber

NIGHTS = (
    (time(22), time(7)),
    (time(23), time(7)),
    (time(23), time(8)),
    (time(0), time(9)),
)
"""Quiet hours to choose from; any others can be typed."""


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
    return page(
        t("quiet-ask"),
        f"🌙 {quiet_in_words(t, reader)}",
        buttons=(tuple(spans[:2]), tuple(spans[2:]), tuple(modes), (off, done(t))),
    )


def _span(t: Translator, span: tuple[time, time]) -> str:
    return f"{t.hour(span[0])}–{t.hour(span[1])}"


def _is_chosen(reader: Subscriber, span: tuple[time, time]) -> bool:
    return (reader.quiet_from, reader.quiet_until) == span
