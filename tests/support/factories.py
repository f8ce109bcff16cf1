"""Minimal articles and subscribers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time
from typing import Any

from news.model import Article, Block, BlockKind, IndexText, TopicScore, WeightedLemma
from storage.chats.subscribers import Subscriber

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def article(title: str = "Мост открыт", **values: Any) -> Article:
    """Build an article whose words are their own normal forms."""
    body = values.pop("body", f"{title} сегодня утром.")
    words = tuple(title.lower().split())
    defaults: dict[str, Any] = {
        "title": title,
        "blocks": (Block(BlockKind.PARAGRAPH, body),),
        "language": "ru",
        "published": NOON,
        "content_hash": hashlib.sha256((title + body).encode()).hexdigest(),
        "summary": (body,),
        "topics": (TopicScore("society", 0.8),),
        "source": "Вестник",
        "fingerprint": tuple(WeightedLemma(word, 0.5) for word in words),
        "index": IndexText(title=words, body=tuple(body.lower().split()), words=words),
    }
    return Article(**{**defaults, **values})


def subscriber(chat_id: int, **values: Any) -> Subscriber:
    """Build a subscriber to everything, at 8:00."""
    defaults: dict[str, Any] = {
        "chat_id": chat_id,
        "kind": "private",
        "state": "active",
        "language": "ru",
        "timezone": "Europe/Kyiv",
        "digest_times": (time(8),),
        "topics": frozenset(),
        "digest_size": 7,
        "style": "plain",
        "breaking": "on",
        "joined_at": NOON,
    }
    return Subscriber(**{**defaults, **values})
