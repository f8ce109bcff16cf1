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
from bot.ui.entity_text import FormattedText, join_texts, render_text
from bot.ui.message import Message, build_keyboard

MAX_CHARS = 4096
"""Characters a message may hold. Telegram counts code points; UTF-16 units are never fewer."""

_SENTENCE_END = re.compile(r"[.!?…][»”\")]*\s+(?=\S)")
_SPACE = re.compile(r"\s+")


DIVIDER = "———"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a document; with ``end``, only what stands between two indexes of its text.
    ``units`` is how long that is."""

    part: DocumentPart
    units: int
    start: int = 0
    end: int = 0

    @property
    def body(self) -> FormattedText:
        whole = render_text(_text_of(self.part))
        return whole.slice(self.start, self.end) if self.end else whole


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A part of a document that one message holds. Its looks are worked out when they are asked
    for: whoever reads one page does not pay for the others."""

    pieces: tuple[_Piece, ...]

    @property
    def body(self) -> FormattedText:
        return join_texts(piece.body for piece in self.pieces if piece.units)

    @property
    def picture(self) -> str:
        """The address of the first picture that belongs here; empty if none does."""
        pictures = (piece.part.url for piece in self.pieces if isinstance(piece.part, Picture))
        return next(pictures, "")


def render(document: Document) -> Message:
    """One message. A document that must not be cut has to fit: ValueError if it does not."""
    pages = paginate(document)
    if len(pages) != 1:
        raise ValueError(f"{len(pages)} pages where one must do")
    return to_message(pages[0], document.buttons)


def render_all(document: Document) -> list[Message]:
    """As many messages as it takes, the buttons under the last."""
    *others, last = paginate(document)
    return [*(to_message(page) for page in others), to_message(last, document.buttons)]


def to_message(page: PlainPage, buttons: Rows = ()) -> Message:
    """The picture is the preview of a link, above the text: a photo's caption could hold no more
    than 1,024 characters, and a message with a photo can not be edited to one without."""
    body = page.body
    return Message(
        text=body.text,
        entities=body.dump_entities(),
        keyboard=build_keyboard(buttons),
        picture=page.picture,
    )


def measure(document: Document) -> int:
    """How long the document would be as one message; cheap, as its looks do not matter."""
    lengths = [sizeof(text) for text in map(_plain_text, document.parts) if text]
    return sum(lengths) + 2 * max(0, len(lengths) - 1)


def paginate(document: Document, limit: int = MAX_CHARS) -> list[PlainPage]:
    """The document's pages, each of ``limit`` UTF-16 units at most. Nothing is lost but the white
    space at a cut, and no page ends with a heading that belongs to the next."""
    pages: list[list[_Piece]] = [[]]
    length = 0
    for part in document.parts:
        for piece in _pieces(part, limit):
            if pages[-1] and _longer(length, piece) > limit:
                pages.append(_headings_to_carry(pages[-1], piece, limit))
                length = _measure_pieces(pages[-1])
            pages[-1].append(piece)
            length = _longer(length, piece)
    return [PlainPage(tuple(pieces)) for pieces in pages]


def _headings_to_carry(page: list[_Piece], following: _Piece, limit: int) -> list[_Piece]:
    """Take a heading from the foot of a page, if the next page has room for it and its text."""
    if (
        len(page) > 1
        and isinstance(page[-1].part, Heading)
        and _measure_pieces([page[-1], following]) <= limit
    ):
        return [page.pop()]
    return []


def _pieces(part: DocumentPart, limit: int) -> Iterator[_Piece]:
    """A part longer than a page, cut after a sentence, else between words, else anywhere."""
    text = _plain_text(part)
    units = sizeof(text)
    if units <= limit:
        yield _Piece(part, units)
        return
    start, stop = len(text) - len(text.lstrip()), len(text.rstrip())
    left = sizeof(text[start:stop])
    while left > limit:
        # No character has less than one unit: what is cut off is within so many of them.
        end = start + _find_cut(text[start : start + limit + 1], limit)
        following = _after_space(text, end)
        yield _Piece(part, sizeof(text[start:end].rstrip()), start, end)
        left -= sizeof(text[start:following])
        start = following
    yield _Piece(part, left, start, stop)


def _after_space(text: str, index: int) -> int:
    space = _SPACE.match(text, index)
    return space.end() if space else index


def _text_of(part: DocumentPart) -> Text:
    match part:
        case Heading(text):
            return Bold(text)
        case Paragraph(spans):
            return _inline(spans)
        case Quote(text, folded):
            return ExpandableBlockQuote(text) if folded else BlockQuote(text)
        case ListItem(text):
            return Text("• ", text)
        case Fold(title, text, note):
            hidden = (ExpandableBlockQuote(text),) if text else ()
            return as_line(*map(_inline, filter(None, (title, note))), *hidden, sep="\n", end="")
        case Picture(_, caption):
            return Italic(f"🖼 {caption}") if caption else Text()
        case Divider():
            return Text(DIVIDER)


def _plain_text(part: DocumentPart) -> str:
    """The text of a part without its looks."""
    match part:
        case Paragraph(spans):
            return _spans_text(spans)
        case ListItem(text):
            return f"• {text}"
        case Fold(title, text, note):
            shown = map(_spans_text, filter(None, (title, note)))
            return "\n".join((*shown, text) if text else shown)
        case Picture(_, caption):
            return f"🖼 {caption}" if caption else ""
        case Divider():
            return DIVIDER
        case Heading(text) | Quote(text):
            return text


def _spans_text(spans: Inline) -> str:
    return "".join(span.text for span in spans)


def _inline(spans: Inline) -> Text:
    return Text(*map(_span, spans))


def _span(span: Span) -> Text:
    styled: Text = Text(span.text)
    if span.italic:
        styled = Italic(styled)
    if span.bold:
        styled = Bold(styled)
    if span.url:
        styled = TextLink(styled, url=span.url)
    return styled


def _find_cut(text: str, limit: int) -> int:
    """Where to cut: an index with at most ``limit`` UTF-16 units before it, and at least one
    character."""
    fits = _index_of_unit(text, limit)
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, 0, fits)]
    if sentences and sentences[-1] > fits // 3:
        return sentences[-1]
    spaces = [match.start() for match in _SPACE.finditer(text, 1, fits + 1)]
    return spaces[-1] if spaces else max(fits, 1)


def _index_of_unit(text: str, units: int) -> int:
    if sizeof(text[:units]) <= units:  # no character takes two: far quicker than to count
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
        length = _longer(length, piece)
    return length


def _longer(length: int, piece: _Piece) -> int:
    """How long a page of some length is with another piece below it."""
    return length + piece.units + (2 if length and piece.units else 0)
