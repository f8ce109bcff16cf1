"""The plain style: text with entities, split into pages between parts, never inside a word.

Text is cut and joined by Telegram's offsets, which count UTF-16 units: aiogram's own `Text` builds
it, but slices plain strings by code points, which misplaces entities after an emoji.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from aiogram.types import MessageEntity
from aiogram.utils.formatting import (
    BlockQuote,
    Bold,
    ExpandableBlockQuote,
    Italic,
    Text,
    TextLink,
    as_line,
    sizeof,
)

from bot.ui.document import (
    Divider,
    Document,
    DocumentPart,
    Fold,
    Heading,
    Inline,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Rows,
    Span,
)
from bot.ui.message import Message, build_keyboard

MAX_CHARS = 4096
"""Telegram's limit of a message. It counts code points; UTF-16 units are never fewer."""

CACHE_SIZE = 1024
"""Rendered parts, some megabytes: a story is in the digests of many people."""

_SENTENCE_END = re.compile(r"[.!?…][»”\")]*\s+(?=\S)")
_SPACE = re.compile(r"\s+")


DIVIDER = "———"

Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its entities, Telegram's JSON objects, sorted by offset."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def utf16_length(self) -> int:
        """The length in units of Telegram's offsets."""
        return sizeof(self.text)

    def slice(self, start: int, end: int) -> FormattedText:
        """Return the text between two indexes, without white space at its ends, and the entities
        that still cover it."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        first, last = sizeof(self.text[:start]), sizeof(self.text[:end])
        covered = (_clip_entity(entity, first, last) for entity in self.entities)
        return FormattedText(self.text[start:end], tuple(e for e in covered if e is not None))


def render_text(node: Text) -> FormattedText:
    """Render an aiogram text node to text and entities."""
    text, entities = node.render()
    return FormattedText(text, dump_entities(entities))


def dump_entities(entities: Iterable[MessageEntity]) -> tuple[Entity, ...]:
    """Return aiogram's entities as JSON objects."""
    return tuple(entity.model_dump(exclude_none=True) for entity in entities)


def join_texts(pieces: Iterable[FormattedText], separator: str = "\n\n") -> FormattedText:
    """Join texts with a separator; move the offsets of their entities."""
    texts, entities, at = list[str](), list[Entity](), 0
    for piece in pieces:
        at += sizeof(separator) if texts else 0
        entities += [{**entity, "offset": entity["offset"] + at} for entity in piece.entities]
        texts.append(piece.text)
        at += piece.utf16_length
    return FormattedText(separator.join(texts), tuple(entities))


