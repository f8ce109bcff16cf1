"""The rich style: one native rich message (Bot API 10.1, ``sendRichMessage``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

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
    Span,
)
from bot.ui.message import Message, build_keyboard

JSON = dict[str, Any]

MAX_CHARS = 32_768
"""Characters a rich message may hold."""

MAX_BLOCKS = 500
"""With those that stand within others."""

MAX_PICTURES = 50

_SIZES = {1: 3, 2: 4, 3: 5}
"""Of Telegram's six sizes of headings, by our levels."""


def is_within_limits(document: Document) -> bool:
    """Whether Telegram takes the document as one rich message."""
    if len(document.parts) > MAX_BLOCKS:  # a part is one block at least
        return False
    blocks = list(_blocks(document.parts))
    return (
        sum(map(_characters, blocks)) <= MAX_CHARS
        and sum(map(_count, blocks)) <= MAX_BLOCKS
        and sum(block["type"] == "photo" for block in blocks) <= MAX_PICTURES
    )


def render(document: Document) -> Message:
    """The document as one message; `fits` says beforehand whether it will be taken."""
    return Message(blocks=tuple(_blocks(document.parts)), keyboard=build_keyboard(document.buttons))


def _blocks(parts: Iterable[DocumentPart]) -> Iterator[JSON]:
    """Neighbouring items are one list."""
    for is_item, group in groupby(parts, lambda part: isinstance(part, ListItem)):
        if is_item:
            items = [{"blocks": [_paragraph(part)]} for part in group if isinstance(part, ListItem)]
            yield {"type": "list", "items": items}
        else:
            for part in group:
                yield from _part_blocks(part)


def _part_blocks(part: DocumentPart) -> Iterator[JSON]:
    match part:
        case Heading(text, level):
            yield {"type": "heading", "text": text, "size": _SIZES[level]}
        case Paragraph(spans):
            yield {"type": "paragraph", "text": _inline(spans)}
        case Quote(text, folded):
            yield (
                {"type": "expandable_blockquote", "text": text}
                if folded
                else {"type": "blockquote", "blocks": [{"type": "paragraph", "text": text}]}
            )
        case Fold():
            yield from _fold(part)
        case Picture(url, caption):
            photo: JSON = {"type": "photo", "photo": {"type": "photo", "media": url}}
            yield photo | ({"caption": {"text": caption}} if caption else {})
        case Divider():
            yield {"type": "divider"}


def _fold(fold: Fold) -> Iterator[JSON]:
    """The note stands in what is always shown, below the title."""
    shown = _inline((*fold.title, Span("\n"), *fold.note) if fold.note else fold.title)
    if fold.text:
        inside = [{"type": "paragraph", "text": fold.text}]
        yield {"type": "details", "summary": shown, "blocks": inside}
    else:
        yield {"type": "paragraph", "text": shown}


def _paragraph(item: ListItem) -> JSON:
    return {"type": "paragraph", "text": item.text}


def _inline(spans: Inline) -> list[Any]:
    return [_span(span) for span in spans]


def _span(span: Span) -> Any:
    styled: Any = span.text
    if span.italic:
        styled = {"type": "italic", "text": styled}
    if span.bold:
        styled = {"type": "bold", "text": styled}
    if span.url:
        styled = {"type": "url", "text": styled, "url": span.url}
    return styled


_HOLDS_TEXT = ("text", "summary", "caption")
_HOLDS_BLOCKS = ("blocks", "items")


def _characters(value: Any) -> int:
    """How much text a block holds, with all in it."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return sum(map(_characters, value))
    return sum(_characters(value[key]) for key in (*_HOLDS_TEXT, *_HOLDS_BLOCKS) if key in value)


def _count(block: JSON) -> int:
    """The block and those within it; items count, too."""
    return 1 + sum(_count(inner) for key in _HOLDS_BLOCKS for inner in block.get(key, ()))
