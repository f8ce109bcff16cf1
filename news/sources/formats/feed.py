"""Parse feeds: RSS 0.9x, 1.0 (RDF), 2.0, Atom, JSON Feed. Pure: bytes in, no network.

feedparser knows the formats. This module decides what it leaves open: which of an entry's texts is
the article, which of its pictures illustrates it, what counts as a feed.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache, lru_cache
from html import unescape
from io import BytesIO
from itertools import islice
from typing import Any
from xml.sax import SAXException

import feedparser
from feedparser import FeedParserDict, mixin

from news.limits import MAX_ADDRESS_CHARS, MAX_CATEGORIES, MAX_ENTRY_CHARS, MAX_NAME_CHARS
from news.model import RawArticle
from news.sources.addresses import FailureReason, build_source_error
from news.sources.dates import parse_date
from news.sources.encodings import decode_document
from news.sources.formats import images
from news.sources.formats.entries import (
    MAX_ENTRIES,
    Feed,
    dedupe,
    is_missing,
    limit_entries,
    parse_language_code,
    parse_number,
    plain_to_html,
    resolve_link,
    shorten_title,
    strip_markup,
    text_length,
)
from news.sources.formats.json_feed import is_json, parse_json_feed
from news.sources.xml_repair import repair_feed, strip_forbidden
from news.text.urls import get_site_name

__all__ = ["Feed", "parse_feed", "strip_markup"]

_Node = dict[str, Any]  # a part of what feedparser read

_get = dict.get
"""feedparser's own get takes ten times as long, and gives another date, with a warning, for one
that is missing."""

_NO_DATE = (0,) * 9
"""What feedparser takes for a date that was parsed."""
_MAX_CACHED_ADDRESSES = 64

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]+")
_MAX_BYLINE_CHARS = 4 * MAX_NAME_CHARS
"""The part of a byline that is searched for a mail address."""
_MAX_ITEMS = 10 * MAX_ENTRIES
"""The newest of these are taken."""
_PLAIN = "text/plain"
_HTML_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:br|div|h[1-6]|p)\b[^<>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[\w-]{1,63}\.[^\s<>\"]+", re.IGNORECASE)
_ESCAPED_TAG = re.compile(
    r"\A\s*+&lt;(?:p|div|img|a|br|h[1-6]|b|strong|em|i|ul|ol|figure|blockquote|table|span|section|article)"
    r"\b[^<>]{0,2000}?&gt;",
    re.IGNORECASE,
)
"""What HTML that was escaped once too often begins with."""
_FULL_TEXT_NAMES = ("full-text", "fulltext", "turbo_content")
"""Where Russian outlets put the whole article, in the namespaces of Yandex or in none."""
_MIN_CONTENT_SHARE = 0.5
"""A description is the article if its content has a smaller share of the description's length."""
_SKIP_HOURS = re.compile(
    r"<skipHours>((?:(?!<skipHours>).){0,2000}?)</skipHours>", re.DOTALL | re.IGNORECASE
)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)


def parse_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """Parse what was fetched from ``url`` with this Content-Type header.

    Of a malformed feed the readable entries are returned; a valid one without entries is empty.
    Raises SourceError (``url``, ``reason``): ``not_a_feed`` for anything else, ``malformed`` for a
    broken feed in which no entry can be parsed.
    """
    text = strip_forbidden(decode_document(body, content_type))
    if is_json(text):
        return parse_json_feed(text, url)
    parsed = _parse(repair_feed(text), url)
    if not parsed.entries and not parsed.get("version"):
        raise build_source_error(url, FailureReason.NOT_A_FEED)
    error = parsed.get("bozo_exception")
    if not parsed.entries and isinstance(error, SAXException):
        raise build_source_error(url, FailureReason.MALFORMED, str(error.getMessage()))
    title = strip_markup(parsed.feed.get("title", ""))[:MAX_NAME_CHARS]
    language = parse_language_code(parsed.feed.get("language", ""))
    is_atom = str(parsed.version).startswith("atom")
    link = resolve_link(url, parsed.feed.get("link", ""))
    return Feed(
        title=title,
        link=link,
        entries=limit_entries(
            (
                _parse_entry(entry, url, title, language, is_atom=is_atom)
                for entry in parsed.entries[:_MAX_ITEMS]
            ),
            link,
        ),
        language=language,
        ttl=parse_number(parsed.feed.get("ttl")),
        skip_hours=_parse_skip_hours(text),
    )


def _parse(text: str, url: str) -> Any:
    _tune_feedparser()
    try:
        return feedparser.parse(
            BytesIO(text.encode()),  # never a string: it would be opened as a path or an address
            response_headers={
                "content-type": "application/xml; charset=utf-8",
                "content-location": url,
            },
            # The analyzer uses only text, and needs the attributes that mark adverts.
            sanitize_html=False,
        )
    except Exception as error:  # on broken numbers and places it raises KeyError, TypeError, ...
        raise build_source_error(url, FailureReason.MALFORMED, repr(error)) from error


@cache
def _tune_feedparser() -> None:
    """Let feedparser take no time for dates, which `parse_date` reads, and less for the rest: it
    joins the same two addresses at each element, and copies flat dictionaries deeply."""
    feedparser.registerDateHandler(lambda text: _NO_DATE)
    join = mixin.make_safe_absolute_uri
    mixin.make_safe_absolute_uri = lru_cache(maxsize=_MAX_CACHED_ADDRESSES)(join)
    FeedParserDict.__deepcopy__ = lambda flat, memo: FeedParserDict(flat)


