"""Whom an article concerns, and how an alert reaches them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.people import preferences
from bot.quiet import quiet_until, rest_of
from news.model import Article, ReaderLanguage
from storage.subscribers import Style, Subscriber
from storage.terms import Term

FRESH_FOR = timedelta(hours=3)
"""An article published longer ago is no alert any more: its story is for the digest."""

VALID_FOR = timedelta(hours=3)
"""An alert that could not be sent for so long is too late; its story is for the digest."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """Equal renderings are one payload, however many chats get it. ``terms``: the ids and the texts
    of the terms that are the reason."""

    language: ReaderLanguage
    style: Style
    timezone: str
    silent: bool
    terms: tuple[tuple[int, str], ...] = ()


def rendering(reader: Subscriber, now: datetime, followed: Iterable[Term] = ()) -> Rendering:
    named = tuple((term.meaning_id, term.text) for term in followed)
    return Rendering(
        reader.language, reader.style, reader.timezone, _rests(reader, now), tuple(sorted(named))
    )


def is_fresh(article: Article, now: datetime) -> bool:
    return now - article.published <= FRESH_FOR


def reason(
    reader: Subscriber, terms: Sequence[Term], article: Article, mentioned: Collection[int]
) -> list[Term]:
    """The terms for which a reader is to be told of an article at once; none if they do not read
    its language, or muted something in it."""
    here = [term for term in terms if term.meaning_id in mentioned]
    if article.language not in preferences(reader).languages:
        return []
    if any(term.kind == "mute" for term in here):
        return []
    return [term for term in here if term.how == "at_once"]


def morning(reader: Subscriber, now: datetime) -> datetime | None:
    """When the quiet hours end in which alerts are held for this reader; None outside of them."""
    rest = rest_of(reader)
    return quiet_until(rest, now) if rest is not None and rest.quiet_hold else None


def _rests(reader: Subscriber, now: datetime) -> bool:
    rest = rest_of(reader)
    return rest is not None and quiet_until(rest, now) is not None
