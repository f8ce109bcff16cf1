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
"""Telegram's limit of a rich message."""

MAX_BLOCKS = 500
"""Nested blocks included."""

MAX_PICTURES = 50

_SIZES = {1: 3, 2: 4, 3: 5}
"""Telegram's six heading sizes by our levels."""


def is_within_limits(document: Document) -> bool:
    """Return whether Telegram accepts the document as one rich message."""
    if len(document.parts) > MAX_BLOCKS:  # a part is one block at least
        return False
    blocks = list(_build_blocks(document.parts))
    return (
        sum(map(_count_chars, blocks)) <= MAX_CHARS
        and sum(map(_count_blocks, blocks)) <= MAX_BLOCKS
        and sum(block["type"] == "photo" for block in blocks) <= MAX_PICTURES
    )


def render(document: Document) -> Message:
    """Render the document as one message; check `is_within_limits` first."""
    return Message(
        blocks=tuple(_build_blocks(document.parts)), keyboard=build_keyboard(document.buttons)
    )


def _build_blocks(parts: Iterable[DocumentPart]) -> Iterator[JSON]:
    """Yield the blocks; adjacent items become one list."""
    for is_item, group in groupby(parts, lambda part: isinstance(part, ListItem)):
        if is_item:
            items = [
                {"blocks": [_build_paragraph(part)]} for part in group if isinstance(part, ListItem)
            ]
            yield {"type": "list", "items": items}
        else:
            for part in group:
                yield from _build_part_blocks(part)


def _build_part_blocks(part: DocumentPart) -> Iterator[JSON]:
    match part:
        case Heading(text, level):
            yield {"type": "heading", "text": text, "size": _SIZES[level]}
        case Paragraph(spans):
            yield {"type": "paragraph", "text": _format_spans(spans)}
        case Quote(text, folded):
            yield (
                {"type": "expandable_blockquote", "text": text}
                if folded
                else {"type": "blockquote", "blocks": [{"type": "paragraph", "text": text}]}
            )
        case Fold():
            yield from _build_fold(part)
        case Picture(url, caption):
            photo: JSON = {"type": "photo", "photo": {"type": "photo", "media": url}}
            yield photo | ({"caption": {"text": caption}} if caption else {})
        case Divider():
            yield {"type": "divider"}


def _build_fold(fold: Fold) -> Iterator[JSON]:
    """Yield the block of a fold; the note is in its visible part, below the title."""
    shown = _format_spans((*fold.title, Span("\n"), *fold.note) if fold.note else fold.title)
    if fold.text:
        inside = [{"type": "paragraph", "text": fold.text}]
        yield {"type": "details", "summary": shown, "blocks": inside}
    else:
        yield {"type": "paragraph", "text": shown}


def _build_paragraph(item: ListItem) -> JSON:
    return {"type": "paragraph", "text": item.text}


def _format_spans(spans: Inline) -> list[Any]:
    return [_format_span(span) for span in spans]


def _format_span(span: Span) -> Any:
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


def _count_chars(value: Any) -> int:
    """Return the number of characters in a block, nested ones included."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return sum(map(_count_chars, value))
    return sum(_count_chars(value[key]) for key in (*_HOLDS_TEXT, *_HOLDS_BLOCKS) if key in value)


def _count_blocks(block: JSON) -> int:
    """Return the number of blocks in a block, itself and items included."""
    return 1 + sum(_count_blocks(inner) for key in _HOLDS_BLOCKS for inner in block.get(key, ()))
