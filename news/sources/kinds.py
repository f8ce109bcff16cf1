"""Parse a source of any kind. Pure: bytes in, no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from news.model import SourceKind
from news.nlp.detect import detect_language
from news.sources.formats.channel import parse_channel
from news.sources.formats.entries import Feed, get_headline
from news.sources.formats.feed import parse_feed
from news.sources.formats.page import parse_page

PARSERS: dict[SourceKind, Callable[[bytes, str, str], Feed]] = {
    "feed": parse_feed,
    "channel": parse_channel,
    "page": parse_page,
}
MAX_SAMPLE_ENTRIES = 30
"""Entries whose headlines tell the language."""


def parse_source(body: bytes, url: str, content_type: str, kind: SourceKind) -> Feed:
    """Return the feed of a source, with the language of its headlines. Raises SourceError."""
    feed = PARSERS[kind](body, url, content_type)
    sample = "\n".join(map(get_headline, feed.entries[:MAX_SAMPLE_ENTRIES]))
    return replace(feed, likely_language=detect_language(sample))
