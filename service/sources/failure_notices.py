"""Notify editors once of each source that has failed for a day or has stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from service.config import Settings
from service.editors.notices import notify_editors
from service.editors.rights import Right
from service.i18n.translations import Translations, Translator
from service.rendering import RenderedMessage
from storage.archive import sources
from storage.archive.sources import Source
from storage.chats.subscribers import Style
from storage.database.engine import Database

FAILURE_NOTICE_DELAY = timedelta(days=1)
"""How long a source may fail before editors are notified."""

NoticeRenderer = Callable[[Translator, Sequence[Source], Style], Iterable[RenderedMessage]]
"""Returns the messages about failing sources, in a language and a style."""


async def enqueue_failure_notices(
    database: Database,
    translations: Translations,
    settings: Settings,
    now: datetime,
    render: NoticeRenderer,
) -> int:
    """Put notices for the editors of sources into the outbox; return the number of failing sources.

    The sources are marked as notified in the same transaction, so that no notice is sent twice.
    """
    async with database.write() as connection:
        failing = await sources.list_unnotified_failures(
            connection, failing_before=now - FAILURE_NOTICE_DELAY
        )
        if failing:
            await notify_editors(
                connection,
                translations,
                settings,
                now,
                Right.SOURCES,
                lambda t, style: render(t, failing, style),
            )
        for source in failing:
            await sources.change(connection, source.id, failure_notified=True)
    return len(failing)
