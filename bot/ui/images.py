"""Decide which pictures are shown: Telegram fetches them from the URLs in articles."""

from __future__ import annotations

from functools import lru_cache

from news.errors import SourceError
from news.model import Article
from news.sources.addresses import check_url

MAX_URL_CHARS = 1_000
"""A longer URL is usually inline image data or a tracker."""

CACHE_SIZE = 4096
"""Cached results: checking a URL takes a tenth of a millisecond."""

_LOCAL_DOMAINS = (".local", ".localhost", ".internal", ".lan", ".home", ".home.arpa")


def get_picture_url(article: Article) -> str:
    """Return the URL of an article's picture; empty if it has none that may be shown."""
    return article.image if is_public_url(article.image) else ""


@lru_cache(CACHE_SIZE)
def is_public_url(url: str) -> bool:
    """Return whether this is an http(s) URL of the public internet, as far as it can be decided
    without DNS: no name of a local network, no private address."""
    if not url or len(url) > MAX_URL_CHARS:
        return False
    try:
        host = check_url(url, allow_private=False).host or ""
    except SourceError:
        return False
    is_named = "." in host or ":" in host
    return is_named and not f".{host}".rstrip(".").endswith(_LOCAL_DOMAINS)
