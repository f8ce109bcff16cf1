"""Which articles are recent enough to be sent as an alert."""

from __future__ import annotations

from datetime import datetime, timedelta

from news.model import Article

MAX_ALERT_AGE = timedelta(hours=3)
"""The story of an article published earlier is left for the digest."""


def is_recent(article: Article, now: datetime) -> bool:
    """Return whether an article is still worth an alert."""
    return now - article.published <= MAX_ALERT_AGE
