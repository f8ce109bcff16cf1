"""Find the feeds that a page links to. Pure."""

from __future__ import annotations

from lxml import html as lxml_html
from lxml.etree import LxmlError

from news.limits import MAX_NAME_CHARS
from news.sources.addresses import unwrap_feed_address
from news.sources.encodings import decode_page
from news.sources.formats.entries import resolve_link, strip_markup
from news.sources.formats.opml import Outline

MAX_FEEDS = 8
_MAX_BYTES = 2 * 1024 * 1024
"""Links to feeds are in the head: the part of a page that is parsed."""
_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
)


def find_feeds(body: bytes, url: str, content_type: str = "") -> list[Outline]:
    """Return the feeds linked in a page's head, without duplicates, in page order; eight at
    most. Comment feeds come last. ``content_type`` is the header with which the page came."""
    try:
        root = lxml_html.document_fromstring(decode_page(body[:_MAX_BYTES], content_type))
    except (LxmlError, ValueError):
        return []
    base = resolve_link(url, next(iter(root.xpath("//base/@href")), "")) or url
    found: dict[str, Outline] = {}
    for link in root.xpath("//link[@href]"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        is_alternate = "alternate" in (link.get("rel") or "").lower().split()
        address = resolve_link(base, unwrap_feed_address(link.get("href")))
        if is_alternate and kind in _FEED_TYPES and address:
            title = strip_markup(link.get("title") or "")[:MAX_NAME_CHARS]
            found.setdefault(address, Outline(title, address))
    return sorted(found.values(), key=_is_comment_feed)[:MAX_FEEDS]


def _is_comment_feed(outline: Outline) -> bool:
    return "comment" in f"{outline.title} {outline.url}".lower()
