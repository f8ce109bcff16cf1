"""Which pictures are shown: Telegram fetches them, from wherever an article says that they are."""

from __future__ import annotations

from functools import lru_cache

from news.errors import SourceError
from news.model import Article
from news.sources.addresses import check_url

MAX_URL_CHARS = 1_000
"""Characters of an address. A longer one is mostly the picture itself, or a tracker."""

REMEMBERED = 4096
"""Addresses of which the answer is kept: to look at one takes a tenth of a millisecond."""

_LOCAL = (".local", ".localhost", ".internal", ".lan", ".home", ".home.arpa")


def get_picture_url(article: Article) -> str:
    """The address of an article's picture; empty where it has none that may be shown."""
    return article.image if is_public_url(article.image) else ""


@lru_cache(REMEMBERED)
def is_public_url(url: str) -> bool:
    """Whether this is an http(s) address of the public internet, as far as it can be told without
    asking anybody: no name of a house's own network, no private number."""
    if not url or len(url) > MAX_URL_CHARS:
        return False
    try:
        host = check_url(url, allow_private=False).host or ""
    except SourceError:
        return False
    is_named = "." in host or ":" in host
    return is_named and not f".{host}".rstrip(".").endswith(_LOCAL)
