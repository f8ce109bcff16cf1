"""The use cases of one chat with its subscription and settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any, get_args

from news.errors import SvodkaError
from news.model import InterfaceLanguage, Language, Topic
from service.config import Settings
from service.editors.rights import get_role
from service.rendering import FirstDigestSender
from service.subscribers.changes import (
    activate,
    is_in_setup,
    reload_for_change,
    update_schedule,
    update_subscriber,
)
from service.subscribers.digest_size import DigestSize, get_story_count
from service.topics.service import list_all_topics
from storage.chats import subscribers
from storage.chats.editors import Role
from storage.chats.subscribers import (
    ArticlePrompt,
    BreakingMode,
    PendingPrompt,
    SetupStep,
    Style,
    Subscriber,
)
from storage.database.engine import Database

MAX_DIGEST_TIMES = 3
"""Digests of one chat a day."""


class TooManyDigestTimes(SvodkaError):
    """A chat gets `MAX_DIGEST_TIMES` digests a day at most. Details: ``count``."""

    key = "digest-times-too-many"


def build_default_subscriber(
    settings: Settings,
    chat_id: int,
    kind: str,
    language: InterfaceLanguage,
    now: datetime,
    timezone: str | None = None,
) -> Subscriber:
    """Return a new subscriber with the default settings; nothing is stored.

    ``timezone``: the guessed time zone; the configured default without one.
    """
    return Subscriber(
        chat_id=chat_id,
        kind=kind,
        state="new",
        language=language,
        timezone=timezone or settings.default_timezone,
        digest_times=(settings.default_digest_time,),
        topics=frozenset(),
        digest_size=settings.digest_items,
        style=settings.message_style,
        breaking="on",
        joined_at=now,
    )


@dataclass(frozen=True, slots=True)
class SubscriberTopics:
    """A subscriber and all topics to choose from, in display order."""

    subscriber: Subscriber
    topics: tuple[Topic, ...]


class TopicChange(StrEnum):
    """What adding one topic changed. ``COVERED``: the subscriber gets all topics already."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class TopicAdded(SubscriberTopics):
    """A topic that was added by a link, and what changed."""

    topic: Topic
    change: TopicChange


@dataclass(frozen=True, slots=True)
class TimesSaved:
    """``is_first``: a first setup ended; ``has_first_digest``: the first digest is queued."""

    subscriber: Subscriber
    is_first: bool
    has_first_digest: bool