def _clip_entity(entity: Entity, first: int, last: int) -> Entity | None:
    start = max(entity["offset"], first)
    end = min(entity["offset"] + entity["length"], last)
    return {**entity, "offset": start - first, "length": end - start} if start < end else None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a document; with ``end``, only the text between two indexes. ``units`` is its
    length."""

    part: DocumentPart
    units: int
    start: int = 0
    end: int = 0

    @property
    def body(self) -> FormattedText:
        whole = _render_part(self.part)
        return whole.slice(self.start, self.end) if self.end else whole


@dataclass(frozen=True, slots=True)
class PlainPage:
    """The parts of a document in one message. Formatting is computed on access, so that reading
    one page does not render the others."""

    pieces: tuple[_Piece, ...]

    @property
    def body(self) -> FormattedText:
        """The text of all pieces of the page, with its formatting."""
        return join_texts(piece.body for piece in self.pieces if piece.units)

    @property
    def picture(self) -> str:
        """The URL of the first picture on the page; empty if there is none."""
        pictures = (piece.part.url for piece in self.pieces if isinstance(piece.part, Picture))
        return next((url for url in pictures if "://" in url), "")


def render(document: Document) -> Message:
    """Render a document as one message. Raises ValueError if it does not fit."""
    pages = paginate(document)
    if len(pages) != 1:
        raise ValueError(f"{len(pages)} pages where one must do")
    return to_message(pages[0], document.buttons)


def render_all(document: Document) -> list[Message]:
    """Render a document as one or more messages, the buttons under the last."""
    *others, last = paginate(document)
    return [*(to_message(page) for page in others), to_message(last, document.buttons)]


def to_message(page: PlainPage, buttons: Rows = ()) -> Message:
    """Build the message of a page. The picture is the preview of a link above the text: a
    caption is limited to 1,024 characters, and a photo message cannot be edited into one
    without."""
    body = page.body
    return Message(
        text=body.text,
        entities=body.entities,
        keyboard=build_keyboard(buttons),
        picture=page.picture,
    )


def measure(document: Document) -> int:
    """Return the length of the document as one message. Cheap: nothing is formatted."""
    lengths = [sizeof(text) for text in map(_get_plain_text, document.parts) if text]
    return sum(lengths) + 2 * max(0, len(lengths) - 1)


def paginate(document: Document, limit: int = MAX_CHARS) -> list[PlainPage]:
    """Split a document into pages of at most ``limit`` UTF-16 units.

    Nothing is lost but white space at a cut, and no page ends with a heading that belongs to the
    next.
    """
    pages: list[list[_Piece]] = [[]]
    length = 0
    for part in document.parts:
        for piece in _split_part(part, limit):
            if pages[-1] and _add_length(length, piece) > limit:
                pages.append(_pop_trailing_heading(pages[-1], piece, limit))
                length = _measure_pieces(pages[-1])
            pages[-1].append(piece)
            length = _add_length(length, piece)
    return [PlainPage(tuple(pieces)) for pieces in pages]


def _pop_trailing_heading(page: list[_Piece], following: _Piece, limit: int) -> list[_Piece]:
    """Remove a heading from the end of a page, if the next page has room for it and its text."""
    if (
        len(page) > 1
        and isinstance(page[-1].part, Heading)
        and _measure_pieces([page[-1], following]) <= limit
    ):
        return [page.pop()]
    return []


def _split_part(part: DocumentPart, limit: int) -> Iterator[_Piece]:
    """Split a part longer than a page: after a sentence, else between words, else anywhere."""
    text = _get_plain_text(part)
    units = sizeof(text)
    if units <= limit:
        yield _Piece(part, units)
        return
    start, stop = len(text) - len(text.lstrip()), len(text.rstrip())
    left = sizeof(text[start:stop])
    while left > limit:
        # A character has at least one unit, so the cut is within the first `limit` characters.
        end = start + _find_cut(text[start : start + limit + 1], limit)
        following = _skip_space(text, end)
        yield _Piece(part, sizeof(text[start:end].rstrip()), start, end)
        left -= sizeof(text[start:following])
        start = following
    yield _Piece(part, left, start, stop)


def _skip_space(text: str, index: int) -> int:
    space = _SPACE.match(text, index)
    return space.end() if space else index


@lru_cache(CACHE_SIZE)
def _render_part(part: DocumentPart) -> FormattedText:
    return render_text(_format_part(part))


def _format_part(part: DocumentPart) -> Text:
    match part:
        case Heading(text):
            return Bold(text)
        case Paragraph(spans):
            return _format_spans(spans)
        case Quote(text, folded):
            return ExpandableBlockQuote(text) if folded else BlockQuote(text)
        case ListItem(text):
            return Text("• ", text)
        case Fold(title, text, note):
            hidden = (ExpandableBlockQuote(text),) if text else ()
            return as_line(
                *map(_format_spans, filter(None, (title, note))), *hidden, sep="\n", end=""
            )
        case Picture(_, caption):
            return Italic(f"🖼 {caption}") if caption else Text()
        case Divider():
            return Text(DIVIDER)


def _get_plain_text(part: DocumentPart) -> str:
    """Return the text of a part without formatting."""
    match part:
        case Paragraph(spans):
            return _join_spans(spans)
        case ListItem(text):
            return f"• {text}"
        case Fold(title, text, note):
            shown = map(_join_spans, filter(None, (title, note)))
            return "\n".join((*shown, text) if text else shown)
        case Picture(_, caption):
            return f"🖼 {caption}" if caption else ""
        case Divider():
            return DIVIDER
        case Heading(text) | Quote(text):
            return text


def _join_spans(spans: Inline) -> str:
    return "".join(span.text for span in spans)


def _format_spans(spans: Inline) -> Text:
    return Text(*map(_format_span, spans))


def _format_span(span: Span) -> Text:
    styled: Text = Text(span.text)
    if span.italic:
        styled = Italic(styled)
    if span.bold:
        styled = Bold(styled)
    if span.url:
        styled = TextLink(styled, url=span.url)
    return styled


def _find_cut(text: str, limit: int) -> int:
    """Return where to cut: an index with at most ``limit`` UTF-16 units before it, and at least
    one character."""
    fits = _find_unit_index(text, limit)
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, 0, fits)]
    if sentences and sentences[-1] > fits // 3:
        return sentences[-1]
    spaces = [match.start() for match in _SPACE.finditer(text, 1, fits + 1)]
    return spaces[-1] if spaces else max(fits, 1)


def _find_unit_index(text: str, units: int) -> int:
    if sizeof(text[:units]) <= units:  # no character takes two units: much faster than counting
        return min(units, len(text))
    used = 0
    for index, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > units:
            return index
    return len(text)


def _measure_pieces(page: list[_Piece]) -> int:
    length = 0
    for piece in page:
        length = _add_length(length, piece)
    return length


def _add_length(length: int, piece: _Piece) -> int:
    """Return the length of a page with another piece added."""
    return length + piece.units + (2 if length and piece.units else 0)
