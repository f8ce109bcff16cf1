"""What editors read of digest times that more subscribers chose than can be served at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.ui import renderer
from bot.ui.document import Document, Heading, ListItem, build_document
from bot.ui.message import Message
from service.digests.crowds import Crowd
from service.i18n.translations import Translator
from storage.chats.subscribers import Style

MAX_LISTED = 5
"""Crowded digest times in one message, the first ones."""


def build_crowd_items(
    t: Translator, crowds: Sequence[Crowd], timezone: str, now: datetime
) -> list[ListItem]:
    """Return a line for each of the first crowded digest times."""
    return [ListItem(" ".join(_format(t, crowd, timezone, now))) for crowd in crowds[:MAX_LISTED]]


def _format(t: Translator, crowd: Crowd, timezone: str, now: datetime) -> Iterator[str]:
    yield t(
        "crowd-line",
        moment=t.format_datetime(crowd.window.digest_time, timezone, now),
        count=crowd.window.count,
        duration=t.format_duration(crowd.window.duration),
        earliest=t.format_datetime(crowd.window.starts_at, timezone, now),
    )
    if crowd.paid is not None:
        yield t(
            "crowd-paid",
            rate=str(crowd.paid_rate),
            duration=t.format_duration(crowd.paid.duration),
            stars=crowd.paid.max_stars,
        )


def build_crowd_notice(
    t: Translator, crowds: Sequence[Crowd], timezone: str, now: datetime
) -> Document:
    """Build the notice about crowded digest times."""
    items = build_crowd_items(t, crowds, timezone, now)
    return build_document(Heading(t("crowd-title")), *items, t("crowd-hint"))


def render_crowd_notice(
    t: Translator, crowds: Sequence[Crowd], style: Style, *, timezone: str, now: datetime
) -> tuple[Message, ...]:
    """Render the notice for the outbox."""
    return renderer.render(build_crowd_notice(t, crowds, timezone, now), style)
