"""Notify editors once of each source that has failed for a day or has stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from service.config import Settings
from service.i18n.translations import Translations, Translator
from service.rendering import RenderedMessage
from storage.archive import sources
from storage.archive.sources import Source
from storage.chats import subscribers
from storage.chats.subscribers import Style
from storage.database.engine import Database
from storage.messaging import outbox
from storage.messaging.outbox import Priority

FAILURE_NOTICE_DELAY = timedelta(days=1)
"""How long a source may fail before editors are notified; also how long the notice may wait."""

NoticeRenderer = Callable[[Translator, Sequence[Source], Style], Iterable[RenderedMessage]]
"""Returns the messages about failing sources, in a language and a style."""


async def enqueue_failure_notices(
    database: Database,
    translations: Translations,
    settings: Settings,
    now: datetime,
    render: NoticeRenderer,
) -> int:
    """Put notices for all editors into the outbox; return the number of failing sources.

    The sources are marked as notified in the same transaction, so that no notice is sent twice.
    """
    async with database.write() as connection:
        failing = await sources.list_unnotified_failures(
            connection, failing_before=now - FAILURE_NOTICE_DELAY
        )
        for editor_id in sorted(settings.admin_ids) if failing else ():
            editor = await subscribers.get(connection, editor_id)
            t = translations[editor.language if editor else settings.default_language]
            style = editor.style if editor else settings.message_style
            for message in render(t, failing, style):
                payload_id = await outbox.add_payload(connection, message.to_json(), now)
                await outbox.enqueue(
                    connection,
                    payload_id,
                    [editor_id],
                    priority=Priority.ALERT,
                    due_at=now,
                    expires_at=now + FAILURE_NOTICE_DELAY,
                )
        for source in failing:
            await sources.change(connection, source.id, failure_notified=True)
    return len(failing)
