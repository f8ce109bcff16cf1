"""The topics that there are: the fourteen, and after them the editors' own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import InvalidTopicError, SvodkaError
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS, Topic
from news.nlp.words import fold
from news.topics.scoring import FIXED_TOPICS
from news.topics.topic_line import TopicFault, parse_topic
from service.i18n.translations import Translations
from storage.archive import topics
from storage.database.engine import Database

MAX_CUSTOM_TOPICS = 40
"""A grid of buttons that Telegram takes, and that people look through."""


class UnknownTopic(SvodkaError):
    """No topic has this name or id. Details: ``name``."""

    key = "error-unknown-topic"


def with_custom_topics(custom: Iterable[Topic]) -> tuple[Topic, ...]:
    """All topics in the order in which people see them."""
    return (*FIXED_TOPICS, *(topic for topic in custom if topic.id not in TOPIC_IDS))


async def list_all_topics(connection: AsyncConnection) -> tuple[Topic, ...]:
    """All topics, in the order in which people see them."""
    return with_custom_topics(await topics.list_all(connection))


def build_name_index(translations: Translations, custom: Iterable[Topic]) -> dict[str, str]:
    """The ids of all topics by what people may call them: folded names in every language, and the
    ids themselves."""
    known = {}
    for topic in with_custom_topics(custom):
        known[topic.id] = topic.id
        for language in INTERFACE_LANGUAGES:
            known[fold(translations[language].get_topic_name(topic))] = topic.id
    return known


def parse_topic_ids(text: str, name_index: dict[str, str]) -> frozenset[str]:
    """The ids of topics that are named with commas between. Raises UnknownTopic."""
    found = set()
    for name in (part.strip() for part in text.split(",") if part.strip()):
        if fold(name) not in name_index:
            raise UnknownTopic(f"there is no topic {name!r}; see `svodka topics list`", name=name)
        found.add(name_index[fold(name)])
    return frozenset(found)


async def save_topic(
    connection: AsyncConnection, translations: Translations, line: str, now: datetime
) -> tuple[Topic, bool]:
    """Add the topic of a line, or change the one of that name; tell which it was: True if new.

    Raises BadTopic for a line that describes none, and where there are too many.
    """
    own = await topics.list_all(connection)
    topic = parse_topic(line, build_name_index(translations, own))
    is_known = any(one.id == topic.id for one in own)
    if not is_known and len(with_custom_topics(own)) - len(FIXED_TOPICS) >= MAX_CUSTOM_TOPICS:
        said = f"there are {MAX_CUSTOM_TOPICS} topics of your own; remove one first"
        raise InvalidTopicError(said, reason=TopicFault.MANY_TOPICS, text=str(MAX_CUSTOM_TOPICS))
    return topic, await topics.save(connection, topic, now)


def with_custom_words(topic: Topic, translations: Translations, custom: Sequence[Topic]) -> Topic:
    """A fixed topic with its names and the words that editors gave it; another as it is."""
    if topic.id not in TOPIC_IDS:
        return topic
    words = next((one.words for one in custom if one.id == topic.id), ())
    named = {
        language: translations[language].get_topic_name(topic) for language in INTERFACE_LANGUAGES
    }
    return replace(topic, names=named, words=words)


class TopicService:
    """Use cases with the fixed and the custom topics."""

    def __init__(self, database: Database) -> None:
        self._database = database
