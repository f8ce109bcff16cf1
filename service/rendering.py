"""The port to the presentation layer: what use cases need of rendered messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats.subscribers import Subscriber


class RenderedMessage(Protocol):
    """A message ready for the outbox. The bot implements it (`bot.ui.message.Message`)."""

    @property
    def text(self) -> str: ...

    def to_json(self) -> dict[str, Any]: ...


class FirstDigestSender(Protocol):
    """Queues the first digest of a new subscriber in the caller's transaction."""

    async def __call__(
        self, connection: AsyncConnection, *, subscriber: Subscriber, now: datetime
    ) -> bool:
        """Return whether there is a first digest: False if there are no stories yet."""
        ...
