"""All topics: the fixed ones, followed by the custom ones that editors added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import InvalidTopicError, SvodkaError
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS, Topic
from news.nlp.words import fold
from news.topics.scoring import FIXED_TOPICS
from news.topics.topic_line import TopicFault, format_topic, parse_topic
from service.config import Settings
from service.editors.rights import Right, require_right
from service.i18n.translations import Translations
from storage.archive import topics
from storage.database.engine import Database
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

MAX_CUSTOM_TOPICS = 40
"""Fits into one keyboard of a message."""


class UnknownTopic(SvodkaError):
    """No topic has this name or id. Details: ``name``."""

    key = "error-unknown-topic"


def with_custom_topics(custom: Iterable[Topic]) -> tuple[Topic, ...]:
    """Return the fixed topics followed by the custom ones, in display order."""
    return (*FIXED_TOPICS, *(topic for topic in custom if topic.id not in TOPIC_IDS))


async def list_all_topics(connection: AsyncConnection) -> tuple[Topic, ...]:
    """Return all topics in display order."""
    return with_custom_topics(await topics.list_all(connection))


def build_name_index(translations: Translations, custom: Iterable[Topic]) -> dict[str, str]:
    """Map the folded names of all topics in every language, and the ids themselves, to ids."""
    known = {}
    for topic in with_custom_topics(custom):
        known[topic.id] = topic.id
        for language in INTERFACE_LANGUAGES:
            known[fold(translations[language].get_topic_name(topic))] = topic.id
    return known


def parse_topic_ids(text: str, name_index: dict[str, str]) -> frozenset[str]:
    """Return the ids of comma-separated topic names. Raises UnknownTopic."""
    found = set()
    for name in (part.strip() for part in text.split(",") if part.strip()):
        if fold(name) not in name_index:
            raise UnknownTopic(f"there is no topic {name!r}", name=name)
        found.add(name_index[fold(name)])
    return frozenset(found)


def with_custom_words(topic: Topic, translations: Translations, custom: Sequence[Topic]) -> Topic:
    """Return a fixed topic with its names and the words that editors added; others unchanged."""
    if topic.id not in TOPIC_IDS:
        return topic
    words = next((one.words for one in custom if one.id == topic.id), ())
    names = {
        language: translations[language].get_topic_name(topic) for language in INTERFACE_LANGUAGES
    }
    return replace(topic, names=names, words=words)


def describe_topics(translations: Translations, custom: Sequence[Topic]) -> list[Topic]:
    """Return all topics; the fixed ones with the words that editors added to them."""
    every = with_custom_topics(custom)
    return [with_custom_words(topic, translations, custom) for topic in every]


@dataclass(frozen=True, slots=True)
class TopicService:
    """Use cases with the fixed and the custom topics.

    Methods with an actor raise NotAllowedError without the right, which is read in the transaction
    of the action.
    """

    database: Database
    settings: Settings
    translations: Translations

    async def list_all(self) -> tuple[Topic, ...]:
        """Return all topics in display order."""
        async with self.database.read() as connection:
            return await list_all_topics(connection)

    async def list_with_custom_words(self) -> list[Topic]:
        """Return all topics as `describe_topics` does."""
        async with self.database.read() as connection:
            custom = await topics.list_all(connection)
        return describe_topics(self.translations, custom)

    async def save(
        self, lines: Iterable[str], actor: Actor, now: datetime
    ) -> list[tuple[Topic, bool]]:
        """Add the topics that lines describe, or change those of the same names; all or none.

        Returns each topic and whether it is new. One that is stored as it is described is not saved
        again, nor recorded. Raises InvalidTopicError.
        """
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.TOPICS)
            return [await self._save_line(connection, line, actor, now) for line in lines]

    async def remove(self, names: str, actor: Actor, now: datetime) -> bool:
        """Remove custom topics by comma-separated names or ids; of fixed topics, the added words.

        Returns False if there was nothing to remove. Raises UnknownTopic.
        """
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.TOPICS)
            custom = {one.id: one for one in await topics.list_all(connection)}
            index = build_name_index(self.translations, custom.values())
            removed = [one for one in parse_topic_ids(names, index) if one in custom]
            for topic in sorted(removed):
                await topics.remove(connection, topic)
                text = self._describe(custom[topic])
                await audit_log.record(connection, AuditAction.TOPIC_REMOVED, actor, now, text=text)
        return bool(removed)

    async def _save_line(
        self, connection: AsyncConnection, line: str, actor: Actor, now: datetime
    ) -> tuple[Topic, bool]:
        custom = await topics.list_all(connection)
        topic = parse_topic(line, build_name_index(self.translations, custom))
        stored = next((one for one in custom if one.id == topic.id), None)
        if topic == stored:
            return topic, False
        custom_count = len(with_custom_topics(custom)) - len(FIXED_TOPICS)
        if stored is None and custom_count >= MAX_CUSTOM_TOPICS:
            raise InvalidTopicError(
                f"there are {MAX_CUSTOM_TOPICS} topics of your own; remove one first",
                reason=TopicFault.MANY_TOPICS,
                text=str(MAX_CUSTOM_TOPICS),
            )
        is_new = await topics.save(connection, topic, now)
        is_added = is_new and topic.id not in TOPIC_IDS
        action = AuditAction.TOPIC_ADDED if is_added else AuditAction.TOPIC_CHANGED
        await audit_log.record(connection, action, actor, now, text=self._describe(topic))
        return topic, is_new

    def _describe(self, topic: Topic) -> str:
        """Return a topic as the line that defines it."""
        return format_topic(with_custom_words(topic, self.translations, [topic]))
