"""The port to the presentation layer: what use cases need of rendered messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from storage.chats.subscribers import Subscriber
from storage.messaging.broadcasts import Broadcast


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


class BroadcastRenderer(Protocol):
    """Renders what the service sends to editors about a scheduled broadcast by itself."""

    def render_held(
        self, broadcast: Broadcast, language: InterfaceLanguage, timezone: str, now: datetime
    ) -> RenderedMessage:
        """The question whether a broadcast of a former editor goes out."""
        ...

    def render_missed(
        self, broadcast: Broadcast, language: InterfaceLanguage, timezone: str, now: datetime
    ) -> RenderedMessage:
        """The notice that a broadcast expired before it could be sent."""
        ...
