"""The one root of all errors that Svodka raises on purpose."""

from __future__ import annotations

from typing import ClassVar


class SvodkaError(Exception):
    """Something expected went wrong.

    ``key`` names the Fluent message that tells a reader about it; ``details`` are that message's
    arguments and say what the error is about (an id, a path, a url). ``str(error)`` is one English
    line for operators and logs.
    """

    key: ClassVar[str] = "error-unexpected"

    def __init__(self, line: str, **details: str | int) -> None:
        super().__init__(line)
        self.details = details


class NewsError(SvodkaError):
    """An article or a source could not be read."""


class EmptyArticleError(NewsError):
    """There is no text to make an article of."""

    key = "error-empty-article"


class TooComplex(NewsError):
    """A text takes more time or memory to analyse than any article may. Details: ``url``."""

    key = "error-too-complex"


class InvalidTopicError(NewsError):
    """A line does not say what a topic is. Details: ``reason`` (a TopicFault), ``text``."""

    key = "error-topic"


class UnreadableFileError(NewsError):
    """A file is not an article file, or not text at all. Details: ``path``, ``reason``."""

    key = "error-unreadable-file"


class SourceError(NewsError):
    """A source could not be fetched or understood. Details: ``url``, ``reason``."""

    key = "error-source"
