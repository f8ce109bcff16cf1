"""The plain style: text with entities, cut into pages between parts, never inside a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aiogram.utils.formatting import (
    BlockQuote,
    Bold,
    ExpandableBlockQuote,
    Italic,
    Text,
    TextLink,
    sizeof,
)

from bot.views.document import Document, Heading, Item, Paragraph, Part, Quote, Span
from bot.views.message import Message, keyboard

LIMIT = 4096
"""Characters a message may hold. Telegram counts code points; UTF-16 units are never fewer."""

_SENTENCE_END = re.compile(r"[.!?…][»”\")]*\s+(?=\S)")
_SPACE = re.compile(r"\s+")


def render(document: Document) -> Message:
    """One message. A document that must not be cut has to fit: ValueError if it does not."""
    pages = cut(document)
    if len(pages) != 1:
        raise ValueError(f"{len(pages)} pages where one must do")
    return to_message(pages[0], document)


def render_all(document: Document) -> list[Message]:
    """As many messages as it takes, the buttons under the last."""
    pages = cut(document)
    last = len(pages) - 1
    return [
        to_message(page, document if number == last else Document(()))
        for number, page in enumerate(pages)
    ]


def to_message(page: Text, document: Document) -> Message:
    """A page with the document's buttons."""
    text, entities = page.render()
    return Message(
        text=text,
        entities=tuple(entity.model_dump(exclude_none=True) for entity in entities),
        keyboard=keyboard(document.buttons),
    )


def cut(document: Document, limit: int = LIMIT) -> list[Text]:
    """The document's pages, each of ``limit`` UTF-16 units at most. Nothing is lost but the white
    space at a cut, and no page ends with a heading that belongs to the next."""
    pages: list[list[Text]] = [[]]
    for part in document.parts:
        for piece in _pieces(_text_of(part), limit):
            if pages[-1] and _size([*pages[-1], piece]) > limit:
                pages.append(_headings_to_carry(pages[-1], piece, limit))
            pages[-1].append(piece)
    return [_joined(page) for page in pages]


def _headings_to_carry(page: list[Text], following: Text, limit: int) -> list[Text]:
    """Take a heading from the foot of a page, if the next page has room for it and its text."""
    if len(page) > 1 and isinstance(page[-1], Bold) and _size([page[-1], following]) <= limit:
        return [page.pop()]
    return []


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


def _pieces(text: Text, limit: int) -> Iterator[Text]:
    """A part longer than a page, cut after a sentence, else between words, else anywhere."""
    while sizeof(text.render()[0]) > limit:
        here = _cut_before(text.render()[0], limit)
        yield _rebuilt(text, 0, here)
        text = _rebuilt(text, here, None)
    yield text


def _rebuilt(text: Text, start: int, end: int | None) -> Text:
    string, _ = text.render()
    while start < len(string) and string[start].isspace():
        start += 1
    stop = len(string) if end is None else end
    while stop > start and string[stop - 1].isspace():
        stop -= 1
    units = slice(sizeof(string[:start]), sizeof(string[:stop]))
    return text[units]


def _cut_before(string: str, limit: int) -> int:
    """Where to cut: an index into ``string`` with at most ``limit`` UTF-16 units before it."""
    fits = _index_of_unit(string, limit)
    for boundary in (_SENTENCE_END, _SPACE):
        ends = [match.end() for match in boundary.finditer(string, 0, fits)]
        if ends and ends[-1] > fits // 3:
            return ends[-1]
    return fits


def _index_of_unit(string: str, units: int) -> int:
    used = 0
    for index, character in enumerate(string):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > units:
            return index
    return len(string)


def _size(page: Iterable[Text]) -> int:
    return sizeof(_joined(page).render()[0])


def _joined(page: Iterable[Text]) -> Text:
    parts = list(page)
    nodes: list[Text | str] = []
    for number, part in enumerate(parts):
        if number:
            nodes.append("\n\n")
        nodes.append(part)
    return Text(*nodes)
