"""A feed as RSS 2.0 and as JSON Feed 1.1. Pure: the same content gives the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""

_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An item: ``id`` is unique and stays the same when the item changes."""

    id: str
    title: str
    text: str
    url: str
    published: datetime
    author: str = ""
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; ``url`` is the page that it belongs to."""

    title: str
    url: str
    language: str
    items: Sequence[FeedItem]


def build_rss(feed: Feed) -> bytes:
    """Return the feed as RSS 2.0."""
    ElementTree.register_namespace("dc", _CREATOR[1:].partition("}")[0])
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.url)
    _add(channel, "description", feed.title)
    _add(channel, "language", feed.language)
    for item in feed.items:
        element = ElementTree.SubElement(channel, "item")
        _add(element, "guid", item.id).set("isPermaLink", "false")
        _add(element, "title", item.title)
        _add(element, "link", item.url)
        _add(element, "description", item.text)
        _add(element, "pubDate", format_datetime(item.published, usegmt=True))
        if item.author:
            _add(element, _CREATOR, item.author)
        for tag in item.tags:
            _add(element, "category", tag)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def build_json_feed(feed: Feed) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    items = []
    for item in feed.items:
        entry: dict[str, object] = {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "content_text": item.text,
            "date_published": item.published.isoformat(),
            "tags": list(item.tags),
        }
        if item.author:
            entry["authors"] = [{"name": item.author}]
        items.append(entry)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "language": feed.language,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = _NOT_XML.sub("", text)
    return element
