"""The parser for each kind of source."""

from __future__ import annotations

from collections.abc import Callable

from news.model import SourceKind
from news.sources.formats.channel import parse_channel
from news.sources.formats.entries import Feed
from news.sources.formats.feed import parse_feed
from news.sources.formats.page import parse_page

PARSERS: dict[SourceKind, Callable[[bytes, str, str], Feed]] = {
    "feed": parse_feed,
    "channel": parse_channel,
    "page": parse_page,
}
