"""JSON Feed 1 and 1.1 to articles. Pure."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from typing import Any

from news.limits import MAX_ADDRESS_CHARS, MAX_CATEGORIES, MAX_ENTRY_CHARS, MAX_NAME_CHARS
from news.model import RawArticle
from news.sources.addresses import FailureReason, failure
from news.sources.entries import (
    MOST_ENTRIES,
    Feed,
    distinct,
    fit,
    language_code,
    plain_text,
    short_title,
    web_link,
)

_MAX_ITEMS = 10 * MOST_ENTRIES
"""Of which the newest are taken. Ten megabytes of empty items would be a million articles."""
_VERSION = "https://jsonfeed.org/version/1"


def is_json(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def parse_json(text: str, url: str) -> Feed:
    """Raises SourceError (``url``, ``reason``): ``not_a_feed`` for other JSON, ``malformed`` for
    what is none, or has no list of items."""
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise failure(url, FailureReason.MALFORMED, str(error)) from error
    if not str(found.get("version")).startswith(_VERSION):
        raise failure(url, FailureReason.NOT_A_FEED)
    items = found.get("items")
    if not isinstance(items, list):
        raise failure(url, FailureReason.MALFORMED, "no items")
    whole = [item for item in items[:_MAX_ITEMS] if isinstance(item, dict)]
    title = plain_text(_text(found, "title"))[:MAX_NAME_CHARS]
    language = language_code(_text(found, "language"))
    authors = _authors(found)
    return Feed(
        title=title,
        link=web_link(url, _text(found, "home_page_url")),
        entries=fit(_article(one, url, title, language, authors) for one in whole),
        language=language,
    )


def _article(
    item: dict[str, Any], url: str, source: str, language: str, authors: str
) -> RawArticle:
    link = web_link(url, _text(item, "url") or _text(item, "external_url"))
    tags = item.get("tags")
    return RawArticle(
        html=_body(item)[:MAX_ENTRY_CHARS],
        title=short_title(_text(item, "title")),
        url=link,
        guid=_text(item, "id")[:MAX_ADDRESS_CHARS],
        published=_moment(_text(item, "date_published") or _text(item, "date_modified")),
        author=_authors(item) or authors,
        source=source,
        language=language_code(_text(item, "language")) or language,
        categories=distinct(
            plain_text(tag)[:MAX_NAME_CHARS]
            for tag in (tags if isinstance(tags, list) else [])[:MAX_CATEGORIES]
            if isinstance(tag, str)
        ),
        image=web_link(link or url, _text(item, "image") or _text(item, "banner_image")),
    )


def _text(node: dict[str, Any], name: str) -> str:
    """A member as text; an id is often a number."""
    value = node.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _body(item: dict[str, Any]) -> str:
    if markup := _text(item, "content_html"):
        return markup
    plain = (_text(item, "content_text") or _text(item, "summary"))[:MAX_ENTRY_CHARS]
    return "".join(f"<p>{html.escape(part)}</p>" for part in plain.splitlines() if part.strip())


def _authors(node: dict[str, Any]) -> str:
    """Version 1 has one ``author``, 1.1 a list."""
    listed = node.get("authors")
    people = listed if isinstance(listed, list) else [node.get("author")]
    names = (plain_text(_text(one, "name")) for one in people if isinstance(one, dict))
    return ", ".join(distinct(names))[:MAX_NAME_CHARS]


def _moment(said: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC) if moment.year > 1 else None
