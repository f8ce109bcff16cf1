"""Put into the outbox what editors are told and asked about a broadcast."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from service.broadcasts.estimate import Preview
from service.config import Settings
from service.rendering import RenderedMessage
from storage.chats import subscribers
from storage.messaging import broadcasts, outbox
from storage.messaging.broadcasts import Broadcast
from storage.messaging.outbox import Priority

NOTICE_TTL = timedelta(days=1)
"""How long the delivery of a notice to an editor is retried."""


class ReviewRenderer(Protocol):
    """Renders what one editor is shown of a broadcast that another one made."""

    def render_preview(
        self, message: dict[str, Any], language: InterfaceLanguage
    ) -> RenderedMessage:
        """Return a stored message as readers will see it, labelled as a preview."""

    def render_test(self, message: dict[str, Any], language: InterfaceLanguage) -> RenderedMessage:
        """Return a stored message, labelled as a test."""

    def render_submitted(
        self, preview: Preview, author: str, language: InterfaceLanguage
    ) -> RenderedMessage:
        """Ask whether to send the draft of an author."""


async def get_locale(
    connection: AsyncConnection, settings: Settings, chat_id: int
) -> tuple[InterfaceLanguage, str]:
    """Return the language and the time zone of an editor's chat."""
    editor = await subscribers.get(connection, chat_id)
    if editor is None:
        return settings.default_language, settings.default_timezone
    return editor.language, editor.timezone


async def enqueue_notice(
    connection: AsyncConnection, editor_id: int, notice: RenderedMessage, now: datetime
) -> None:
    """Enqueue a message for an editor."""
    payload_id = await outbox.add_payload(connection, notice.to_json(), now)
    await outbox.enqueue(
        connection,
        payload_id,
        [editor_id],
        priority=Priority.BREAKING,
        due_at=now,
        expires_at=now + NOTICE_TTL,
    )


async def show_broadcast(
    connection: AsyncConnection,
    broadcast: Broadcast,
    renderer: ReviewRenderer,
    editor_id: int,
    language: InterfaceLanguage,
    now: datetime,
) -> None:
    """Enqueue the message of a broadcast for an editor, as its readers will see it."""
    message = await broadcasts.get_message(connection, broadcast)
    await enqueue_notice(connection, editor_id, renderer.render_preview(message, language), now)
