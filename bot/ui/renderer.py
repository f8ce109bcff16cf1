"""Render documents in the subscriber's style."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from bot.ui import plain, rich
from bot.ui.document import Document, Rows
from bot.ui.message import Message, build_keyboard
from storage.chats.subscribers import Style

CACHE_SIZE = 128
"""Documents, some megabytes: many people see the same screens."""


@lru_cache(CACHE_SIZE)
def render(document: Document, style: Style) -> tuple[Message, ...]:
    """Return the messages that show the whole document, the buttons under the last one. A rich
    one has a plain fallback, which is only the last page if there are several."""
    pages = plain.render_all(document)
    if style == "rich" and rich.is_within_limits(document):
        return (replace(rich.render(document), plain=pages[-1]),)
    return tuple(pages)


def page(document: Document, style: Style, number: int) -> tuple[Message, int]:
    """Render one page of a document, the last one if it has fewer.

    Returns the message, without buttons, and the number of pages. A rich message holds the whole
    document, and has no plain fallback.
    """
    if style == "rich" and rich.is_within_limits(document):
        return rich.render(document), 1
    pages = plain.paginate(document)
    return plain.to_message(pages[min(max(number, 0), len(pages) - 1)]), len(pages)


remembered_page = lru_cache(CACHE_SIZE)(page)
"""`page` with a cache, for short documents that many people read: the cache keeps the whole
document."""


def with_buttons(message: Message, buttons: Rows) -> Message:
    """Return the message with other buttons."""
    return replace(message, keyboard=build_keyboard(buttons))
