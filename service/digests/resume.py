"""Resume subscribers when their pause ends with the digest that is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from service.rendering import DigestRenderer
from service.subscribers import digest_schedule
from service.subscribers.changes import get_initial_watermark
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from storage.messaging import outbox
from storage.messaging.outbox import Priority


async def resume_paused(
    connection: AsyncConnection,
    due: Sequence[Subscriber],
    renderers: Mapping[InterfaceLanguage, DigestRenderer],
    now: datetime,
) -> list[Subscriber]:
    """Activate the paused among the due subscribers and enqueue a notice for each.

    Returns all of them in their new state, in the same order.
    """
    by_language: dict[InterfaceLanguage, list[Subscriber]] = defaultdict(list)
    by_watermark: dict[datetime, list[int]] = defaultdict(list)
    resumed = [_resume(one, now) if one.state == "paused" else one for one in due]
    for before, after in zip(due, resumed, strict=True):
        if before.state == "paused" and after.watermark is not None:
            by_language[after.language].append(after)
            by_watermark[after.watermark].append(after.chat_id)
    for language, group in by_language.items():
        message = renderers[language].render_resumed()
        payload_id = await outbox.add_payload(connection, message.to_json(), now)
        await enqueue_payload(connection, payload_id, group, now)
    for watermark, chat_ids in by_watermark.items():
        await subscribers.change_many(
            connection, chat_ids, state="active", paused_until=None, watermark=watermark
        )
    return resumed


def _resume(subscriber: Subscriber, now: datetime) -> Subscriber:
    watermark = get_initial_watermark(subscriber, now)
    return replace(subscriber, state="active", paused_until=None, watermark=watermark)


async def enqueue_payload(
    connection: AsyncConnection,
    payload_id: int,
    subscribers: Iterable[Subscriber],
    now: datetime,
    *,
    priority: Priority = Priority.DIGEST,
    covers_since: datetime | None = None,
) -> None:
    """Enqueue one delivery per subscriber; each expires `MAX_DELAY` after the digest was due.

    ``covers_since``: see `outbox.enqueue`.
    """
    for expires_at, chats in digest_schedule.group_by_expiry(subscribers).items():
        await outbox.enqueue(
            connection,
            payload_id,
            chats,
            priority=priority,
            due_at=now,
            expires_at=expires_at,
            covers_since=covers_since,
        )