def _parse_skip_hours(text: str) -> frozenset[int]:
    """Parse all skip hours; feedparser keeps only the last."""
    said = _SKIP_HOURS.search(text)
    hours = {parse_number(hour) % 24 for hour in _HOUR.findall(said[1])} if said else set()
    return frozenset(hours) if len(hours) < 24 else frozenset()


def _parse_entry(
    entry: _Node, url: str, source: str, language: str, *, is_atom: bool
) -> RawArticle:
    link = _choose_link(entry, url)
    return RawArticle(
        html=_choose_body(entry, is_atom=is_atom)[:MAX_ENTRY_CHARS],
        title=_parse_title(entry, is_atom=is_atom),
        url=link,
        guid=_get(entry, "id", "")[:MAX_ADDRESS_CHARS],
        published=_parse_published(entry),
        author=_parse_author(entry)[:MAX_NAME_CHARS],
        source=source,
        language=parse_language_code(_get(entry, "language", "")) or language,
        categories=_parse_categories(entry),
        image=resolve_link(link or url, images.choose_image(entry)),
    )


def _choose_link(entry: _Node, url: str) -> str:
    """Return the first link to a page, absolute: later ones may be those of related articles. A
    guid that is an address counts where there is no link, or only one that leads nowhere."""
    alternates = [one for one in _get(entry, "links", ()) if _get(one, "rel") == "alternate"]
    pages = (
        _get(one, "href") for one in alternates if _get(one, "type") in (None, "", "text/html")
    )
    others = (_get(one, "href") for one in alternates)
    written = map(str, filter(None, (*pages, _get(entry, "link"), *others)))
    links = filter(get_site_name, (resolve_link(url, one) for one in written))
    guid = str(_get(entry, "id") or "")
    is_permalink = bool(alternates) and _ADDRESS.fullmatch(guid) is not None
    return next(links, "") or (guid[:MAX_ADDRESS_CHARS] if is_permalink else "")


def _parse_title(entry: _Node, *, is_atom: bool) -> str:
    """Return the title. Atom says whether it holds markup, RSS leaves it open."""
    title, kind = _get(entry, "title", ""), _get(_get(entry, "title_detail") or {}, "type")
    if is_atom and kind != _PLAIN:
        title = _HTML_TAG.sub("", _BLOCK_TAG.sub(" ", title[:MAX_ENTRY_CHARS]))
    return shorten_title(title, is_plain=is_atom and kind == _PLAIN)


def _parse_categories(entry: _Node) -> tuple[str, ...]:
    """Return the categories by their labels for people, else by their names for machines."""
    tags = islice(_get(entry, "tags", ()), MAX_CATEGORIES)
    return dedupe(
        strip_markup(_get(tag, "label") or _get(tag, "term") or "")[:MAX_NAME_CHARS] for tag in tags
    )


def _choose_body(entry: _Node, *, is_atom: bool) -> str:
    """Return the text that is the article, as HTML: the longest of the elements for whole
    articles, unless it is a fragment beside the description; then the description; then what is
    said of a picture or a video."""
    contents = _get(entry, "content", ())
    # In RSS, feedparser adds a second description to the contents, as plain text.
    whole = [text for text in contents if is_atom or _get(text, "type") != _PLAIN]
    described = [text for text in contents if text not in whole]
    described.append(_get(entry, "summary_detail") or {})
    full_texts = [
        {"value": value}
        for name, value in entry.items()
        if name.endswith(_FULL_TEXT_NAMES) and isinstance(value, str)
    ]
    content = _get_longest([*whole, *full_texts], is_atom=is_atom)
    description = _get_longest(described, is_atom=is_atom)
    if not content or not description:
        caption = {"value": _get(entry, "media_caption", "")}
        return content or description or _to_html(caption, is_atom=False)
    is_fragment = text_length(content) < _MIN_CONTENT_SHARE * text_length(description)
    return description if is_fragment else content


def _get_longest(texts: list[_Node], *, is_atom: bool) -> str:
    """Return the longest of some texts, as HTML."""
    found = [_to_html(text, is_atom=is_atom) for text in texts]
    return max(found, key=text_length, default="") if len(found) != 1 else found[0]


def _to_html(text: _Node, *, is_atom: bool) -> str:
    """Return an element's text as HTML. Without any tag it is plain text, whose lines are all the
    structure that it has; only Atom is to be believed about it."""
    value = str(_get(text, "value") or "").strip()
    if is_missing(value):
        return ""
    if is_atom and _get(text, "type") == _PLAIN:
        return plain_to_html(value)
    if _ESCAPED_TAG.match(value) and not _HTML_TAG.search(value):
        value = unescape(value)
    return value if _HTML_TAG.search(value) else plain_to_html(value, has_entities=True)


def _parse_published(entry: _Node) -> datetime | None:
    """Return when an entry was published, else last changed."""
    dates = (_get(entry, name) for name in ("published", "updated"))
    return next(filter(None, map(parse_date, map(str, filter(None, dates)))), None)


def _parse_author(entry: _Node) -> str:
    """Return the byline without the mail address that RSS asks for."""
    said = _get(entry, "author", "")[:_MAX_BYLINE_CHARS]
    names = dedupe(
        strip_markup(_get(author, "name") or "") for author in _get(entry, "authors", ())
    )
    if "@" in said and len(names) < 2:  # feedparser cuts the address short at a long domain
        names = (strip_markup(_MAIL.sub("", said)).strip(" ()<>,"),)
    return ", ".join(names)