@dataclass(frozen=True, slots=True)
class SubscriberService:
    """Use cases with one chat's subscription and settings.

    Each method stores one choice in one transaction and returns the subscriber as it is now; the
    first choice of a chat stores it.
    """

    database: Database
    settings: Settings

    async def get(self, chat_id: int) -> Subscriber | None:
        """Return the stored subscriber of a chat; None if there is none."""
        async with self.database.read(inline=True) as connection:
            return await subscribers.get(connection, chat_id)

    async def get_with_role(
        self, chat_id: int, user_id: int | None
    ) -> tuple[Subscriber | None, Role | None]:
        """Return the stored subscriber of a chat, and the role of the person who uses it."""
        async with self.database.read(inline=True) as connection:
            role = await get_role(connection, self.settings, user_id)
            return await subscribers.get(connection, chat_id), role

    async def remember(self, subscriber: Subscriber) -> Subscriber:
        """Store a chat's language and time zone, where they are not, without subscribing it."""
        return await self._update(subscriber, language=subscriber.language)

    async def activate(self, subscriber: Subscriber, now: datetime) -> Subscriber:
        """Make the subscriber active and schedule the next digest."""
        async with self.database.write(inline=True) as connection:
            return await activate(connection, subscriber, now)

    async def pause(
        self, subscriber: Subscriber, until: datetime | None, now: datetime
    ) -> Subscriber:
        """Stop digests ``until`` a moment; None: until the subscriber resumes."""
        return await self._reschedule(
            subscriber, now, state="paused", paused_until=until, pending_prompt=""
        )

    async def set_prompt(
        self,
        subscriber: Subscriber,
        prompt: PendingPrompt,
        now: datetime,
        article_id: int | None = None,
    ) -> Subscriber:
        """Remember that typed text may answer ``prompt``; see `is_awaiting_input`.

        ``article_id``: the article that an editor is asked about.
        """
        return await self._update(
            subscriber, pending_prompt=prompt, prompted_at=now, prompted_article_id=article_id
        )

    async def clear_prompt(self, subscriber: Subscriber) -> Subscriber:
        """Forget the pending prompt, if there is one."""
        return (
            await self._update(subscriber, pending_prompt="")
            if subscriber.pending_prompt
            else subscriber
        )

    async def clear_article_prompt(self, subscriber: Subscriber) -> None:
        """Forget the pending prompt about an article: the next text is not a part of it."""
        if subscriber.pending_prompt in get_args(ArticlePrompt):
            await self.clear_prompt(subscriber)

    async def get_topics(self, subscriber: Subscriber) -> SubscriberTopics:
        """Return the subscriber with all topics there are."""
        async with self.database.read(inline=True) as connection:
            return SubscriberTopics(subscriber, await list_all_topics(connection))

    async def set_topic(
        self, subscriber: Subscriber, topic_id: str, *, is_selected: bool
    ) -> SubscriberTopics:
        """Select or deselect one topic; an unknown one changes nothing."""
        async with self.database.write(inline=True) as connection:
            topics = await list_all_topics(connection)
            one = {topic_id} & {topic.id for topic in topics}
            subscriber = await reload_for_change(connection, subscriber)
            selected = subscriber.topics | one if is_selected else subscriber.topics - one
            subscriber = await update_subscriber(connection, subscriber, topics=selected)
        return SubscriberTopics(subscriber, topics)

    async def set_all_topics(
        self, subscriber: Subscriber, *, is_selected: bool
    ) -> SubscriberTopics:
        """Select all topics, or none."""
        async with self.database.write(inline=True) as connection:
            topics = await list_all_topics(connection)
            selected = frozenset(topic.id for topic in topics if is_selected)
            subscriber = await update_subscriber(connection, subscriber, topics=selected)
        return SubscriberTopics(subscriber, topics)

    async def add_topic(self, subscriber: Subscriber, topic_id: str) -> TopicAdded | None:
        """Select the topic of a link; return None if it is unknown.

        A subscriber that gets all topics keeps them: one topic would be less. One in its first
        setup has not chosen yet, and gets the topic.
        """
        async with self.database.write(inline=True) as connection:
            topics = await list_all_topics(connection)
            topic = next((one for one in topics if one.id == topic_id), None)
            if topic is None:
                return None
            if topic_id in subscriber.topics:
                return TopicAdded(subscriber, topics, topic, TopicChange.UNCHANGED)
            if not subscriber.topics and not is_in_setup(subscriber):
                return TopicAdded(subscriber, topics, topic, TopicChange.COVERED)
            selected = subscriber.topics | {topic_id}
            subscriber = await update_subscriber(connection, subscriber, topics=selected)
        return TopicAdded(subscriber, topics, topic, TopicChange.ADDED)

    async def set_digest_times(
        self,
        subscriber: Subscriber,
        times: tuple[time, ...],
        now: datetime,
        enqueue_first_digest: FirstDigestSender,
        *,
        ends_setup: bool = True,
    ) -> TimesSaved:
        """Store the digest times and recompute when the next digest is due.

        A new or unreachable subscriber becomes active; a paused one stays paused. It ends a first
        setup, unless ``ends_setup`` is false; one that has got no digest yet gets the first in the
        same transaction. Raises TooManyDigestTimes.
        """
        _check_digest_times(times)
        is_first = is_in_setup(subscriber) and ends_setup
        step: SetupStep = "" if ends_setup else subscriber.setup_step
        values = {"digest_times": times, "pending_prompt": "", "setup_step": step}
        # A first digest is more than the few rows that the shared transaction is for.
        async with self.database.write(inline=not is_first) as connection:
            if subscriber.is_subscribed:
                subscriber = await update_schedule(connection, subscriber, now, **values)
            else:
                subscriber = await activate(connection, subscriber, now, **values)
            has_first = (
                is_first
                and subscriber.last_digest_id is None
                and await enqueue_first_digest(connection, subscriber=subscriber, now=now)
            )
        return TimesSaved(subscriber, is_first, has_first)

    async def change_digest_times(
        self, subscriber: Subscriber, times: tuple[time, ...], now: datetime
    ) -> Subscriber:
        """Store the digest times ticked on the settings screen; state and prompt stay.

        Raises TooManyDigestTimes.
        """
        _check_digest_times(times)
        return await self._reschedule(subscriber, now, digest_times=times)

    async def set_weekdays(
        self, subscriber: Subscriber, weekdays: frozenset[int], now: datetime
    ) -> Subscriber:
        """Store the days of the digest, 1 Monday to 7 Sunday; no day at all changes nothing."""
        return await self._reschedule(subscriber, now, weekdays=weekdays or subscriber.weekdays)

    async def set_timezone(
        self, subscriber: Subscriber, timezone: str, now: datetime, *, typed: str = ""
    ) -> Subscriber:
        """Store the time zone and recompute when the next digest is due.

        ``typed``: the text that named it; it answers the prompt, which ends.
        """
        answered = {"pending_prompt": ""} if typed else {}
        return await self._reschedule(subscriber, now, timezone=timezone, city=typed, **answered)

    async def set_language(self, subscriber: Subscriber, language: InterfaceLanguage) -> None:
        """Store the language that the bot speaks."""
        await self._update(subscriber, language=language)

    async def set_article_languages(
        self, subscriber: Subscriber, languages: frozenset[Language]
    ) -> Subscriber:
        """Store the languages of articles; none: the language of the bot."""
        return await self._update(subscriber, languages=languages)

    async def set_quiet_hours(
        self, subscriber: Subscriber, span: tuple[time, time] | None
    ) -> Subscriber:
        """Store the start and end of the quiet hours; None: there are none."""
        start, end = span or (None, None)
        return await self._update(subscriber, quiet_from=start, quiet_until=end)

    async def set_quiet_mode(self, subscriber: Subscriber, *, hold: bool) -> Subscriber:
        """Store whether breaking news waits until the quiet hours end, or arrives silently."""
        return await self._update(subscriber, hold_in_quiet_hours=hold)

    async def set_style(self, subscriber: Subscriber, style: Style) -> Subscriber:
        """Store the message style: plain or rich."""
        return await self._update(subscriber, style=style)

    async def set_breaking_mode(self, subscriber: Subscriber, mode: BreakingMode) -> Subscriber:
        """Store whether breaking news comes with a sound, silently or not at all."""
        return await self._update(subscriber, breaking=mode)

    async def claim_style_offer(self, subscriber: Subscriber) -> bool:
        """Mark that the plain style is offered; return False if it was offered before."""
        async with self.database.write() as connection:
            if (await reload_for_change(connection, subscriber)).style_offer_sent:
                return False
            await update_subscriber(connection, subscriber, style_offer_sent=True)
            return True

    async def set_digest_size(self, subscriber: Subscriber, size: DigestSize) -> Subscriber:
        """Store the number of stories in a digest of this size."""
        count = get_story_count(size, self.settings.digest_items)
        return await self._update(subscriber, digest_size=count)

    async def set_weekly_review(
        self, subscriber: Subscriber, now: datetime, *, is_on: bool
    ) -> Subscriber:
        """Switch the Sunday review, which may change when the next digest is due."""
        return await self._reschedule(subscriber, now, weekly_review=is_on)

    async def set_empty_notice(self, subscriber: Subscriber, *, is_on: bool) -> Subscriber:
        """Switch the line that is sent instead of a digest without stories."""
        return await self._update(subscriber, notify_when_empty=is_on)

    async def _update(self, subscriber: Subscriber, **values: Any) -> Subscriber:
        async with self.database.write(inline=True) as connection:
            return await update_subscriber(connection, subscriber, **values)

    async def _reschedule(self, subscriber: Subscriber, now: datetime, **values: Any) -> Subscriber:
        async with self.database.write(inline=True) as connection:
            return await update_schedule(connection, subscriber, now, **values)


def _check_digest_times(times: tuple[time, ...]) -> None:
    if len(times) > MAX_DIGEST_TIMES:
        raise TooManyDigestTimes(f"{len(times)} digests a day", count=len(times))
