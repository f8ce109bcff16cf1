"""The root of all errors that Svodka raises on purpose."""

from __future__ import annotations

from typing import ClassVar


class SvodkaError(Exception):
    """An expected failure.

    ``key`` names the Fluent message that describes it to a person; ``details`` are the arguments of
    that message and identify what failed (an id, a path, a url). ``str(error)`` is one English line
    for operators and logs.
    """

    key: ClassVar[str] = "error-unexpected"

    def __init__(self, line: str, **details: str | int) -> None:
        super().__init__(line)
        self.details = details


class NewsError(SvodkaError):
    """An article or a source could not be read."""


class EmptyArticleError(NewsError):
    """There is no text to make an article from."""

    key = "error-empty-article"


class TooComplex(NewsError):
    """Analysing a text takes more time or memory than allowed. Details: ``url``."""

    key = "error-too-complex"


class InvalidTopicError(NewsError):
    """A line does not describe a topic. Details: ``reason`` (a TopicFault), ``text``."""

    key = "error-topic"


class UnreadableFileError(NewsError):
    """A file is not an article file, or not text at all. Details: ``path``, ``reason``."""

    key = "error-unreadable-file"


class SourceError(NewsError):
    """A source could not be fetched or parsed. Details: ``url``, ``reason``."""

    key = "error-source"
