"""What each method of the Bot API does, one file a group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.methods import (
    about,
    answers,
    deletes,
    edits,
    invites,
    media,
    members,
    messages,
    moderation,
    places,
    plain,
    receiving,
    rich,
    topics,
)

Handler = Callable[..., Any]

_GROUPS: tuple[dict[Any, Any], ...] = (
    receiving.HANDLERS,
    about.HANDLERS,
    messages.HANDLERS,
    media.HANDLERS,
    edits.HANDLERS,
    deletes.HANDLERS,
    answers.HANDLERS,
    plain.HANDLERS,
    places.HANDLERS,
    members.HANDLERS,
    moderation.HANDLERS,
    invites.HANDLERS,
    topics.HANDLERS,
    rich.HANDLERS,
)
HANDLERS: dict[Any, Handler] = {
    method: handler for group in _GROUPS for method, handler in group.items()
}
