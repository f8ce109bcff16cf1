"""Articles for tests that do not need the desk."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from news.model import Article, Block, BlockKind, IndexText, Term, TopicScore

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def article(title: str = "Мост открыт", **values: Any) -> Article:
    """An article whose words are its own normal forms."""
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
        "fingerprint": tuple(Term(word, 0.5) for word in words),
        "index": IndexText(title=words, body=tuple(body.lower().split()), words=words),
    }
    return Article(**{**defaults, **values})
