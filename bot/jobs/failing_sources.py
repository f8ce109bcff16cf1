"""Editors hear once of a source that has failed for a day, or has stopped."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.settings import Settings
from bot.translations import Translations
from bot.views import sources as views
from bot.views import style
from storage import outbox, sources, subscribers
from storage.engine import Database
from storage.outbox import Priority
from storage.sources import Source

PATIENCE = timedelta(days=1)
"""How long a source may fail before anybody is told; and how long the telling may take."""


async def tell_editors(
    database: Database, translations: Translations, settings: Settings, now: datetime
) -> int:
    """Put the news of trouble into the outbox; return of how many sources. That it was told is in
    the same transaction, so nobody hears it twice."""
    async with database.write() as connection:
        troubled = await sources.untold(connection, failing_before=now - PATIENCE)
        if troubled:
            await _enqueue(connection, translations, settings, troubled, now)
        for source in troubled:
            await sources.change(connection, source.id, told=True)
    return len(troubled)


async def _enqueue(
    connection: AsyncConnection,
    translations: Translations,
    settings: Settings,
    troubled: Collection[Source],
    now: datetime,
) -> None:
    for editor_id in sorted(settings.admin_ids):
        editor = await subscribers.get(connection, editor_id)
        t = translations[editor.language if editor else settings.default_language]
        document = views.trouble(t, list(troubled))
        for message in style.render(document, editor.style if editor else settings.message_style):
            payload_id = await outbox.add_payload(connection, message.to_json(), now)
            await outbox.enqueue(
                connection,
                payload_id,
                [editor_id],
                priority=Priority.ALERT,
                due_at=now,
                expires_at=now + PATIENCE,
            )
