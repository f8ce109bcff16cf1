"""Note which rich messages were sent: some clients show nothing of them, although Telegram accepts
them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from bot.ui.methods import EncodedMessage

_sent: ContextVar[list[EncodedMessage] | None] = ContextVar("rich_messages_sent", default=None)


@contextlib.contextmanager
def note_rich_messages() -> Iterator[list[EncodedMessage]]:
    """Collect the rich messages that this task sends to private chats within the block."""
    collected: list[EncodedMessage] = []
    token = _sent.set(collected)
    try:
        yield collected
    finally:
        _sent.reset(token)


def add_rich_message(message: EncodedMessage, chat_id: int) -> None:
    """Note a rich message that Telegram accepted; groups and channels are left out."""
    collected = _sent.get()
    if collected is not None and chat_id > 0:
        collected.append(message)
