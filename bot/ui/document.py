"""What a view says, before it is known how it will be shown: parts, and buttons under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with one look. ``url`` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""


Inline = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """``level``: 1 is the title of a message, 2 that of a part, 3 that of a part's part."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Inline


@dataclass(frozen=True, slots=True)
class Quote:
    """``folded``: shown short, opened by a tap."""

    text: str
    expandable: bool = False


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list."""

    text: str


@dataclass(frozen=True, slots=True)
class Fold:
    """A title, and a text that a tap unfolds. The ``note`` below them is always to be seen."""

    title: Inline
    text: str
    note: Inline = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """``url`` is one that may be shown (`bot.ui.images`)."""

    url: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Divider:
    pass


DocumentPart = Heading | Paragraph | Quote | ListItem | Fold | Picture | Divider


@dataclass(frozen=True, slots=True)
class Button:
    """Either ``data`` comes back to the bot when it is pressed, or ``url`` opens."""

    label: str
    data: str = ""
    url: str = ""


Rows = tuple[tuple[Button, ...], ...]


def split_rows(buttons: Sequence[Button], width: int) -> Rows:
    """So many buttons a row; the last row takes what is left."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


@dataclass(frozen=True, slots=True)
class Document:
    parts: tuple[DocumentPart, ...]
    buttons: Rows = ()


def truncate(text: str, max_chars: int) -> str:
    """At most so many characters, cut between words with an ellipsis."""
    if len(text) <= max_chars:
        return text
    return text[: max_chars - 1].rsplit(" ", 1)[0].rstrip(" ,;:—-") + "…"


def truncate_line(text: str, max_chars: int = 80) -> str:
    """The beginning of a text, on one line."""
    return truncate(" ".join(text.split()), max_chars)


def build_paragraph(*spans: Span | str) -> Paragraph:
    """A paragraph of strings and spans."""
    return Paragraph(tuple(Span(span) if isinstance(span, str) else span for span in spans))


def build_document(*parts: DocumentPart | str, buttons: Rows = ()) -> Document:
    """A document of parts; a string is a paragraph."""
    return Document(
        tuple(build_paragraph(part) if isinstance(part, str) else part for part in parts), buttons
    )
