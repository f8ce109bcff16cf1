"""A document in the reader's own style."""

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
    """The messages that show the whole document, the buttons under the last one. A rich one has
    its plain rendering with it, of which only the last page counts where it takes several."""
    pages = plain.render_all(document)
    if style == "rich" and rich.is_within_limits(document):
        return (replace(rich.render(document), plain=pages[-1]),)
    return tuple(pages)


def page(document: Document, style: Style, number: int) -> tuple[Message, int]:
    """Render one page of a document, the last one if it has fewer.

    Returns the message, without buttons, and how many pages there are. A rich one is all of the
    document, and has no plain rendering with it.
    """
    if style == "rich" and rich.is_within_limits(document):
        return rich.render(document), 1
    pages = plain.paginate(document)
    return plain.to_message(pages[min(max(number, 0), len(pages) - 1)]), len(pages)


remembered_page = lru_cache(CACHE_SIZE)(page)
"""The same for what many people read, and is not long: the cache keeps the whole document."""


def with_buttons(message: Message, buttons: Rows) -> Message:
    return replace(message, keyboard=build_keyboard(buttons))
