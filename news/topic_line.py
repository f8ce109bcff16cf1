"""A topic as an editor writes it, in one line: ``🛸 Дроны / Дрони / Drones: дрон, бпла, copter*``.

An emoji if one likes; a name, or one for each language, parted by ``/``; after the colon the words,
parted by commas. A word is given in its ordinary form and stands for all its forms, several words
are a phrase, a star stands for any ending. The line of a fixed topic adds words to it, and takes
from it the words that a minus stands before: ``Спорт: падел, -арена``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from news.errors import BadTopic
from news.language.words import fold, tokens
from news.model import READER_LANGUAGES, TOPIC_IDS, Topic

EMOJI = "🔖"
"""Of a topic that was given none."""

MOST_WORDS = 200
_LONGEST_NAME, _LONGEST_WORD, _LONGEST_EMOJI, _LONGEST_ID = 40, 60, 10, 24
_CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюя"
_SPELLED = "a b v g g d e ye zh z i i yi y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya"
_LATIN = str.maketrans(dict(zip(_CYRILLIC, _SPELLED.split(" "), strict=True)))
_EMOJI = re.compile(r"[^\w\s:,/*-]+(?=\s)")
_BEGINNING = re.compile(r"[^*]*[^\W_]{3}\*")


class TopicFault(StrEnum):
    """What is wrong with a line; the bot has words for each."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    NO_WORDS = "no_words"
    MANY_WORDS = "many_words"
    BAD_WORD = "bad_word"
    MANY_TOPICS = "many_topics"
    MINUS = "minus"
    """A minus that takes from nothing: it is for the fixed topics."""


def parse_topic(line: str, known: Mapping[str, str]) -> Topic:
    """The topic that a line describes. ``known`` are the ids of all topics that there are, by their
    folded names and by themselves: a known name keeps its id, another gets one of its own.

    Raises BadTopic.
    """
    head, _, listed = " ".join(line.split()).partition(":")
    emoji, names = _head(head)
    words = _words(listed)
    topic_id = next((known[fold(name)] for name in names if fold(name) in known), "")
    if topic_id in TOPIC_IDS:
        return Topic(topic_id, words=words)
    for word in words:
        if word.startswith("-"):
            raise _bad(TopicFault.MINUS, word)
    if not topic_id:
        topic_id = _new_id(names, set(known.values()))
    first, second, third = (*names, *(names[:1] * 3))[:3]
    named = dict(zip(READER_LANGUAGES, (first, second, third), strict=True))
    return Topic(topic_id, emoji or EMOJI, names=named, words=words)


def line_of(topic: Topic) -> str:
    """The line that describes a topic; of a fixed one, the words that editors gave it."""
    names = [topic.names[language] for language in READER_LANGUAGES if topic.names]
    if len(set(names)) == 1:
        del names[1:]
    head = " ".join(part for part in (topic.emoji, " / ".join(names) or topic.id) if part)
    return f"{head}: {', '.join(topic.words)}"


def _head(head: str) -> tuple[str, list[str]]:
    head = head.strip()
    found = _EMOJI.match(head)
    emoji = found.group() if found else ""
    names = [name.strip() for name in re.split(r"(?:^|\s)/(?:\s|$)", head[len(emoji) :])]
    if len(emoji) > _LONGEST_EMOJI or len(names) > len(READER_LANGUAGES):
        raise _bad(TopicFault.NO_NAME, head)
    for name in names:
        if not tokens(name):
            raise _bad(TopicFault.NO_NAME, head)
        if len(name) > _LONGEST_NAME:
            raise _bad(TopicFault.LONG_NAME, name)
    return emoji, names


def _words(listed: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(w for part in listed.split(",") if (w := " ".join(part.split()))))
    if not words:
        raise _bad(TopicFault.NO_WORDS, listed)
    if len(words) > MOST_WORDS:
        raise _bad(TopicFault.MANY_WORDS, str(len(words)))
    for word in words:
        starred = [part for part in word.split() if "*" in part]
        if (
            not tokens(word)
            or len(word) > _LONGEST_WORD
            or not all(_BEGINNING.fullmatch(part) for part in starred)
        ):
            raise _bad(TopicFault.BAD_WORD, word)
    return words


def _new_id(names: list[str], taken: set[str]) -> str:
    """Latin letters and digits of the last name that has any (English comes last), in a spelling
    that no other topic has."""
    for name in reversed(names):
        spelled = "-".join(tokens(name)).translate(_LATIN)
        spelled = re.sub(r"[^a-z0-9]+", "-", spelled).strip("-")[:_LONGEST_ID].strip("-")
        if spelled:
            break
    else:
        raise _bad(TopicFault.NO_NAME, names[0])
    number, topic_id = 1, spelled
    while topic_id in taken:
        number += 1
        topic_id = f"{spelled}-{number}"
    return topic_id


def _bad(fault: TopicFault, text: str) -> BadTopic:
    said = f"not a topic: {fault.replace('_', ' ')}: {text!r}; write 'Name: word, word, beginning*'"
    return BadTopic(said, reason=fault, text=text)
