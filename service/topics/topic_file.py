"""A file of custom topics, one a line."""

from __future__ import annotations

from pathlib import Path

from news.errors import UnreadableFileError
from news.model import Topic
from news.topics.topic_line import parse_topic
from service.i18n.translations import Translations
from service.topics.service import build_name_index


def read_topic_file(path: Path) -> tuple[Topic, ...]:
    """Return the topics of a file, one a line; `#` starts a comment.

    Raises InvalidTopicError, UnreadableFileError.
    """
    translations = Translations()
    found: dict[str, Topic] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(
            f"{path} cannot be read: {error}", path=str(path), reason=str(error)
        ) from error
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            topic = parse_topic(line, build_name_index(translations, found.values()))
            found[topic.id] = topic
    return tuple(found.values())
