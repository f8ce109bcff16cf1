"""Choose the picture of a feed's entry. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from news.sources.formats.entries import parse_number
from news.text.pictures import MIN_PIXELS, choose_widest, is_picture_address

_Node = dict[str, Any]

_EXTENSION = re.compile(r"\.([a-z0-9]{2,5})(?:$|[?#])", re.IGNORECASE)
_PICTURE = re.compile(r"jpe?g?|jfif|png|webp|gif|avif|heic|bmp|tiff?", re.IGNORECASE)
_SAYS_PICTURE = re.compile(
    r"/(?:images?|img|imgs|photos?|pictures?|pics?|fotos?)(?:/|$|[?])"
    r"|[?&;](?:format|fm|ext|f|type)=(?:image/|\.)?(?:jpe?g|png|webp|avif|gif)\b"
    r"|\.(?:jpe?g|png|webp|avif)(?=[!:@;/&])",
    re.IGNORECASE,
)
_CONTENT_WIDTH = 1_000
"""The width of a picture that does not say it: the entry's own, as publishers have it."""
_THUMBNAIL_WIDTH = 120


def choose_image(entry: _Node) -> str:
    """Return the address of the widest picture among an entry's media, else among its
    enclosures, else its cover; empty if it has none."""
    # feedparser's own get takes ten times as long for what is not there
    found: list[tuple[float, str]] = [
        (parse_number(item.get("width")) or assumed, str(item.get("url") or ""))
        for name, assumed in (
            ("media_content", _CONTENT_WIDTH),
            ("media_thumbnail", _THUMBNAIL_WIDTH),
        )
        for item in dict.get(entry, name, ())
        if _is_picture(item, is_thumbnail=name == "media_thumbnail")
    ]
    found = found or [
        (_CONTENT_WIDTH, str(item.get("href") or ""))
        for item in dict.get(entry, "links", ())
        if item.get("rel") == "enclosure" and _is_picture(item, is_thumbnail=False)
    ]
    return choose_widest(found) or _get_cover(entry)


def _is_picture(item: _Node, *, is_thumbnail: bool) -> bool:
    """Return whether a medium is a picture of the news: by what it says of itself, which is
    optional, else by its address, else by having a width but no duration."""
    address = str(item.get("url") or item.get("href") or "")
    numbers = (parse_number(item.get(side)) for side in ("width", "height"))
    sizes = [size for size in numbers if size]  # «100%» and 0 say nothing
    if not address or any(size < MIN_PIXELS for size in sizes) or not is_picture_address(address):
        return False
    said = item.get("medium") or str(item.get("type") or "").partition("/")[0]
    extension = _EXTENSION.search(address.rpartition("/")[2])
    if is_thumbnail or said == "image":
        return True
    if said and said not in ("application", "text"):
        return False
    if extension and _PICTURE.fullmatch(extension[1]):
        return True
    if not extension and not item.get("duration") and _SAYS_PICTURE.search(address):
        return True
    return bool(not said and not extension and sizes and not item.get("duration"))


def _get_cover(entry: _Node) -> str:
    cover = dict.get(entry, "image")
    address = (cover.get("href") or cover.get("url")) if isinstance(cover, dict) else ""
    return choose_picture([str(address or "")])


def choose_picture(addresses: Iterable[str]) -> str:
    """Return the first address that may be that of a picture; empty if none is."""
    return next((one for one in addresses if one.strip() and is_picture_address(one.strip())), "")
