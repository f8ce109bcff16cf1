"""URLs inside formatted text, which make links, mentions, custom emoji and dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from sandbox.entities.span import Span
from sandbox.errors import entities_error

_HOST = re.compile(r"^(?:[\w-]+\.)+[^\W\d_][\w-]+$|^\d{1,3}(?:\.\d{1,3}){3}$|^\[")


def normalize_url(url: str) -> str | None:
    """Return `url` as Telegram stores it, with a scheme; None if it is not a URL."""
    url = url.strip()
    if not url or any(char.isspace() for char in url):
        return None
    scheme = url.split(":", 1)[0].lower() if ":" in url else ""
    if scheme in {"tg", "ton", "tonsite"}:
        return url
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.match(host):
        return None
    path = parts.path or "/"
    return parts._replace(scheme=parts.scheme.lower(), path=path).geturl()


def make_link(url: str, start: int, end: int) -> Span | None:
    """Return a text link or a mention by user id (`tg://user?id=1`); None for an unusable URL."""
    parts = urlsplit(url) if url.startswith("tg://user") else None
    if parts is not None:
        identifier = parse_qs(parts.query).get("id", [""])[0]
        if identifier.isdecimal():
            return Span("text_mention", start, end, {"user": {"id": int(identifier)}})
        return None
    usable = normalize_url(url)
    return Span("text_link", start, end, {"url": usable}) if usable else None


def make_date_time(attributes: Mapping[str, str], start: int, end: int) -> Span:
    """Return the entity of `<tg-time unix="..." format="...">` or `tg://time?unix=...`.

    Raises :class:`~sandbox.errors.ApiError` 400 for an invalid time.
    """
    unix = attributes.get("unix", "")
    if not unix.isdecimal():
        raise entities_error("Invalid Unix time specified")
    extra: dict[str, object] = {"unix_time": int(unix)}
    if attributes.get("format"):
        extra["date_time_format"] = attributes["format"]
    return Span("date_time", start, end, extra)


def make_inline_image(url: str, start: int, end: int) -> Span:
    """Return the entity of MarkdownV2's `![text](url)`: a custom emoji or a date.

    Raises :class:`~sandbox.errors.ApiError` 400 for other URLs.
    """
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if url.startswith("tg://time"):
        return make_date_time(query, start, end)
    if url.startswith("tg://emoji") and query.get("id", "").isdecimal():
        return Span("custom_emoji", start, end, {"custom_emoji_id": query["id"]})
    raise entities_error("Custom emoji URL must have a tg scheme")
