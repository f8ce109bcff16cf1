"""Editors hear once of a source that has failed for a day, or has stopped."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.sources import views
from bot.ui import renderer
from service.config import Settings
from service.i18n.translations import Translations
from storage.archive import sources
from storage.archive.sources import Source
from storage.chats import subscribers
from storage.database.engine import Database
from storage.messaging import outbox
from storage.messaging.outbox import Priority

FAILURE_NOTICE_DELAY = timedelta(days=1)
"""How long a source may fail before anybody is told; and how long the telling may take."""


async def notify_editors(
    database: Database, translations: Translations, settings: Settings, now: datetime
) -> int:
    """Put the news of trouble into the outbox; return of how many sources. That it was told is in
    the same transaction, so nobody hears it twice."""
    async with database.write() as connection:
        troubled = await sources.list_unnotified_failures(
            connection, failing_before=now - FAILURE_NOTICE_DELAY
        )
        if troubled:
            await _enqueue_notices(connection, translations, settings, troubled, now)
        for source in troubled:
            await sources.change(connection, source.id, told=True)
    return len(troubled)


async def _enqueue_notices(
    connection: AsyncConnection,
    translations: Translations,
    settings: Settings,
    failing_sources: Collection[Source],
    now: datetime,
) -> None:
    for editor_id in sorted(settings.admin_ids):
        editor = await subscribers.get(connection, editor_id)
        t = translations[editor.language if editor else settings.default_language]
        document = views.build_failure_notice(t, list(failing_sources))
        for message in renderer.render(
            document, editor.style if editor else settings.message_style
        ):
            payload_id = await outbox.add_payload(connection, message.to_json(), now)
            await outbox.enqueue(
                connection,
                payload_id,
                [editor_id],
                priority=Priority.ALERT,
                due_at=now,
                expires_at=now + FAILURE_NOTICE_DELAY,
            )
