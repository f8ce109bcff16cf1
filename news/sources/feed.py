"""Parse feeds: RSS 0.9x, 1.0 (RDF), 2.0, Atom, JSON Feed. Pure: bytes in, no network.

feedparser knows the formats. This module decides what it leaves open: which encoding to use
(Cyrillic feeds often declare a wrong one), which of an entry's texts is the article, what counts as
a feed.
"""

from __future__ import annotations

import codecs
import html
import re
import sys
from calendar import timegm
from datetime import UTC, datetime
from email.message import Message
from io import BytesIO
from itertools import islice
from typing import Any
from xml.sax import SAXException

import feedparser

from news.limits import MAX_ADDRESS_CHARS, MAX_CATEGORIES, MAX_ENTRY_CHARS, MAX_NAME_CHARS
from news.model import RawArticle
from news.sources.addresses import FailureReason, build_source_error
from news.sources.entries import (
    MAX_ENTRIES,
    Feed,
    dedupe,
    limit_entries,
    parse_language_code,
    parse_number,
    resolve_link,
    shorten_title,
    strip_markup,
)
from news.sources.json_feed import is_json, parse_json_feed

__all__ = ["Feed", "parse_feed", "strip_markup"]

_Node = dict[str, Any]  # a part of what feedparser read

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_DECLARED = re.compile(rb"<\?xml[^>]{0,80}encoding=[\"']([\w.:-]{1,40})")
_KNOWN_ENCODINGS = re.compile(
    r"(?:utf|windows|cp|iso|koi8|latin|mac|x-mac|gb|big5|euc|shift)[\w.:-]*", re.IGNORECASE
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]+")
_MAX_BYLINE_CHARS = 4 * MAX_NAME_CHARS
"""The part of a byline that is searched for a mail address."""
_MAX_ITEMS = 10 * MAX_ENTRIES
"""The newest of these are taken."""
_BLANK_LINES = re.compile(r"\n\s*\n")
_SKIP_HOURS = re.compile(
    r"<skipHours>((?:(?!<skipHours>).){0,2000}?)</skipHours>", re.DOTALL | re.IGNORECASE
)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)


_MIN_YEAR = 1990  # an earlier date is an unset clock


def parse_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """Parse what was fetched from ``url`` with this Content-Type header.

    Of a malformed feed the readable entries are returned; a valid one without entries is empty.
    Raises SourceError (``url``, ``reason``): ``not_a_feed`` for anything else, ``malformed`` for a
    broken feed in which no entry can be parsed.
    """
    text = _decode(body, content_type)
    if is_json(text):
        return parse_json_feed(text, url)
    parsed = _parse(text, url)
    if not parsed.entries and not parsed.get("version"):
        raise build_source_error(url, FailureReason.NOT_A_FEED)
    error = parsed.get("bozo_exception")
    if not parsed.entries and isinstance(error, SAXException):
        raise build_source_error(url, FailureReason.MALFORMED, str(error.getMessage()))
    title = strip_markup(parsed.feed.get("title", ""))[:MAX_NAME_CHARS]
    language = parse_language_code(parsed.feed.get("language", ""))
    return Feed(
        title=title,
        link=resolve_link(url, parsed.feed.get("link", "")),
        entries=limit_entries(
            _parse_entry(entry, url, title, language) for entry in parsed.entries[:_MAX_ITEMS]
        ),
        language=language,
        ttl=parse_number(parsed.feed.get("ttl")),
        skip_hours=_parse_skip_hours(text),
    )


def _parse(text: str, url: str) -> Any:
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


def _parse_skip_hours(text: str) -> frozenset[int]:
    """Parse all skip hours; feedparser keeps only the last."""
    said = _SKIP_HOURS.search(text)
    hours = {parse_number(hour) % 24 for hour in _HOUR.findall(said[1])} if said else set()
    return frozenset(hours) if len(hours) < 24 else frozenset()


def _decode(body: bytes, content_type: str) -> str:
    """Decode a feed to text that an XML parser accepts.

    Valid UTF-8 is UTF-8, whatever is declared, even with a few damaged bytes; otherwise the
    header's charset is tried, then the document's, then windows-1251.
    """
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if body.startswith(mark):
            return _strip_forbidden(body.decode(encoding, "replace"))
    text = body.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if damaged and damaged * 10 > len(text) - len(text.encode("ascii", "ignore")):
        text = _decode_as_declared(body, content_type)
    return _strip_forbidden(text)


