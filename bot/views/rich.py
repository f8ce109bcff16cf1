"""The rich style: one native rich message (Bot API 10.1, ``sendRichMessage``)."""

from __future__ import annotations

from typing import Any

from bot.views.document import Document, Heading, Item, Paragraph, Part, Quote, Span
from bot.views.message import Message, keyboard

LIMIT = 32_768
"""Characters a rich message may hold."""

MOST_BLOCKS = 500


def fits(document: Document) -> bool:
    """Whether Telegram takes the document as one rich message."""
    characters = sum(len(_plain(part)) for part in document.parts)
    return characters <= LIMIT and len(document.parts) <= MOST_BLOCKS


def render(document: Document) -> Message:
    """The document as one message; `fits` says beforehand whether it will be taken."""
    return Message(blocks=tuple(map(_block, document.parts)), keyboard=keyboard(document.buttons))


def _block(part: Part) -> dict[str, Any]:
    match part:
        case Heading(text):
            return {"type": "heading", "text": text, "size": 3}
        case Paragraph(spans):
            return {"type": "paragraph", "text": [_span(span) for span in spans]}
        case Quote(text, folded):
            return (
                {"type": "expandable_blockquote", "text": text}
                if folded
                else {"type": "blockquote", "blocks": [{"type": "paragraph", "text": text}]}
            )
        case Item(text):
            item = {"blocks": [{"type": "paragraph", "text": text}]}
            return {"type": "list", "items": [item]}


def _span(span: Span) -> Any:
    styled: Any = span.text
    if span.italic:
        styled = {"type": "italic", "text": styled}
    if span.bold:
        styled = {"type": "bold", "text": styled}
    if span.url:
        styled = {"type": "url", "text": styled, "url": span.url}
    return styled


def _plain(part: Part) -> str:
    if isinstance(part, Paragraph):
        return "".join(span.text for span in part.spans)
    return part.text
