"""Decide which addresses become buttons: for one bad address Telegram refuses a whole message."""

from __future__ import annotations

from functools import lru_cache

from news.errors import SourceError
from news.sources.addresses import check_url

MAX_URL_CHARS = 2_000
CACHE_SIZE = 4096
"""Cached results: checking a URL takes a tenth of a millisecond."""


@lru_cache(CACHE_SIZE)
def get_button_url(url: str) -> str:
    """Return an address as Telegram takes it for a button: percent-encoded, its host in ASCII;
    empty if it takes it in no form, such as one of a host without a dot."""
    try:
        checked = check_url(url, allow_private=True)
    except SourceError:
        return ""
    encoded = str(checked)
    has_dot = "." in (checked.raw_host or "").strip(".")
    return encoded if has_dot and len(encoded) <= MAX_URL_CHARS else ""
