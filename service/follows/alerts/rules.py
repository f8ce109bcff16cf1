"""Which terms an article mentions, whom it concerns, and how many alerts an hour a chat gets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article
from news.query.followed_terms import ArticleTokens, NormalizedTerm, TermNormalizer
from service.rendering import AlertItem, AlertVariant
from service.subscribers.changes import build_preferences
from service.subscribers.quiet_hours import get_quiet_end, get_quiet_hours
from storage.chats import follows
from storage.chats.alerts import AlertWindow, QueuedArticle
from storage.chats.follows import Follow
from storage.chats.subscribers import Subscriber

ALERT_TTL = timedelta(hours=3)
"""An alert that could not be sent for this long expires; its story comes with the digest."""

MAX_SINGLE_ALERTS = 5
"""Alerts an hour that are sent one by one; the others of that hour are sent as one message."""

WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class MatchedArticle:
    """An article, its story and index tokens, and the ids of the terms that it mentions."""

    article: Article
    queued: QueuedArticle
    term_ids: frozenset[int]

    @property
    def item(self) -> AlertItem:
        """What a message about it shows."""
        return AlertItem(self.article, self.queued.report_count)


async def match_article(
    connection: AsyncConnection, terms: TermNormalizer, article: Article, queued: QueuedArticle
) -> MatchedArticle:
    """Find the terms that an article mentions.

    The token index leads to a few candidates; these are checked one by one in a thread.
    """
    candidates = await follows.find_candidates(connection, queued.tokens)
    found: frozenset[int] = frozenset()
    if candidates:
        found = await asyncio.to_thread(_check_candidates, terms, article, queued, candidates)
    return MatchedArticle(article, queued, found)


def _check_candidates(
    terms: TermNormalizer, article: Article, queued: QueuedArticle, candidates: Mapping[int, str]
) -> frozenset[int]:
    tokens = ArticleTokens(terms, article.language, queued.tokens, article.texts)
    return frozenset(
        term_id
        for term_id, words in candidates.items()
        if tokens.has_term(NormalizedTerm.parse(words))
    )


def get_alert_terms(
    subscriber: Subscriber, filters: Sequence[Follow], matched: MatchedArticle
) -> list[Follow]:
    """Return the followed terms that are a reason to notify a subscriber of an article.

    Returns none if the article is not for them (`is_readable`).
    """
    if not is_readable(subscriber, filters, matched):
        return []
    mentioned = (term for term in filters if term.term_id in matched.term_ids)
    return [term for term in mentioned if term.kind == "follow" and term.notify == "instant"]


def is_readable(subscriber: Subscriber, filters: Sequence[Follow], matched: MatchedArticle) -> bool:
    """Return whether a subscriber reads the article's language and muted no term in it."""
    if matched.article.language not in build_preferences(subscriber).languages:
        return False
    return not any(term.kind == "mute" and term.term_id in matched.term_ids for term in filters)


def build_variant(
    subscriber: Subscriber,
    now: datetime,
    terms: Iterable[Follow] = (),
    story_id: int | None = None,
) -> AlertVariant:
    """Return what the rendering of an alert for this subscriber depends on."""
    quiet = get_quiet_hours(subscriber)
    return AlertVariant(
        subscriber.language,
        subscriber.style,
        subscriber.timezone,
        silent=quiet is not None and get_quiet_end(quiet, now) is not None,
        terms=tuple(sorted((term.term_id, term.text) for term in terms)),
        story_id=story_id,
    )


def get_hold_end(subscriber: Subscriber, now: datetime) -> datetime | None:
    """Return when the quiet hours end that hold alerts now; None outside of such hours."""
    quiet = get_quiet_hours(subscriber)
    return get_quiet_end(quiet, now) if quiet is not None and quiet.hold_in_quiet_hours else None


def count_alert(
    window: AlertWindow | None, now: datetime, quiet_until: datetime | None
) -> tuple[AlertWindow, bool]:
    """Return the chat's window after one more alert, and whether to send it now.

    At most `MAX_SINGLE_ALERTS` an hour are sent one by one; the rest, and all in quiet hours, wait
    until `batch_due_at`. A window starts with its first alert.
    """
    current = _open_window(window, now)
    if quiet_until is not None:
        return replace(current, batch_due_at=current.batch_due_at or quiet_until), False
    if current.sent_count < MAX_SINGLE_ALERTS:
        return replace(current, sent_count=current.sent_count + 1), True
    return replace(current, batch_due_at=current.batch_due_at or current.started_at + WINDOW), False


def count_batch(
    window: AlertWindow, now: datetime, quiet_until: datetime | None
) -> tuple[AlertWindow, bool]:
    """Return the chat's window when its batch is due, and whether to send the batch now.

    A batch counts as one alert.
    """
    if quiet_until is not None:
        return replace(window, batch_due_at=quiet_until), False
    current = _open_window(window, now)
    return replace(current, sent_count=current.sent_count + 1, batch_due_at=None), True


def _open_window(window: AlertWindow | None, now: datetime) -> AlertWindow:
    """Return the running window, or a new one that keeps what waits."""
    if window is None:
        return AlertWindow(now)
    is_over = now >= window.started_at + WINDOW
    return AlertWindow(now, batch_due_at=window.batch_due_at) if is_over else window
