"""The port to the presentation layer: what a rendered message is to a use case."""

from __future__ import annotations

from typing import Any, Protocol


class RenderedMessage(Protocol):
    """A message ready for the outbox. The bot implements it (`bot.ui.message.Message`)."""

    @property
    def text(self) -> str: ...

    def to_json(self) -> dict[str, Any]: ...
