"""The methods of the Bot API, one file per group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.api.methods import (
    answers,
    bot_profile,
    chats,
    deletion,
    edits,
    ephemeral,
    media,
    members,
    messages,
    other_content,
    rich_messages,
    topics,
    updates,
)

Handler = Callable[..., Any]

_GROUPS: tuple[dict[Any, Any], ...] = (
    updates.HANDLERS,
    bot_profile.HANDLERS,
    messages.HANDLERS,
    media.HANDLERS,
    edits.HANDLERS,
    ephemeral.HANDLERS,
    deletion.HANDLERS,
    answers.HANDLERS,
    other_content.HANDLERS,
    chats.HANDLERS,
    members.HANDLERS,
    topics.HANDLERS,
    rich_messages.HANDLERS,
)
HANDLERS: dict[Any, Handler] = {
    method: handler for group in _GROUPS for method, handler in group.items()
}
