"""A topic as an editor writes it, in one line: ``🛸 Дроны / Дрони / Drones: дрон, бпла, copter*``.

An optional emoji; a name, or one for each language, separated by ``/``; after the colon the words,
separated by commas. A word is given in its normal form and matches all its forms, several words are
a phrase, a star matches any ending. The line of a fixed topic adds words to it, and removes those
with a minus: ``Спорт: падел, -арена``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from news.errors import InvalidTopicError
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS, Topic
from news.nlp.words import fold, tokenize

DEFAULT_EMOJI = "🔖"
"""Of a topic without an emoji of its own."""

MAX_WORDS = 200
_MAX_NAME_CHARS, _MAX_WORD_CHARS, _MAX_EMOJI_CHARS, _MAX_ID_CHARS = 40, 60, 10, 24
_CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюя"
_TRANSLITERATION = (
    "a b v g g d e ye zh z i i yi y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya"
)
_LATIN = str.maketrans(dict(zip(_CYRILLIC, _TRANSLITERATION.split(" "), strict=True)))
_EMOJI = re.compile(r"[^\w\s:,/*-]+(?=\s)")
_PREFIX = re.compile(r"[^*]*[^\W_]{3}\*")


class TopicFault(StrEnum):
    """What is wrong with a line; each has a text in the bot."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    NO_WORDS = "no_words"
    MANY_WORDS = "many_words"
    BAD_WORD = "bad_word"
    MANY_TOPICS = "many_topics"
    MINUS = "minus"
    """A minus in a custom topic: only fixed topics have words to remove."""


def parse_topic(line: str, known_ids: Mapping[str, str]) -> Topic:
    """Return the topic that a line describes. Raises InvalidTopicError.

    ``known_ids`` are the ids of all topics, by their folded names and by themselves: a known name
    keeps its id, a new one gets a new id.
    """
    head, _, listed = " ".join(line.split()).partition(":")
    emoji, names = _parse_head(head)
    words = _parse_words(listed)
    topic_id = next((known_ids[fold(name)] for name in names if fold(name) in known_ids), "")
    if topic_id in TOPIC_IDS:
        return Topic(topic_id, words=words)
    for word in words:
        if word.startswith("-"):
            raise _build_error(TopicFault.MINUS, word)
    if not topic_id:
        topic_id = _build_id(names, set(known_ids.values()))
    first, second, third = (*names, *(names[:1] * 3))[:3]
    named = dict(zip(INTERFACE_LANGUAGES, (first, second, third), strict=True))
    return Topic(topic_id, emoji or DEFAULT_EMOJI, names=named, words=words)


def format_topic(topic: Topic) -> str:
    """Return the line that describes a topic; for a fixed one, the words that editors gave it."""
    names = [topic.names[language] for language in INTERFACE_LANGUAGES if topic.names]
    if len(set(names)) == 1:
        del names[1:]
    head = " ".join(part for part in (topic.emoji, " / ".join(names) or topic.id) if part)
    return f"{head}: {', '.join(topic.words)}"


def _parse_head(head: str) -> tuple[str, list[str]]:
    head = head.strip()
    found = _EMOJI.match(head)
    emoji = found.group() if found else ""
    names = [name.strip() for name in re.split(r"(?:^|\s)/(?:\s|$)", head[len(emoji) :])]
    if len(emoji) > _MAX_EMOJI_CHARS or len(names) > len(INTERFACE_LANGUAGES):
        raise _build_error(TopicFault.NO_NAME, head)
    for name in names:
        if not tokenize(name):
            raise _build_error(TopicFault.NO_NAME, head)
        if len(name) > _MAX_NAME_CHARS:
            raise _build_error(TopicFault.LONG_NAME, name)
    return emoji, names


def _parse_words(listed: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(w for part in listed.split(",") if (w := " ".join(part.split()))))
    if not words:
        raise _build_error(TopicFault.NO_WORDS, listed)
    if len(words) > MAX_WORDS:
        raise _build_error(TopicFault.MANY_WORDS, str(len(words)))
    for word in words:
        starred = [part for part in word.split() if "*" in part]
        if (
            not tokenize(word)
            or len(word) > _MAX_WORD_CHARS
            or not all(_PREFIX.fullmatch(part) for part in starred)
        ):
            raise _build_error(TopicFault.BAD_WORD, word)
    return words


def _build_id(names: list[str], taken: set[str]) -> str:
    """Return an unused id: Latin letters and digits of the last name that has any (English is
    last)."""
    for name in reversed(names):
        spelled = "-".join(tokenize(name)).translate(_LATIN)
        spelled = re.sub(r"[^a-z0-9]+", "-", spelled).strip("-")[:_MAX_ID_CHARS].strip("-")
        if spelled:
            break
    else:
        raise _build_error(TopicFault.NO_NAME, names[0])
    number, topic_id = 1, spelled
    while topic_id in taken:
        number += 1
        topic_id = f"{spelled}-{number}"
    return topic_id


def _build_error(fault: TopicFault, text: str) -> InvalidTopicError:
    line = f"not a topic: {fault.replace('_', ' ')}: {text!r}; write 'Name: word, word, beginning*'"
    return InvalidTopicError(line, reason=fault, text=text)
