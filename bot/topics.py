"""The topics that there are: the fourteen, and after them the editors' own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.translations import Translations
from news.errors import BadTopic, SvodkaError
from news.language.words import fold
from news.model import READER_LANGUAGES, TOPIC_IDS, Topic
from news.topic_line import TopicFault, parse_topic
from news.topics import ALL
from storage import topics

MOST_OWN = 40
"""A grid of buttons that Telegram takes, and that people look through."""


class UnknownTopic(SvodkaError):
    """No topic has this name or id. Details: ``name``."""

    key = "error-unknown-topic"


def with_own(own: Iterable[Topic]) -> tuple[Topic, ...]:
    """All topics in the order in which people see them."""
    return (*ALL, *(topic for topic in own if topic.id not in TOPIC_IDS))


async def every(connection: AsyncConnection) -> tuple[Topic, ...]:
    """All topics, in the order in which people see them."""
    return with_own(await topics.every(connection))


def names(translations: Translations, own: Iterable[Topic]) -> dict[str, str]:
    """The ids of all topics by what people may call them: folded names in every language, and the
    ids themselves."""
    known = {}
    for topic in with_own(own):
        known[topic.id] = topic.id
        for language in READER_LANGUAGES:
            known[fold(translations[language].topic(topic))] = topic.id
    return known


def chosen(listed: str, known: dict[str, str]) -> frozenset[str]:
    """The ids of topics that are named with commas between. Raises UnknownTopic."""
    found = set()
    for name in (part.strip() for part in listed.split(",") if part.strip()):
        if fold(name) not in known:
            raise UnknownTopic(f"there is no topic {name!r}; see `svodka topics list`", name=name)
        found.add(known[fold(name)])
    return frozenset(found)


async def add(
    connection: AsyncConnection, translations: Translations, line: str, now: datetime
) -> tuple[Topic, bool]:
    """Add the topic of a line, or change the one of that name; tell which it was: True if new.

    Raises BadTopic for a line that describes none, and where there are too many.
    """
    own = await topics.every(connection)
    topic = parse_topic(line, names(translations, own))
    is_known = any(one.id == topic.id for one in own)
    if not is_known and len(with_own(own)) - len(ALL) >= MOST_OWN:
        said = f"there are {MOST_OWN} topics of your own; remove one first"
        raise BadTopic(said, reason=TopicFault.MANY_TOPICS, text=str(MOST_OWN))
    return topic, await topics.put(connection, topic, now)


def shown(topic: Topic, translations: Translations, own: Sequence[Topic]) -> Topic:
    """A fixed topic with its names and the words that editors gave it; another as it is."""
    if topic.id not in TOPIC_IDS:
        return topic
    words = next((one.words for one in own if one.id == topic.id), ())
    named = {language: translations[language].topic(topic) for language in READER_LANGUAGES}
    return replace(topic, names=named, words=words)
