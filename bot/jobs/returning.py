"""Who paused for a while and comes back with the digest that is due: they are told so first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs.enqueueing import enqueue_for
from bot.people import fresh_watermark
from bot.translations import Translations
from bot.views import plain
from bot.views.document import page
from news.model import ReaderLanguage
from storage import outbox, subscribers
from storage.subscribers import Subscriber


async def welcome(
    connection: AsyncConnection,
    translations: Translations,
    readers: Sequence[Subscriber],
    now: datetime,
) -> list[Subscriber]:
    """The readers as they are now, none of them paused; in the caller's transaction."""
    back = [reader for reader in readers if reader.state == "paused"]
    languages: dict[ReaderLanguage, list[Subscriber]] = defaultdict(list)
    for reader in back:
        languages[reader.language].append(reader)
    for language, group in languages.items():
        await _tell(connection, translations, language, group, now)
    watermarks: dict[datetime, list[int]] = defaultdict(list)
    for reader in back:
        watermarks[fresh_watermark(reader, now)].append(reader.chat_id)
    for watermark, chats in watermarks.items():
        await subscribers.change_all(
            connection, chats, state="active", paused_until=None, watermark=watermark
        )
    return [
        replace(reader, state="active", paused_until=None, watermark=fresh_watermark(reader, now))
        if reader.state == "paused"
        else reader
        for reader in readers
    ]


async def _tell(
    connection: AsyncConnection,
    translations: Translations,
    language: ReaderLanguage,
    group: Sequence[Subscriber],
    now: datetime,
) -> None:
    message = plain.render(page(translations[language]("pause-over")))
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    await enqueue_for(connection, payload_id, group, now)
