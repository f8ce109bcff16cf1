"""Who paused for a while and comes back with the digest that is due: they are told so first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.digest.enqueue import enqueue_payload
from bot.ui import plain
from bot.ui.document import build_document
from news.model import InterfaceLanguage
from service.i18n.translations import Translations
from service.subscribers.service import get_initial_watermark
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from storage.messaging import outbox


async def resume_paused_subscribers(
    connection: AsyncConnection,
    translations: Translations,
    readers: Sequence[Subscriber],
    now: datetime,
) -> list[Subscriber]:
    """The readers as they are now, none of them paused; in the caller's transaction."""
    back = [reader for reader in readers if reader.state == "paused"]
    languages: dict[InterfaceLanguage, list[Subscriber]] = defaultdict(list)
    for reader in back:
        languages[reader.language].append(reader)
    for language, group in languages.items():
        await _enqueue_notice(connection, translations, language, group, now)
    watermarks: dict[datetime, list[int]] = defaultdict(list)
    for reader in back:
        watermarks[get_initial_watermark(reader, now)].append(reader.chat_id)
    for watermark, chats in watermarks.items():
        await subscribers.change_many(
            connection, chats, state="active", paused_until=None, watermark=watermark
        )
    return [
        replace(
            reader, state="active", paused_until=None, watermark=get_initial_watermark(reader, now)
        )
        if reader.state == "paused"
        else reader
        for reader in readers
    ]


async def _enqueue_notice(
    connection: AsyncConnection,
    translations: Translations,
    language: InterfaceLanguage,
    group: Sequence[Subscriber],
    now: datetime,
) -> None:
    message = plain.render(build_document(translations[language]("pause-over")))
    payload_id = await outbox.add_payload(connection, message.to_json(), now)
    await enqueue_payload(connection, payload_id, group, now)
