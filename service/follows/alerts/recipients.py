"""Whom an article concerns, and how an alert reaches them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from news.model import Article, InterfaceLanguage
from service.subscribers.quiet_hours import get_quiet_end, get_quiet_hours
from service.subscribers.service import build_preferences
from storage.chats.follows import Follow
from storage.chats.subscribers import Style, Subscriber

ALERT_TTL = timedelta(hours=3)
"""An alert that could not be sent for so long is too late; its story is for the digest."""


@dataclass(frozen=True, slots=True)
class AlertVariant:
    """Equal renderings are one payload, however many chats get it. ``terms``: the ids and the texts
    of the terms that are the reason."""

    language: InterfaceLanguage
    style: Style
    timezone: str
    silent: bool
    terms: tuple[tuple[int, str], ...] = ()


def build_variant(
    subscriber: Subscriber, now: datetime, terms: Iterable[Follow] = ()
) -> AlertVariant:
    named = tuple((term.meaning_id, term.text) for term in terms)
    return AlertVariant(
        subscriber.language,
        subscriber.style,
        subscriber.timezone,
        _is_quiet(subscriber, now),
        tuple(sorted(named)),
    )


def get_alert_terms(
    subscriber: Subscriber, filters: Sequence[Follow], article: Article, term_ids: Collection[int]
) -> list[Follow]:
    """The terms for which a reader is to be told of an article at once; none if they do not read
    its language, or muted something in it."""
    here = [term for term in filters if term.meaning_id in term_ids]
    if article.language not in build_preferences(subscriber).languages:
        return []
    if any(term.kind == "mute" for term in here):
        return []
    return [term for term in here if term.how == "at_once"]


def get_hold_end(subscriber: Subscriber, now: datetime) -> datetime | None:
    """When the quiet hours end in which alerts are held for this reader; None outside of them."""
    rest = get_quiet_hours(subscriber)
    return get_quiet_end(rest, now) if rest is not None and rest.quiet_hold else None


def _is_quiet(subscriber: Subscriber, now: datetime) -> bool:
    rest = get_quiet_hours(subscriber)
    return rest is not None and get_quiet_end(rest, now) is not None
