"""A document in the reader's own style."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from bot.views import plain, rich
from bot.views.document import Document, Rows
from bot.views.message import Message, keyboard
from storage.subscribers import Style

REMEMBERED = 128
"""Documents, some megabytes: many people see the same screens."""


@lru_cache(REMEMBERED)
def render(document: Document, style: Style) -> tuple[Message, ...]:
    """The messages that show the whole document, the buttons under the last one. A rich one has
    its plain rendering with it, of which only the last page counts where it takes several."""
    pages = plain.render_all(document)
    if style == "rich" and rich.fits(document):
        return (replace(rich.render(document), plain=pages[-1]),)
    return tuple(pages)


def with_buttons(message: Message, buttons: Rows) -> Message:
    return replace(message, keyboard=keyboard(buttons))
