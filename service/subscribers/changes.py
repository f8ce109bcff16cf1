"""Changes of a subscriber within the caller's transaction, and what follows from its settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SvodkaError
from news.model import Preferences
from service.i18n.timezones import is_timezone
from service.subscribers import digest_schedule
from storage.chats import subscribers
from storage.chats.follows import Follow
from storage.chats.source_choices import SourceChoice
from storage.chats.subscribers import PendingPrompt, Subscriber
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

FIRST_DIGEST_PERIOD = timedelta(days=1)
"""The period that a subscriber's first digest covers."""

PROMPT_TTL = timedelta(minutes=15)
"""How long typed text counts as the answer to a question."""

SETUP_TTL = timedelta(days=7)
"""How long a person is reminded of a first setup that they left half-way."""


class UnknownTimezone(SvodkaError):
    """There is no time zone of this name. Details: ``text``."""

    key = "timezone-unclear"


async def reload(connection: AsyncConnection, subscriber: Subscriber) -> Subscriber:
    """Return the stored subscriber, which an earlier update may have changed."""
    return await subscribers.get(connection, subscriber.chat_id) or subscriber


async def reload_for_change(connection: AsyncConnection, subscriber: Subscriber) -> Subscriber:
    """Return the stored subscriber for a change that depends on what is stored: nobody else changes
    it until the transaction ends."""
    return await subscribers.get_for_change(connection, subscriber.chat_id) or subscriber


async def update_subscriber(
    connection: AsyncConnection, subscriber: Subscriber, **values: Any
) -> Subscriber:
    """Store changed columns; the first change stores the subscriber. Return the new state."""
    changed = await subscribers.change(connection, subscriber.chat_id, **values)
    if changed is None:
        changed = replace(subscriber, **values)
        await subscribers.add(connection, changed)
    return changed


async def update_schedule(
    connection: AsyncConnection, subscriber: Subscriber, now: datetime, **values: Any
) -> Subscriber:
    """Store changed columns and recompute when the next digest is due. A pause stays.

    Raises UnknownTimezone.
    """
    if "timezone" in values and not is_timezone(values["timezone"]):
        raise UnknownTimezone(f"there is no zone {values['timezone']!r}", text=values["timezone"])
    subscriber = await reload_for_change(connection, subscriber)
    values["next_digest_at"] = _find_next_due(subscriber, values, now)
    return await update_subscriber(connection, subscriber, **values)


def _find_next_due(
    subscriber: Subscriber, values: Mapping[str, Any], now: datetime
) -> datetime | None:
    """Return when the next digest is due after a change of a subscriber's columns; one that came
    early is not due again."""
    served_until = digest_schedule.get_served_until(subscriber, now)
    return digest_schedule.get_next_due(replace(subscriber, **values), now, served_until)


async def activate(
    connection: AsyncConnection, subscriber: Subscriber, now: datetime, **values: Any
) -> Subscriber:
    """Store changed columns, make the subscriber active and schedule the next digest.

    A pending prompt ends, unless ``values`` name one. Counts JOINED for a new or unreachable
    subscriber.
    """
    known = await subscribers.get_for_change(connection, subscriber.chat_id)
    subscriber = known or subscriber
    if not subscriber.is_subscribed:
        await daily_counters.add(connection, now, {DailyCounter.JOINED: 1})
    if subscriber.state != "active":
        values["watermark"] = get_initial_watermark(subscriber, now)
    values = {"pending_prompt": "", **values, "state": "active", "paused_until": None}
    values["next_digest_at"] = _find_next_due(subscriber, values, now)
    if known is not None:
        return await update_subscriber(connection, known, **values)
    added = replace(subscriber, **values)
    await subscribers.add(connection, added)
    return added


def get_initial_watermark(subscriber: Subscriber, now: datetime) -> datetime:
    """Return from when the next digest covers the news for a subscriber who becomes active.

    At most the last day, rounded to the hour so that new subscribers of one hour share a digest.
    """
    earliest = (now - FIRST_DIGEST_PERIOD).replace(minute=0, second=0, microsecond=0)
    return max(subscriber.watermark or earliest, earliest)


def is_awaiting_input(subscriber: Subscriber, prompt: PendingPrompt, now: datetime) -> bool:
    """Return whether typed text may answer a prompt: for `PROMPT_TTL`, or until the answer if a
    first setup asks for it."""
    if subscriber.pending_prompt != prompt:
        return False
    is_first_question = subscriber.setup_step == "digest_time" and is_setup_open(subscriber, now)
    if prompt in ("digest_time", "timezone") and (is_first_question or subscriber.state == "new"):
        return True
    return subscriber.prompted_at is not None and now - subscriber.prompted_at <= PROMPT_TTL


def is_in_setup(subscriber: Subscriber) -> bool:
    """Return whether the questions of the first setup are meant for this subscriber.

    A chat that only used the bot may answer an old greeting.
    """
    return bool(subscriber.setup_step) or subscriber.state == "new"


def is_setup_open(subscriber: Subscriber, now: datetime) -> bool:
    """Return whether a first setup was begun lately and is not finished."""
    return bool(subscriber.setup_step) and now - subscriber.joined_at <= SETUP_TTL


def build_preferences(
    subscriber: Subscriber,
    filters: Iterable[Follow] = (),
    sources: Iterable[SourceChoice] = (),
    followed_stories: frozenset[int] = frozenset(),
) -> Preferences:
    """Return what a subscriber's digest is selected by; ``filters``: followed and muted terms.

    Without chosen article languages it is in the subscriber's own, or in any if there is no news in
    that one.
    """
    filters, sources = list(filters), list(sources)
    return Preferences(
        topics=subscriber.topics,
        languages=subscriber.languages or frozenset({subscriber.language}),
        digest_size=subscriber.digest_size,
        followed_terms=frozenset(term.text for term in filters if term.kind == "follow"),
        muted_terms=frozenset(term.text for term in filters if term.kind == "mute"),
        strict_languages=bool(subscriber.languages),
        own_language=subscriber.language,
        followed_sources=frozenset(one.source for one in sources if one.kind == "follow"),
        muted_sources=frozenset(one.source for one in sources if one.kind == "mute"),
        followed_stories=followed_stories,
    )
