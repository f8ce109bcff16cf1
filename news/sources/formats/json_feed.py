"""Parse JSON Feed 1 and 1.1. Pure."""

from __future__ import annotations

import json
from typing import Any

from news.limits import MAX_ADDRESS_CHARS, MAX_CATEGORIES, MAX_ENTRY_CHARS, MAX_NAME_CHARS
from news.model import RawArticle
from news.sources.addresses import FailureReason, build_source_error
from news.sources.dates import parse_date
from news.sources.formats.entries import (
    MAX_ENTRIES,
    Feed,
    dedupe,
    is_missing,
    limit_entries,
    parse_language_code,
    plain_to_html,
    resolve_link,
    shorten_title,
    strip_markup,
    strip_plain,
)
from news.sources.formats.images import choose_picture

_MAX_ITEMS = 10 * MAX_ENTRIES
"""The newest of these are taken. Ten megabytes of empty items would be a million articles."""
_VERSION = "https://jsonfeed.org/version/1"


def is_json(text: str) -> bool:
    """Return whether a body looks like a JSON object."""
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def parse_json_feed(text: str, url: str) -> Feed:
    """Parse a feed. Raises SourceError (``url``, ``reason``): ``not_a_feed`` for other JSON,
    ``malformed`` for invalid JSON or one without a list of items."""
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise build_source_error(url, FailureReason.MALFORMED, str(error)) from error
    if not str(found.get("version")).startswith(_VERSION):
        raise build_source_error(url, FailureReason.NOT_A_FEED)
    items = found.get("items")
    if not isinstance(items, list):
        raise build_source_error(url, FailureReason.MALFORMED, "no items")
    whole = [item for item in items[:_MAX_ITEMS] if isinstance(item, dict)]
    title = strip_plain(_get_text(found, "title"))[:MAX_NAME_CHARS]
    language = parse_language_code(_get_text(found, "language"))
    authors = _parse_authors(found)
    link = resolve_link(url, _get_text(found, "home_page_url"))
    return Feed(
        title=title,
        link=link,
        entries=limit_entries(
            (_parse_item(one, url, title, language, authors) for one in whole),
            link,
        ),
        language=language,
    )


def _parse_item(
    item: dict[str, Any], url: str, source: str, language: str, authors: str
) -> RawArticle:
    link = resolve_link(url, _get_text(item, "url") or _get_text(item, "external_url"))
    tags = item.get("tags")
    return RawArticle(
        html=_get_body(item)[:MAX_ENTRY_CHARS],
        title=shorten_title(_get_text(item, "title"), is_plain=True),
        url=link,
        guid=_get_text(item, "id")[:MAX_ADDRESS_CHARS],
        published=parse_date(_get_text(item, "date_published") or _get_text(item, "date_modified")),
        author=_parse_authors(item) or authors,
        source=source,
        language=parse_language_code(_get_text(item, "language")) or language,
        categories=dedupe(
            strip_markup(tag)[:MAX_NAME_CHARS]
            for tag in (tags if isinstance(tags, list) else [])[:MAX_CATEGORIES]
            if isinstance(tag, str)
        ),
        image=resolve_link(
            link or url, choose_picture(_get_text(item, name) for name in ("image", "banner_image"))
        ),
    )


def _get_text(node: dict[str, Any], name: str) -> str:
    """Return a member as text; an id is often a number."""
    value = node.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _get_body(item: dict[str, Any]) -> str:
    texts = {name: _get_text(item, name) for name in ("content_html", "content_text", "summary")}
    name = next((name for name, text in texts.items() if text and not is_missing(text)), "")
    return texts[name] if name == "content_html" else plain_to_html(texts.get(name, ""))


def _parse_authors(node: dict[str, Any]) -> str:
    """Return the authors: version 1 has one ``author``, 1.1 a list."""
    listed = node.get("authors")
    people = listed if isinstance(listed, list) else [node.get("author")]
    names = (strip_markup(_get_text(one, "name")) for one in people if isinstance(one, dict))
    return ", ".join(dedupe(names))[:MAX_NAME_CHARS]
