"""Put notices and questions of the service for its editors into the outbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from service.config import Settings
from service.editors.rights import Right, list_with_right
from service.i18n.translations import Translations, Translator
from service.rendering import RenderedMessage
from storage.chats import subscribers
from storage.chats.subscribers import Style
from storage.messaging import outbox
from storage.messaging.outbox import Priority

NOTICE_TTL = timedelta(days=1)
"""How long a notice may wait to be sent."""

RenderNotice = Callable[[Translator, Style], Iterable[RenderedMessage]]
"""Returns the messages of a notice, in a language and a style."""


async def get_locale(
    connection: AsyncConnection, settings: Settings, chat_id: int
) -> tuple[InterfaceLanguage, str]:
    """Return the language and the time zone of an editor's chat."""
    editor = await subscribers.get(connection, chat_id)
    if editor is None:
        return settings.default_language, settings.default_timezone
    return editor.language, editor.timezone


async def enqueue_notice(
    connection: AsyncConnection,
    editor_id: int,
    notice: RenderedMessage,
    now: datetime,
    priority: Priority = Priority.BREAKING,
) -> None:
    """Enqueue a message for an editor; by default one about a broadcast, which does not wait."""
    payload_id = await outbox.add_payload(connection, notice.to_json(), now)
    await outbox.enqueue(
        connection,
        payload_id,
        [editor_id],
        priority=priority,
        due_at=now,
        expires_at=now + NOTICE_TTL,
    )


async def notify_editors(
    connection: AsyncConnection,
    translations: Translations,
    settings: Settings,
    now: datetime,
    right: Right,
    render: RenderNotice,
) -> None:
    """Enqueue a notice for each editor who has a right, in their language and style."""
    for editor_id in await list_with_right(connection, settings, right):
        editor = await subscribers.get(connection, editor_id)
        t = translations[editor.language if editor else settings.default_language]
        style = editor.style if editor else settings.message_style
        for message in render(t, style):
            await enqueue_notice(connection, editor_id, message, now, Priority.ALERT)