def _strip_forbidden(text: str) -> str:
    """Remove the characters that XML forbids, literal or as references: one makes the whole feed
    unreadable."""
    return _CONTROLS.sub("", _REFERENCE.sub(_keep_allowed_reference, text))


def _keep_allowed_reference(reference: re.Match[str]) -> str:
    hexadecimal, decimal = reference.groups()
    digits = (hexadecimal or decimal).lstrip("0")[:9]  # more of them name nothing either
    code = int(digits or "0", 16 if hexadecimal else 10)
    surrogate = 0xD800 <= code <= 0xDFFF
    allowed = code <= sys.maxunicode and not surrogate and not _CONTROLS.match(chr(code))
    return reference[0] if allowed else ""


def _decode_as_declared(body: bytes, content_type: str) -> str:
    header = Message()
    header["Content-Type"] = content_type
    declared = _DECLARED.match(body.lstrip())
    for encoding in (header.get_content_charset(), declared and declared[1].decode("ascii")):
        if encoding and _KNOWN_ENCODINGS.fullmatch(encoding):
            try:
                return body.decode(encoding)
            except (LookupError, UnicodeError):
                continue  # the declaration is wrong; the next may be right
    return body.decode("windows-1251", "replace")


def _parse_entry(entry: _Node, url: str, source: str, language: str) -> RawArticle:
    link = resolve_link(url, entry.get("link", ""))
    return RawArticle(
        html=_choose_body(entry)[:MAX_ENTRY_CHARS],
        title=shorten_title(entry.get("title", "")),
        url=link,
        guid=entry.get("id", "")[:MAX_ADDRESS_CHARS],
        published=_parse_published(entry),
        author=_parse_author(entry)[:MAX_NAME_CHARS],
        source=source,
        language=parse_language_code(entry.get("language", "")) or language,
        categories=_parse_categories(entry),
        image=resolve_link(link or url, _choose_image(entry)),
    )


def _parse_categories(entry: _Node) -> tuple[str, ...]:
    tags = islice(entry.get("tags", ()), MAX_CATEGORIES)
    return dedupe(strip_markup(tag.get("term") or "")[:MAX_NAME_CHARS] for tag in tags)


def _choose_body(entry: _Node) -> str:
    """Return the longest of an entry's texts, as HTML: some feeds put the article into the
    content, some into the description, and a teaser or a caption into the other."""
    texts = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    return max(map(_to_html, texts), key=len)


def _to_html(text: _Node) -> str:
    value = str(text.get("value") or "").strip()
    if not value or text.get("type") != "text/plain":
        return value
    return "".join(f"<p>{html.escape(part)}</p>" for part in _BLANK_LINES.split(value))


def _parse_published(entry: _Node) -> datetime | None:
    """Return when an entry was published, else last changed. feedparser gives UTC, and None for
    an unreadable date."""
    # feedparser's own get would return another date for a missing key, and warn
    moment = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    if moment is None or moment.tm_year < _MIN_YEAR:
        return None
    try:
        return datetime.fromtimestamp(timegm(moment), UTC)
    except (ValueError, OverflowError):  # a year 10000
        return None


def _parse_author(entry: _Node) -> str:
    """Return the byline without the mail address that RSS asks for."""
    said = entry.get("author", "")[:_MAX_BYLINE_CHARS]
    names = dedupe(strip_markup(author.get("name") or "") for author in entry.get("authors", ()))
    if "@" in said and len(names) < 2:  # feedparser cuts the address short at a long domain
        names = (strip_markup(_MAIL.sub("", said)).strip(" ()<>,"),)
    return ", ".join(names)


def _choose_image(entry: _Node) -> str:
    """Return the address of the widest picture, or empty."""
    media = [item for item in entry.get("media_content", ()) if _is_picture(item)]
    media += entry.get("media_thumbnail", ())
    media = media or [item for item in entry.get("enclosures", ()) if _is_picture(item)]
    widest: _Node = max(media, key=lambda item: parse_number(item.get("width")), default={})
    return str(widest.get("url") or widest.get("href") or "")


def _is_picture(item: _Node) -> bool:
    kind = item.get("medium") or str(item.get("type", "")).partition("/")[0]
    return kind == "image"
