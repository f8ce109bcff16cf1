"""The plain style: text with entities, cut into pages between parts, never inside a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aiogram.utils.formatting import (
    BlockQuote,
    Bold,
    ExpandableBlockQuote,
    Italic,
    Text,
    TextLink,
)

from bot.views.document import Document, Heading, Item, Paragraph, Part, Quote, Rows, Span
from bot.views.marked import Marked, joined, marked
from bot.views.message import Message, keyboard

LIMIT = 4096
"""Characters a message may hold. Telegram counts code points; UTF-16 units are never fewer."""

_SENTENCE_END = re.compile(r"[.!?…][»”\")]*\s+(?=\S)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Piece:
    body: Marked
    is_heading: bool


def render(document: Document) -> Message:
    """One message. A document that must not be cut has to fit: ValueError if it does not."""
    pages = cut(document)
    if len(pages) != 1:
        raise ValueError(f"{len(pages)} pages where one must do")
    return to_message(pages[0], document.buttons)


def render_all(document: Document) -> list[Message]:
    """As many messages as it takes, the buttons under the last."""
    *others, last = cut(document)
    return [*(to_message(page) for page in others), to_message(last, document.buttons)]


def to_message(page: Marked, buttons: Rows = ()) -> Message:
    return Message(text=page.text, entities=page.entities_json(), keyboard=keyboard(buttons))


def cut(document: Document, limit: int = LIMIT) -> list[Marked]:
    """The document's pages, each of ``limit`` UTF-16 units at most. Nothing is lost but the white
    space at a cut, and no page ends with a heading that belongs to the next."""
    pages: list[list[_Piece]] = [[]]
    for part in document.parts:
        for piece in _pieces(part, limit):
            if pages[-1] and _units([*pages[-1], piece]) > limit:
                pages.append(_headings_to_carry(pages[-1], piece, limit))
            pages[-1].append(piece)
    return [_joined(page) for page in pages]


def _headings_to_carry(page: list[_Piece], following: _Piece, limit: int) -> list[_Piece]:
    """Take a heading from the foot of a page, if the next page has room for it and its text."""
    if len(page) > 1 and page[-1].is_heading and _units([page[-1], following]) <= limit:
        return [page.pop()]
    return []


def _pieces(part: Part, limit: int) -> Iterator[_Piece]:
    """A part longer than a page, cut after a sentence, else between words, else anywhere."""
    body, is_heading = marked(_text_of(part)), isinstance(part, Heading)
    while body.units > limit:
        here = _cut_before(body.text, limit)
        yield _Piece(body.between(0, here), is_heading)
        body = body.between(here, len(body.text))
    yield _Piece(body, is_heading)


def _text_of(part: Part) -> Text:
    match part:
        case Heading(text):
            return Bold(text)
        case Paragraph(spans):
            return Text(*map(_span, spans))
        case Quote(text, folded):
            return ExpandableBlockQuote(text) if folded else BlockQuote(text)
        case Item(text):
            return Text("• ", text)


def _span(span: Span) -> Text:
    styled: Text = Text(span.text)
    if span.italic:
        styled = Italic(styled)
    if span.bold:
        styled = Bold(styled)
    if span.url:
        styled = TextLink(styled, url=span.url)
    return styled


def _cut_before(text: str, limit: int) -> int:
    """Where to cut: an index with at most ``limit`` UTF-16 units before it, and at least one
    character."""
    fits = _index_of_unit(text, limit)
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, 0, fits)]
    if sentences and sentences[-1] > fits // 3:
        return sentences[-1]
    spaces = [match.start() for match in _SPACE.finditer(text, 1, fits + 1)]
    return spaces[-1] if spaces else max(fits, 1)


def _index_of_unit(text: str, units: int) -> int:
    used = 0
    for index, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > units:
            return index
    return len(text)


def _units(page: list[_Piece]) -> int:
    return sum(piece.body.units for piece in page) + 2 * (len(page) - 1)


def _joined(page: list[_Piece]) -> Marked:
    return joined(piece.body for piece in page)
