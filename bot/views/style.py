"""A document in the reader's own style."""

from __future__ import annotations

from dataclasses import replace

from bot.views import plain, rich
from bot.views.document import Document, Rows
from bot.views.message import Message, keyboard
from storage.subscribers import Style


def render(document: Document, style: Style) -> list[Message]:
    """The messages that show the whole document, the buttons under the last one."""
    if style == "rich" and rich.fits(document):
        return [rich.render(document)]
    return plain.render_all(document)


def with_buttons(message: Message, buttons: Rows) -> Message:
    return replace(message, keyboard=keyboard(buttons))
