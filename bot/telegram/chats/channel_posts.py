"""The origin of a forwarded post."""

from __future__ import annotations

from aiogram.types import MessageOriginChannel


def build_post_link(origin: MessageOriginChannel) -> str:
    """Return the address of a post, empty if its channel is not public."""
    name = origin.chat.username
    return f"https://t.me/{name}/{origin.message_id}" if name else ""
