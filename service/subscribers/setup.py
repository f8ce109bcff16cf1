"""The first setup of a subscriber: pressing Start subscribes, the questions after it refine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from news.model import InterfaceLanguage
from service.config import Settings
from service.i18n import timezones
from service.subscribers.changes import (
    activate,
    is_in_setup,
    reload,
    update_schedule,
    update_subscriber,
)
from service.subscribers.service import SubscriberTopics
from service.topics.service import list_all_topics
from storage.chats.subscribers import SetupStep, Subscriber
from storage.database.engine import Database


@dataclass(frozen=True, slots=True)
class SetupService:
    """The questions of the first setup, topics and then the digest time, in one message.

    `SubscriberService.set_digest_times` ends it.
    """

    database: Database
    settings: Settings

    async def start(self, subscriber: Subscriber, now: datetime) -> SubscriberTopics:
        """Subscribe a chat: a new one with the default settings, another one with its own.

        A new subscriber gets the main news at the default time, and its first setup begins, which
        may change both. One that is being set up continues. Topics are empty if nothing is asked.
        """
        if subscriber.state == "active" and not subscriber.setup_step:
            return SubscriberTopics(subscriber, ())
        async with self.database.write(inline=True) as connection:
            topics = await list_all_topics(connection)
            values = _open_setup(subscriber.setup_step, now) if subscriber.setup_step else {}
            if subscriber.state == "new":
                first: SetupStep = (
                    "digest_time" if subscriber.pending_prompt == "digest_time" else "topics"
                )
                values = {"joined_at": now, **_open_setup(first, now)}
            if subscriber.state == "active":
                subscriber = await update_subscriber(connection, subscriber, **values)
            else:
                subscriber = await activate(connection, subscriber, now, **values)
        return SubscriberTopics(subscriber, topics)

    async def finish_topics(self, subscriber: Subscriber, now: datetime) -> SubscriberTopics:
        """End the choice of topics; in a first setup the digest time is asked for next."""
        return await self._ask(subscriber, "digest_time", now)

    async def reopen_topics(self, subscriber: Subscriber, now: datetime) -> SubscriberTopics:
        """Return to the choice of topics in a first setup."""
        return await self._ask(subscriber, "topics", now)

    async def set_first_timezone(
        self, subscriber: Subscriber, timezone: str, now: datetime, *, typed: str = ""
    ) -> SubscriberTopics:
        """Store the time zone chosen in a first setup; the digest time is asked for next.

        ``typed``: the text that named it.
        """
        async with self.database.write(inline=True) as connection:
            topics = await list_all_topics(connection)
            subscriber = await update_schedule(
                connection,
                subscriber,
                now,
                timezone=timezone,
                city=typed,
                **_open_setup("digest_time", now),
            )
        return SubscriberTopics(subscriber, topics)

    async def set_first_language(
        self,
        subscriber: Subscriber,
        language: InterfaceLanguage,
        language_code: str | None,
        now: datetime,
    ) -> SubscriberTopics:
        """Store the language of the greeting.

        It changes the guessed time zone too, as long as the subscriber is only being greeted.
        ``language_code``: the one that Telegram gives for the person.
        """
        values: dict[str, str] = {"language": language}
        if subscriber.setup_step == "topics":
            values["timezone"] = timezones.guess_timezone(
                language_code, language, self.settings.default_timezone
            )
        async with self.database.write(inline=True) as connection:
            topics = await list_all_topics(connection)
            subscriber = await update_schedule(connection, subscriber, now, **values)
        return SubscriberTopics(subscriber, topics)

    async def _ask(
        self, subscriber: Subscriber, step: SetupStep, now: datetime
    ) -> SubscriberTopics:
        """Store which question is asked now; nothing changes outside of a first setup."""
        if not is_in_setup(subscriber):
            async with self.database.read(inline=True) as connection:
                topics = await list_all_topics(connection)
                return SubscriberTopics(await reload(connection, subscriber), topics)
        async with self.database.write(inline=True) as connection:
            topics = await list_all_topics(connection)
            subscriber = await update_subscriber(connection, subscriber, **_open_setup(step, now))
        return SubscriberTopics(subscriber, topics)


def _open_setup(step: SetupStep, now: datetime) -> dict[str, Any]:
    """Return the columns for a question of the first setup; a digest time may be typed at each."""
    return {"setup_step": step, "pending_prompt": "digest_time", "prompted_at": now}
